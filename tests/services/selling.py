"""A partner of the simulator that sells through Bubbly, for tests of pushing."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from powerpact.domain.attempts import Outcome
from powerpact.models import OrderSync, PartnerStore, Store, VariantMap, utc_now
from powerpact.services.access import call_for
from powerpact.services.order_claim import ClaimedPart, claim_parts
from powerpact.services.order_intake import receive_order
from powerpact.services.order_push import push_one
from powerpact.services.order_record import record
from powerpact.services.transactions import transaction
from tests.factories import ProductMapFactory, VariantMapFactory
from tests.services.marketplace import Shop
from tests.services.orders import placed_line, placed_order


@dataclass(frozen=True)
class Seller:
    """A partner's store with one product on sale at Bubbly."""

    shop: Shop
    variant: VariantMap

    def orders(self) -> list[dict[str, Any]]:
        """The orders that the partner's store holds."""
        return self.shop.control.orders(self.shop.domain)

    def sends(self) -> int:
        """How many times an order was asked for."""
        return self.shop.received("orderCreate")

    def fault(self, kind: str, **details: Any) -> None:
        """Something goes wrong when an order is asked for, once unless told otherwise."""
        chosen = {"operation": "orderCreate", "count": 1, **details}
        self.shop.control.add_fault(kind, shop=self.shop.domain, **chosen)

    def repaired(self) -> None:
        """Nothing goes wrong any more, and nobody remembers that it did."""
        self.shop.control.clear_faults()
        with transaction() as session:
            session.execute(update(Store).values(rests_until=None, rest_count=0))


def seller(shop: Shop, quantity: int = 50) -> Seller:
    """Put a product on sale in the partner's store and map it."""
    made = shop.control.create_product(
        shop.domain, "Bowl", price="10.00", sku=f"BOWL-{shop.id}", quantity=quantity
    )
    with transaction() as session:
        partner = session.get_one(PartnerStore, shop.id)
        variant = VariantMapFactory(
            partner_variant_id=made["variants"][0]["id"],
            product_map=ProductMapFactory(partner=partner),
        )
        session.refresh(variant)
        session.expunge(variant)
        return Seller(shop, variant)


def part_of(seller: Seller, number: int = 1, quantity: int = 1) -> int:
    """The id of the seller's part of a new paid order."""
    line = placed_line(number, seller.variant, quantity=quantity)
    (part_id,) = receive_order(placed_order(line, number=number))
    return part_id


def part_row(part_id: int) -> OrderSync:
    """A part with its attempts and lines, as it stands now."""
    options = [selectinload(OrderSync.attempts), selectinload(OrderSync.lines)]
    with transaction() as session:
        part = session.get_one(OrderSync, part_id, options=options, populate_existing=True)
        session.expunge_all()
        return part


def outcomes(part_id: int) -> list[Outcome]:
    """How the part's tries ended."""
    return [attempt.outcome for attempt in part_row(part_id).attempts]


def let_wait_pass(**ages: timedelta) -> None:
    """Make every part due now; ``unclear_since`` may be moved back by an age as well."""
    now = utc_now()
    moved = {name: now - age for name, age in ages.items()}
    with transaction() as session:
        session.execute(update(OrderSync).values(next_attempt_at=now, **moved))


def parts() -> list[OrderSync]:
    """Every part, as it stands now."""
    with transaction() as session:
        found = list(session.scalars(select(OrderSync).order_by(OrderSync.id)))
        session.expunge_all()
        return found


def claim_part(part_id: int) -> ClaimedPart | None:
    """This part in hand; None when it is not due, taken, or its store is busy."""
    return next(iter(claim_parts(1, among_ids=[part_id])), None)


def push(part_id: int) -> None:
    """Make one try for this part, if it is due and its store is free."""
    claimed = claim_part(part_id)
    if claimed:
        record([push_one(claimed, call_for(claimed.partner_id))])


def due_parts() -> tuple[int, ...]:
    """The ids of the parts that would be pushed now; they are in hand afterwards."""
    return tuple(part.id for part in claim_parts(100))
