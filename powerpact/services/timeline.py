"""The whole story of one order in words, from the webhook to where each part stands now."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from powerpact.domain.money import Money
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.errors import NotFound
from powerpact.models import BubblyOrder, OrderSync
from powerpact.services.moments import Moment, moments_of
from powerpact.services.transactions import reading

_PLACES = {Destination.BUBBLY: "Bubbly", Destination.UNROUTED: "nobody yet"}


@dataclass(frozen=True, slots=True)
class Story:
    """An order told: what happened in time order, where each line went, how each part stands."""

    title: str
    moments: tuple[Moment, ...]
    lines: tuple[str, ...]
    parts: tuple[str, ...]


def order_id_of(name: str) -> int:
    """The id of the latest order of that name: ``#1001``, or ``1001``. Raises NotFound."""
    named = BubblyOrder.name.in_({name, f"#{name}"})
    newest = select(BubblyOrder.id).where(named).order_by(BubblyOrder.id.desc())
    with reading() as session:
        found = session.scalars(newest.limit(1)).first()
    if found is None:
        raise NotFound(f"there is no Bubbly order {name}")
    return found


def timeline(bubbly_order_id: int) -> Story:
    """The story of one order; a handful of queries, whatever its size. Raises NotFound."""
    with reading() as session:
        options = selectinload(BubblyOrder.lines)
        order = session.get(BubblyOrder, bubbly_order_id, options=[options])
        if order is None:
            raise NotFound(f"there is no Bubbly order with the id {bubbly_order_id}")
        parts = _parts(session, order)
        total = Money(order.total, order.currency)
        return Story(
            title=f"Order {order.name}: {total}, {order.financial_status}",
            moments=moments_of(order.id),
            lines=tuple(_lines(order, parts)),
            parts=tuple(_standing(part) for part in parts),
        )


def _parts(session: Session, order: BubblyOrder) -> list[OrderSync]:
    query = (
        select(OrderSync)
        .where(OrderSync.bubbly_order_id == order.id)
        .options(joinedload(OrderSync.partner))
        .order_by(OrderSync.id)
    )
    return list(session.scalars(query))


def _lines(order: BubblyOrder, parts: list[OrderSync]) -> Iterator[str]:
    names = {part.partner_id: part.partner.name for part in parts}
    for line in order.lines:
        place = _PLACES.get(line.destination) or names.get(line.partner_id or 0, "a partner")
        yield f"{line.quantity} x {line.title} went to {place}: {line.reason}"


def _standing(part: OrderSync) -> str:
    owed = Money(part.owed, part.currency)
    stands = f"{part.partner.name} ({owed} owed) is {part.state.value.replace('_', ' ')}"
    if part.partner_order_name:
        stands += f" as their order {part.partner_order_name}"
    if part.state in {OrderState.RETRYING, OrderState.PENDING} and part.next_attempt_at:
        stands += f"; next try at {part.next_attempt_at:%Y-%m-%d %H:%M:%S} UTC"
    if part.cause:
        stands += f"; because {part.cause}"
    if part.remedy:
        who = part.fixer.value if part.fixer else "nobody"
        stands += f". What to do ({who}): {part.remedy.removesuffix('.')}"
    return stands
