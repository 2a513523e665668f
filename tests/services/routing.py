"""Orders with lines that nobody could route, and partners who could take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from powerpact.domain.splitting import Destination
from powerpact.models import BubblyOrder, BubblyOrderLine, OrderSync, VariantMap
from powerpact.services.order_intake import receive_order
from powerpact.services.transactions import reading, transaction
from tests.factories import PartnerStoreFactory, ProductMapFactory, VariantMapFactory
from tests.services.orders import placed_line, placed_order

UNMAPPED = "gid://shopify/ProductVariant/555"


@dataclass(frozen=True)
class Waiting:
    """An order, and its lines that have no place."""

    order_id: int
    line_ids: tuple[int, ...]

    @property
    def line_id(self) -> int:
        """The first of them."""
        return self.line_ids[0]


def variant_at(name: str, **partner: Any) -> VariantMap:
    """A variant of a new partner's, at 10.00, that no Bubbly variant sells yet."""
    product = ProductMapFactory(partner=PartnerStoreFactory(name=name, **partner))
    return VariantMapFactory(product_map=product, bubbly_variant_id=None)


def unmapped_order(
    *beside: VariantMap, number: int = 1, variants: Sequence[str] = (UNMAPPED,), **order: Any
) -> Waiting:
    """A paid order of two pieces of variants that nobody maps, and one of each variant beside."""
    listing = ProductMapFactory().bubbly_product_id
    lines = [
        placed_line(
            number * 100 + place,
            variant_id=gid,
            product_id=listing,
            title=f"Thing {100 + place}",
            sku=f"T-{100 + place}",
            quantity=2,
        )
        for place, gid in enumerate(variants)
    ]
    others = [placed_line(number * 100 + 50 + place, each) for place, each in enumerate(beside)]
    # Far from the ids that factories give out.
    order = {"id": f"gid://shopify/Order/{900_000_000 + number}", **order}
    receive_order(placed_order(*lines, *others, number=number, **order))
    chosen = (
        select(BubblyOrderLine)
        .where(BubblyOrderLine.shopify_id.in_([line.id for line in lines]))
        .order_by(BubblyOrderLine.id)
    )
    with reading() as session:
        found = list(session.scalars(chosen))
        return Waiting(found[0].bubbly_order_id, tuple(line.id for line in found))


def map_to(variant: VariantMap, bubbly_variant_id: str = UNMAPPED) -> None:
    """Let the Bubbly variant sell the partner's, as staff do on the problem's page."""
    with transaction() as session:
        session.get_one(VariantMap, variant.id).bubbly_variant_id = bubbly_variant_id


def line_row(line_id: int) -> BubblyOrderLine:
    """A line as it stands now."""
    with reading() as session:
        return session.get_one(BubblyOrderLine, line_id)


def parts_of(order_id: int) -> list[OrderSync]:
    """The order's parts with their lines, as they stand now."""
    chosen = select(OrderSync).where(OrderSync.bubbly_order_id == order_id).order_by(OrderSync.id)
    with reading() as session:
        return list(session.scalars(chosen.options(selectinload(OrderSync.lines))))


def assert_nothing_is_lost(order_id: int) -> None:
    """Each line is in one place, and the shares of shipping and tax sum to the order's."""
    with reading() as session:
        whole = [selectinload(BubblyOrder.lines)]
        order = session.get_one(BubblyOrder, order_id, options=whole)
        lines = order.lines
    parts = parts_of(order_id)
    held_by = {line.bubbly_order_line_id: part for part in parts for line in part.lines}
    for line in lines:
        is_partners = line.destination is Destination.PARTNER
        assert is_partners is (line.id in held_by), line.reason
        assert not is_partners or held_by[line.id].partner_id == line.partner_id
    assert sum((line.shipping_share for line in lines), Decimal(0)) == order.shipping
    assert sum((line.tax_share for line in lines), Decimal(0)) == order.tax
    by_id = {line.id: line for line in lines}
    for part in parts:
        owed = sum((line.owed_each * line.quantity for line in part.lines), Decimal(0))
        shares = [by_id[line.bubbly_order_line_id].shipping_share for line in part.lines]
        # These partners trade in Bubbly's own currency.
        assert (part.owed, part.shipping) == (owed, sum(shares, Decimal(0)))
