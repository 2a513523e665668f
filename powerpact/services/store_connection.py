"""Connecting a store: its row and its tokens. There is one way in, ``keep``, whoever comes by it.

Everything here may run twice: connecting a store that is connected already refreshes it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.domain.causes import RECONNECT_NEEDED, SCOPE_MISSING, STORE_UNAVAILABLE
from powerpact.domain.transitions import OrderState
from powerpact.errors import Refused
from powerpact.models import (
    BubblyStore,
    OrderSync,
    PartnerStore,
    Store,
    StoreKind,
    StoreState,
    Trade,
    utc_now,
)
from powerpact.services.access import grant_values, token_endpoint
from powerpact.services.audit import Actor, audit
from powerpact.services.follow_up import FollowUp, together
from powerpact.services.many_rows import among
from powerpact.services.order_steering import due_again
from powerpact.services.platform import platform
from powerpact.services.relisting import relist_partners
from powerpact.services.store_provisioning import provision
from powerpact.services.transactions import transaction
from powerpact.shopify.session_tokens import shop_domain
from powerpact.shopify.tokens import TokenEndpoint, TokenGrant

Exchange = Callable[[TokenEndpoint], TokenGrant]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A store to connect. ``code`` names a partner for ever; Bubbly has none.

    ``name``, ``trade`` and ``commission_rate`` are what a new partner begins with.
    """

    shop_domain: str
    kind: StoreKind
    code: str | None = None
    base_url: str | None = None
    name: str = ""
    trade: Trade = Trade.OPEN
    commission_rate: Decimal = Decimal(0)


def connect(newcomer: Newcomer, session_token: str, actor: Actor) -> int:
    """Exchange a session token for our own pair, keep it and provision the store; its id.

    Raises Refused when the store is known in another role or by another code, Unauthorized when
    Shopify does not take the token, and what Shopify answers otherwise: then run it again.
    """
    newcomer = checked(newcomer)
    endpoint = token_endpoint(newcomer.shop_domain, newcomer.base_url)
    grant = endpoint.exchange_session_token(session_token)
    with transaction() as session:
        store = enter(session, newcomer)
        keep(session, store, grant, actor)
        # Nobody else provisions it meanwhile; a worker does when we do not come so far.
        store.check_due_at = utc_now() + timedelta(seconds=platform().settings.lease_seconds)
        store_id = store.id
    provision(store_id)
    return store_id


def checked(newcomer: Newcomer) -> Newcomer:
    """The newcomer in the form we keep. Nothing is sent to what is not a Shopify shop."""
    domain = shop_domain(newcomer.shop_domain)
    if domain is None:
        raise Refused(f"{newcomer.shop_domain} is not the myshopify.com domain of a shop")
    if (newcomer.kind is StoreKind.PARTNER) != bool(newcomer.code):
        raise Refused("a partner needs a code, short, unique and never changed; Bubbly has none")
    return replace(newcomer, shop_domain=domain)


def enter(session: Session, newcomer: Newcomer) -> Store:
    """The newcomer's row, made or found, and locked.

    Raises Refused when it is another's, or known otherwise.
    """
    _insert_if_new(session, newcomer)
    return _same_store(session, newcomer)


def keep(session: Session, store: Store, grant: TokenGrant, actor: Actor) -> FollowUp:
    """Keep what Shopify granted in the store's row, which is locked; what is due now.

    A worker is to provision it. What failed for want of access goes out, and what came off sale
    because the app was gone comes back.
    """
    was_gone = store.state is StoreState.UNINSTALLED
    for name, value in (_connected(grant.granted_at) | grant_values(grant)).items():
        setattr(store, name, value)
    session.flush()
    audit(session, actor, "connect", ("store", store.id))
    due = FollowUp(order_syncs=requeue_parts(session, store.id), connections=(store.id,))
    if not was_gone or store.kind is StoreKind.BUBBLY:
        return due
    return together((due, relist_partners(session, [store.id], actor, "Back on sale")))


def _connected(granted_at: datetime) -> dict[str, Any]:
    return {
        "state": StoreState.ACTIVE,
        "state_reason": "",
        "installed_at": granted_at,
        "rests_until": None,
        "rest_reason": "",
        "rest_count": 0,
        # A renewal that is under way must not put the pair back that this one replaces.
        "refreshing_until": None,
        # Subscriptions end with an install, so nobody knows what there is (facts 1.10).
        "topics": None,
        "check_fault": "",
        "check_due_at": utc_now(),
    }


def _insert_if_new(session: Session, newcomer: Newcomer) -> None:
    """A row for a store that we have not seen; its real details come with provisioning."""
    table = BubblyStore if newcomer.kind is StoreKind.BUBBLY else PartnerStore
    session.execute(
        insert(table.__table__)  # type: ignore[arg-type]  # a mapped class has a Table here
        .values(
            kind=newcomer.kind,
            shop_domain=newcomer.shop_domain,
            name=newcomer.name or newcomer.shop_domain.split(".")[0],
            currency="",
            code=newcomer.code,
            base_url=newcomer.base_url,
            state=StoreState.RECONNECT_NEEDED,
            state_reason="it is being connected for the first time",
            trade=newcomer.trade,
            commission_rate=newcomer.commission_rate,
            price_rounding="none",
        )
        .on_conflict_do_nothing()
    )


def _same_store(session: Session, newcomer: Newcomer) -> Store:
    """The newcomer's row, locked. Raises Refused when it is another's, or says otherwise."""
    known = session.scalars(
        select(Store)
        .where(Store.shop_domain == newcomer.shop_domain)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if known is None:
        taken = (
            "Bubbly is another store already"
            if newcomer.code is None
            else (f"another partner has the code {newcomer.code}")
        )
        raise Refused(f"{newcomer.shop_domain} can not be connected: {taken}")
    if known.kind is not newcomer.kind:
        raise Refused(f"{newcomer.shop_domain} is connected in another role: {known.kind.value}")
    if isinstance(known, PartnerStore) and known.code != newcomer.code:
        raise Refused(f"{newcomer.shop_domain} has the code {known.code}, which never changes")
    if newcomer.base_url:
        known.base_url = newcomer.base_url
    return known


def requeue_parts(session: Session, store_id: int) -> tuple[int, ...]:
    """Parts that failed or wait only because the store did not let us in are due again."""
    cured = [RECONNECT_NEEDED.code, SCOPE_MISSING.code, STORE_UNAVAILABLE.code]
    waiting = (
        select(OrderSync.id)
        .where(
            OrderSync.partner_id == store_id,
            OrderSync.state.in_([OrderState.FAILED, OrderState.RETRYING]),
            OrderSync.cause_code.in_(cured),
        )
        .order_by(OrderSync.id)  # as people's own retries lock them
        .with_for_update()
    )
    ids = session.scalars(waiting).all()
    session.execute(update(OrderSync).where(among(OrderSync.id, ids)).values(due_again()))
    return tuple(ids)
