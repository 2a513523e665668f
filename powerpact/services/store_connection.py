"""Connecting a store: its row, its tokens, and what PowerPact needs to find there.

Everything here may run twice: connecting a store that is connected already refreshes it.
"""

from dataclasses import dataclass, replace

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
    utc_now,
)
from powerpact.services.access import call_for, grant_values, token_endpoint
from powerpact.services.audit import Actor, audit
from powerpact.services.connection_check import found, subscribe
from powerpact.services.many_rows import among
from powerpact.services.order_steering import due_again
from powerpact.services.transactions import transaction
from powerpact.shopify.call import Call
from powerpact.shopify.custom_ids import PARTNER_REF, SPLIT_ID
from powerpact.shopify.session_tokens import shop_domain
from powerpact.shopify.stores import (
    ensure_custom_id_definition,
    read_locations,
    read_publications,
    read_shop,
)
from powerpact.shopify.tokens import TokenGrant


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A store to connect. ``code`` names a partner for ever; Bubbly has none."""

    shop_domain: str
    kind: StoreKind
    code: str | None = None
    base_url: str | None = None


def connect(newcomer: Newcomer, session_token: str, actor: Actor) -> int:
    """Exchange a session token for our own pair, keep it and provision the store; its id.

    Raises Refused when the store is known in another role or by another code, Unauthorized when
    Shopify does not take the token, and what Shopify answers otherwise: then run it again.
    """
    newcomer = _checked(newcomer)
    endpoint = token_endpoint(newcomer.shop_domain, newcomer.base_url)
    return connect_with(newcomer, endpoint.exchange_session_token(session_token), actor)


def connect_with(newcomer: Newcomer, grant: TokenGrant, actor: Actor) -> int:
    """The same with a token pair already in hand."""
    store_id = _keep_store(_checked(newcomer), grant, actor)
    provision(store_id)
    _requeue_parts(store_id)
    return store_id


def _checked(newcomer: Newcomer) -> Newcomer:
    """The newcomer in the form we keep. Nothing is sent to what is not a Shopify shop."""
    domain = shop_domain(newcomer.shop_domain)
    if domain is None:
        raise Refused(f"{newcomer.shop_domain} is not the myshopify.com domain of a shop")
    if (newcomer.kind is StoreKind.PARTNER) != bool(newcomer.code):
        raise Refused("a partner needs a code, short, unique and never changed; Bubbly has none")
    return replace(newcomer, shop_domain=domain)


def provision(store_id: int) -> None:
    """Make the store ready: details, definitions of custom ids, webhooks, and where stock is."""
    call = call_for(store_id)
    shop = read_shop(call)
    kind = _kind(store_id)
    ensure_custom_id_definition(call, "ORDER", SPLIT_ID, "PowerPact split")
    if kind is StoreKind.BUBBLY:
        ensure_custom_id_definition(call, "PRODUCT", PARTNER_REF, "PowerPact source")
    subscribe(call, kind)
    location_id = _location(call)
    publications = list(read_publications(call)) if kind is StoreKind.BUBBLY else []
    with transaction() as session:
        store = session.get_one(Store, store_id)
        store.shopify_id, store.name, store.currency = shop.gid, shop.name, shop.currency
        store.timezone, store.plan, store.location_id = shop.timezone, shop.plan, location_id
        for name, value in found(kind).items():
            setattr(store, name, value)
        store.check_fault, store.check_due_at = "", None
        if isinstance(store, BubblyStore):
            store.publication_ids = publications


def _location(call: Call) -> str | None:
    """Where the store keeps what it sells online."""
    active = [place for place in read_locations(call) if place.is_active]
    online = [place for place in active if place.fulfills_online_orders]
    return next((place.gid for place in online or active), None)


def _kind(store_id: int) -> StoreKind:
    with transaction() as session:
        return session.execute(select(Store.kind).where(Store.id == store_id)).scalar_one()


def _keep_store(newcomer: Newcomer, grant: TokenGrant, actor: Actor) -> int:
    """The store's row with its new tokens, made or refreshed."""
    connected = {
        **grant_values(grant),
        "state": StoreState.ACTIVE,
        "state_reason": "",
        "installed_at": utc_now(),
        "rests_until": None,
        "rest_reason": "",
        "rest_count": 0,
        # A renewal that is under way must not put the pair back that this one replaces.
        "refreshing_until": None,
    }
    if newcomer.base_url:
        connected["base_url"] = newcomer.base_url
    with transaction() as session:
        _insert_if_new(session, newcomer)
        store_id = _same_store(session, newcomer).id
        session.execute(update(Store).where(Store.id == store_id).values(connected))
        audit(session, actor, "connect", ("store", store_id))
    return store_id


def _insert_if_new(session: Session, newcomer: Newcomer) -> None:
    """A row for a store that we have not seen; its real details come with provisioning."""
    table = BubblyStore if newcomer.kind is StoreKind.BUBBLY else PartnerStore
    session.execute(
        insert(table.__table__)  # type: ignore[arg-type]  # a mapped class has a Table here
        .values(
            kind=newcomer.kind,
            shop_domain=newcomer.shop_domain,
            name=newcomer.shop_domain.split(".")[0],
            currency="",
            code=newcomer.code,
            state=StoreState.ACTIVE,
            price_rounding="none",
        )
        .on_conflict_do_nothing()
    )


def _same_store(session: Session, newcomer: Newcomer) -> Store:
    """The newcomer's row, locked. Raises Refused when it is another's, or says otherwise."""
    known = session.scalars(
        select(Store).where(Store.shop_domain == newcomer.shop_domain).with_for_update()
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
    return known


def _requeue_parts(store_id: int) -> None:
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
    with transaction() as session:
        ids = session.scalars(waiting).all()
        session.execute(update(OrderSync).where(among(OrderSync.id, ids)).values(due_again()))
