"""Who sells what: the routes that the variant maps give to the lines of orders."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from powerpact.domain.placed_order import PlacedOrder
from powerpact.domain.splitting import Route, Routing
from powerpact.models import PartnerStore, ProductMap, VariantMap
from powerpact.services.many_rows import among, among_texts
from powerpact.services.order_rows import PartnerTerms


def routing_for(session: Session, orders: Sequence[PlacedOrder]) -> Routing:
    """What is known about the orders' lines; three queries, however many there are of either."""
    lines = [line for order in orders for line in order.lines]
    return Routing(
        by_variant=_routes(session, {line.variant_id for line in lines if line.variant_id}),
        listings=_listings(session, {line.product_id for line in lines if line.product_id}),
        partner_vendors=_partners(session, {line.vendor.strip().lower() for line in lines}),
    )


def _routes(session: Session, variant_ids: set[str]) -> dict[str, Route]:
    """Routes by Bubbly variant id.

    A variant routes whatever became of its map since: the shopper has paid for it.
    """
    rows = session.execute(
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
        .where(among_texts(VariantMap.bubbly_variant_id, variant_ids))
    )
    return {bubbly_variant_id: Route(*route) for bubbly_variant_id, *route in rows}


def _listings(session: Session, product_ids: set[str]) -> frozenset[str]:
    listed = ProductMap.bubbly_product_id
    rows = session.scalars(select(listed).where(among_texts(listed, product_ids)))
    return frozenset(gid for gid in rows if gid)


def _partners(session: Session, vendors: set[str]) -> frozenset[str]:
    """Vendors that are a partner's own name; brands that several may sell say nothing."""
    name = func.lower(PartnerStore.name)
    return frozenset(session.scalars(select(name).where(among_texts(name, vendors - {""}))))


def partner_terms(session: Session, partner_ids: set[int]) -> dict[int, PartnerTerms]:
    """What parts are made by, for these partners."""
    rows = session.execute(
        select(
            PartnerStore.id,
            PartnerStore.name,
            PartnerStore.shop_domain,
            PartnerStore.currency,
            PartnerStore.exchange_rate,
            PartnerStore.state,
        ).where(among(PartnerStore.id, partner_ids))
    )
    return {row.id: PartnerTerms(*row) for row in rows}
