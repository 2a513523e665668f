"""Who sells what: the routes that the variant maps give to an order's lines."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from powerpact.domain.placed_order import PlacedOrder
from powerpact.domain.splitting import Route, Routing
from powerpact.models import PartnerStore, ProductMap, VariantMap


def routing_for(session: Session, order: PlacedOrder) -> Routing:
    """What is known about the order's lines; three queries, however many lines there are."""
    return Routing(
        by_variant=_routes(session, {line.variant_id for line in order.lines if line.variant_id}),
        listings=_listings(session, {line.product_id for line in order.lines if line.product_id}),
        partner_vendors=_partners(session, {line.vendor.strip().lower() for line in order.lines}),
    )


def _routes(session: Session, variant_ids: set[str]) -> dict[str, Route]:
    """Routes by Bubbly variant id.

    A variant routes whatever became of its map since: the shopper has paid for it.
    """
    rows = session.execute(
        select(VariantMap, PartnerStore)
        .join(ProductMap, ProductMap.id == VariantMap.product_map_id)
        .join(PartnerStore, PartnerStore.id == ProductMap.partner_id)
        .where(VariantMap.bubbly_variant_id.in_(variant_ids))
    )
    return {
        variant.bubbly_variant_id or "": Route(
            variant_map_id=variant.id,
            partner_id=partner.id,
            partner_name=partner.name,
            partner_variant_id=variant.partner_variant_id,
            partner_price=variant.price,
            commission_rate=partner.commission_rate,
        )
        for variant, partner in rows
    }


def _listings(session: Session, product_ids: set[str]) -> frozenset[str]:
    listed = ProductMap.bubbly_product_id
    return frozenset(session.scalars(select(listed).where(listed.in_(product_ids))))


def _partners(session: Session, vendors: set[str]) -> frozenset[str]:
    """Vendors that are a partner's own name; brands that several may sell say nothing."""
    name = func.lower(PartnerStore.name)
    return frozenset(session.scalars(select(name).where(name.in_(vendors - {""}))))
