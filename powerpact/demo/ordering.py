"""Shoppers order at Bubbly, and each order is split into one part per partner."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from powerpact.demo.narrator import Narrator
from powerpact.demo.shops import BUBBLY, FELL, KILN, SEED, Shop
from powerpact.demo.stack import Stack
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, BubblyOrderLine, OrderSync, PartnerStore
from powerpact.services.transactions import transaction

SPLIT_WITHIN = 60.0  # seconds


@dataclass(frozen=True)
class Basket:
    """So many different products, of each of these stores in turn."""

    lines: int
    shops: tuple[Shop, ...]


# With the three of the next chapter these are ten orders of one, two and all three stores.
BASKETS = (
    Basket(1, (KILN,)),
    Basket(2, (FELL,)),
    Basket(3, (KILN,)),
    Basket(2, (KILN, FELL)),
    Basket(4, (FELL, KILN)),
    Basket(1, (BUBBLY,)),
    Basket(3, (KILN, FELL, BUBBLY)),
)


def take_orders(stack: Stack, narrator: Narrator) -> None:
    """Place the first orders and wait until every part is an order in its partner's store."""
    place(stack, narrator, BASKETS, first=1)
    with narrator.bar("Partner orders made") as bar:

        def made() -> bool:
            parts = parts_by_state()
            bar.show(parts[OrderState.CREATED], parts.total())
            return orders_received() == len(BASKETS) and set(parts) == {OrderState.CREATED}

        stack.processes.wait_until(made, "every part is a partner order", within=SPLIT_WITHIN)
    for name, parts in _parts_by_partner().items():
        narrator.say(f"{name} got {parts} orders of its own.")
    kept = _lines_that_stayed()
    narrator.say(
        f"{kept[Destination.BUBBLY]} lines are Bubbly's own stock; "
        f"{kept[Destination.UNROUTED]} could not be routed."
    )


def place(stack: Stack, narrator: Narrator, baskets: Sequence[Basket], *, first: int) -> None:
    """Place one paid order per basket; the webhook goes out as it does at Shopify.

    `first` is the number of the first shopper: each has a taste of their own.
    """
    for shopper, basket in enumerate(baskets, start=first):
        [order] = stack.simulator.place_random_orders(
            BUBBLY.domain,
            1,
            lines=basket.lines,
            vendors=[shop.name for shop in basket.shops],
            seed=SEED * shopper,
        )
        sold = ", ".join(f"{line['quantity']} x {line['title']}" for line in order["lines"])
        narrator.say(f"{order['name']}, £{order['total']}: {sold}")


def parts_by_state(partner: Shop | None = None) -> Counter[OrderState]:
    """How many parts stand where, of one partner or of all."""
    counted = select(OrderSync.state, func.count().label("parts")).group_by(OrderSync.state)
    if partner is not None:
        counted = counted.join(PartnerStore).where(PartnerStore.code == partner.code)
    with transaction() as session:
        return Counter({row.state: row.parts for row in session.execute(counted)})


def orders_received() -> int:
    """How many Bubbly orders PowerPact has taken in."""
    with transaction() as session:
        return session.scalars(select(func.count(BubblyOrder.id))).one()


def _parts_by_partner() -> dict[str, int]:
    counted = (
        select(PartnerStore.name, func.count().label("parts"))
        .join(OrderSync)
        .group_by(PartnerStore.name)
        .order_by(PartnerStore.name)
    )
    with transaction() as session:
        return {row.name: row.parts for row in session.execute(counted)}


def _lines_that_stayed() -> Counter[Destination]:
    where = BubblyOrderLine.destination
    counted = select(where, func.count().label("lines")).group_by(where)
    with transaction() as session:
        return Counter({row.destination: row.lines for row in session.execute(counted)})
