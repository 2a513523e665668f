"""Who sells what: the routes that the variant maps give to the lines of orders."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Select, Text, any_, bindparam, func, select
from sqlalchemy.orm import Session

from powerpact.domain.placed_order import PlacedOrder
from powerpact.domain.splitting import Route, Routing
from powerpact.errors import NotFound, Refused
from powerpact.models import BubblyStore, PartnerStore, ProductMap, Trade, VariantMap
from powerpact.services.order_rows import PartnerTerms

_WANTED = any_(bindparam("wanted", type_=ARRAY(Text)))
_ROUTE = (
    select(
        VariantMap.bubbly_variant_id,
        VariantMap.id,
        PartnerStore.id,
        PartnerStore.name,
        VariantMap.partner_variant_id,
        VariantMap.price,
        PartnerStore.commission_rate,
    )
    .join(ProductMap, ProductMap.id == VariantMap.product_map_id)
    .join(PartnerStore, PartnerStore.id == ProductMap.partner_id)
)
_ROUTES = _ROUTE.where(VariantMap.bubbly_variant_id == _WANTED)
_LISTINGS = select(ProductMap.bubbly_product_id).where(ProductMap.bubbly_product_id == _WANTED)
_NAMES = select(func.lower(PartnerStore.name)).where(func.lower(PartnerStore.name) == _WANTED)
_TERMS = select(
    PartnerStore.id,
    PartnerStore.name,
    PartnerStore.shop_domain,
    PartnerStore.currency,
    PartnerStore.exchange_rate,
    PartnerStore.trade,
    PartnerStore.trade_by,
    PartnerStore.release_delay_minutes,
).where(PartnerStore.id == any_(bindparam("wanted", type_=ARRAY(BigInteger))))


def routing_for(session: Session, orders: Sequence[PlacedOrder]) -> Routing:
    """What is known about the orders' lines; three queries at most, however many there are.

    What lists a partner's product, or carries a partner's name, is asked of the lines that no
    map routes.
    """
    lines = [line for order in orders for line in order.lines]
    routes = routes_of(session, {line.variant_id for line in lines if line.variant_id})
    others = [line for line in lines if (line.variant_id or "") not in routes]
    return Routing(
        by_variant=routes,
        listings=_known(session, _LISTINGS, {line.product_id or "" for line in others}),
        partner_vendors=_known(session, _NAMES, {line.vendor.strip().lower() for line in others}),
    )


def routes_of(session: Session, variant_ids: set[str]) -> dict[str, Route]:
    """Routes by Bubbly variant id.

    A variant routes whatever became of its map since: the shopper has paid for it.
    """
    rows = session.execute(_ROUTES, {"wanted": list(variant_ids)})
    return {bubbly_variant_id: Route(*route) for bubbly_variant_id, *route in rows}


def route_by(session: Session, variant_map_id: int) -> Route:
    """The route that a partner's variant gives, whatever Bubbly variant sells it.

    Raises NotFound, and Refused for a variant that the partner has no more.
    """
    chosen = _ROUTE.add_columns(VariantMap.removed_at).where(VariantMap.id == variant_map_id)
    row = session.execute(chosen).one_or_none()
    if row is None:
        raise NotFound(f"there is no partner variant {variant_map_id}")
    _bubbly_variant_id, *route, removed_at = row
    if removed_at:
        raise Refused("the partner does not have this variant any more")
    return Route(*route)


def _known(session: Session, query: Select[Any], texts: set[str]) -> frozenset[str]:
    """Which of the texts the query finds: listings, or vendors that are a partner's own name.

    Brands that several may sell say nothing.
    """
    wanted = texts - {""}
    return frozenset(session.scalars(query, {"wanted": list(wanted)})) if wanted else frozenset()


def partner_terms(session: Session, partner_ids: set[int]) -> dict[int, PartnerTerms]:
    """What parts are made by, for these partners.

    Whoever resumes a partner waits for the part that we are about to hold, and then releases it;
    or has resumed it by the time that we read it. In between there is nothing.
    """
    terms = _terms(session, _TERMS, partner_ids)
    closed = {each.id for each in terms.values() if each.trade is not Trade.OPEN}
    return terms | _terms(session, _TERMS.with_for_update(read=True), closed) if closed else terms


def _terms(
    session: Session, query: Select[Any], partner_ids: Collection[int]
) -> dict[int, PartnerTerms]:
    rows = session.execute(query, {"wanted": sorted(partner_ids)})
    return {row.id: PartnerTerms(*row) for row in rows}


def holds_unrouted(session: Session) -> bool:
    """Whether an order with a line that has no place waits as a whole: Bubbly's setting."""
    return bool(session.scalar(select(BubblyStore.holds_unrouted)))
