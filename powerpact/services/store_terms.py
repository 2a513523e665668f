"""The terms agreed with a partner: price rule, commission, what is approved and passed on."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectin_polymorphic

from powerpact.errors import NotFound, Refused
from powerpact.models import PartnerStore, ProductMap, Store
from powerpact.services.audit import Actor, audit
from powerpact.services.listing_queue import is_listed, queue_listings
from powerpact.services.transactions import transaction

TERMS = (
    "commission_rate",
    "price_percentage",
    "price_fixed",
    "price_rounding",
    "exchange_rate",
    "auto_approve",
    "passes_email",
)


def set_terms(code: str, terms: dict[str, Any], actor: Actor) -> int:
    """Change some of a partner's terms, named as in TERMS; the partner's id.

    They apply to orders placed from now on and to listings, which are queued for it: one whose
    content stays the same costs no write. Raises NotFound, and Refused for a value that can not
    be.
    """
    if not set(terms) <= set(TERMS):
        raise Refused(f"not a term: {', '.join(sorted(set(terms) - set(TERMS)))}")
    if not 0 <= terms.get("commission_rate", Decimal(0)) <= 1:
        raise Refused("the commission rate is a share from 0 to 1, such as 0.15")
    if terms.get("exchange_rate", Decimal(1)) <= 0:
        raise Refused("the exchange rate must be above zero")
    with transaction() as session:
        partner = session.scalars(select(PartnerStore).where(PartnerStore.code == code)).first()
        if partner is None:
            raise NotFound(f"there is no partner with the code {code}")
        before = {name: str(getattr(partner, name)) for name in terms}
        for name, value in terms.items():
            setattr(partner, name, value)
        after = {name: str(value) for name, value in terms.items()}
        audit(session, actor, "set terms", ("store", partner.id), before, after)
        session.flush()
        queue_listings(session, ProductMap.partner_id == partner.id, is_listed())
        return partner.id


def partner_id_of(code: str) -> int:
    """The id of the partner with that code. Raises NotFound."""
    with transaction() as session:
        found = session.scalars(select(PartnerStore.id).where(PartnerStore.code == code)).first()
    if found is None:
        raise NotFound(f"there is no partner with the code {code}")
    return found


def all_stores() -> list[Store]:
    """Bubbly and the partners, for showing; not attached to a session."""
    # A partner's own columns come along: nothing can be loaded once the session is left.
    query = select(Store).options(selectin_polymorphic(Store, [PartnerStore]))
    with transaction() as session:
        stores = list(session.scalars(query.order_by(Store.kind, Store.id)))
        session.expunge_all()
        return stores
