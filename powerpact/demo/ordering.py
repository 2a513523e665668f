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

SPLIT_WITHIN = 150.0  # seconds; Shopify tries a webhook again after about one minute


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

        stack.processes.wait_until(
            made, "every part is a partner order", within=SPLIT_WITHIN, why=waiting_parts
        )
    shares = _parts_by_partner()
    narrator.say(
        f"{len(BASKETS)} orders were split into {sum(shares.values())} parts: "
        + ", ".join(f"{name} got {parts} orders in its own store" for name, parts in shares.items())
        + "."
    )
    lines = _lines_by_destination()
    narrator.say(
        f"Of {lines.total()} lines, {lines[Destination.PARTNER]} went to partners, "
        f"{lines[Destination.BUBBLY]} are Bubbly's own stock and "
        f"{lines[Destination.UNROUTED]} could not be routed."
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


def waiting_parts() -> str:
    """What keeps parts from being made, for a person who wonders."""
    waiting = select(OrderSync).where(OrderSync.state != OrderState.CREATED).order_by(OrderSync.id)
    with transaction() as session:
        return " ".join(
            f"{part.bubbly_order.name} for {part.partner.name} is {part.state.value} "
            f"(next try {part.next_attempt_at}; {part.cause or 'not tried'}; the store is "
            f"{part.partner.state.value}, rests until {part.partner.rests_until})."
            for part in session.scalars(waiting)
        )


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


def _lines_by_destination() -> Counter[Destination]:
    where = BubblyOrderLine.destination
    counted = select(where, func.count().label("lines")).group_by(where)
    with transaction() as session:
        return Counter({row.destination: row.lines for row in session.execute(counted)})
