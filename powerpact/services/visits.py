"""How a shop stands when its staff open the app."""

from dataclasses import dataclass

from sqlalchemy import and_, select

from powerpact.domain.consent import VERSION
from powerpact.domain.standing import Standing, standing_of
from powerpact.models import Admission, BubblyStore, Consent, Store, StoreState
from powerpact.services.transactions import reading
from powerpact.shopify.scopes import missing_scopes


@dataclass(frozen=True, slots=True)
class Visit:
    """``store_id`` is None where there is no store yet. ``is_connected``: calls to it can work,
    and it grants everything that we need. ``bubbly``: what the marketplace is called,
    and ``bubbly_currency`` what it sells in; "" before it is connected. ``has_to_agree``: it sells,
    by older words than those of today, or by none."""

    standing: Standing
    store_id: int | None
    name: str
    is_connected: bool
    bubbly: str
    bubbly_currency: str
    has_to_agree: bool = False


def visit_of(shop_domain: str) -> Visit:
    """The standing of the shop of that domain. Nothing is written."""
    # Not as PartnerStore's column, which would find no store but partners'.
    trade = Store.__table__.c.trade
    in_force = and_(Consent.store_id == Store.id, Consent.withdrawn_at.is_(None))
    store = (
        select(Store.id, Store.kind, Store.name, Store.state, Store.scopes, trade, Consent.version)
        .outerjoin(Consent, in_force)
        .where(Store.shop_domain == shop_domain)
    )
    admission = select(Admission.state).where(Admission.shop_domain == shop_domain)
    with reading() as session:
        row = session.execute(store).first()
        marketplace = session.execute(select(BubblyStore.name, BubblyStore.currency)).first()
        bubbly, currency = marketplace or ("the marketplace", "")
        if row is None:
            state = session.scalar(admission)
            standing = standing_of(None, None, state)
            return Visit(standing, None, shop_domain, False, bubbly, currency)
    standing = standing_of(row.kind, row.trade, None)
    return Visit(
        standing,
        row.id,
        row.name,
        is_connected=row.state is StoreState.ACTIVE and not missing_scopes(row.scopes),
        bubbly=bubbly,
        bubbly_currency=currency,
        has_to_agree=standing is Standing.MEMBER and row.version != VERSION,
    )
