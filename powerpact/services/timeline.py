"""The whole story of one order in words, from the webhook to where each part stands now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from powerpact.domain.attempts import Outcome
from powerpact.domain.counting import counted
from powerpact.domain.money import Money
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.errors import NotFound
from powerpact.models import AuditEvent, BubblyOrder, OrderSync, OrderSyncAttempt, WebhookEvent
from powerpact.services.transactions import reading

_PLACES = {Destination.BUBBLY: "Bubbly", Destination.UNROUTED: "nobody yet"}
_ENDED = {
    Outcome.CREATED: "made the partner order",
    Outcome.FOUND: "found the partner order",
    Outcome.NOT_FOUND_YET: "looked for the partner order and did not find it yet",
    Outcome.RETRYABLE: "did not get through",
    Outcome.UNCLEAR: "got no clear answer",
    Outcome.REJECTED: "was refused",
    Outcome.ABANDONED: "was cut off",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened; ``at`` is aware UTC, ``what`` a sentence without its full stop."""

    at: datetime
    what: str


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
        moments = [*_of_order(session, order), *_of_parts(parts), *_of_people(session, parts)]
        total = Money(order.total, order.currency)
        return Story(
            title=f"Order {order.name}: {total}, {order.financial_status}",
            moments=tuple(sorted(moments, key=attrgetter("at"))),
            lines=tuple(_lines(order, parts)),
            parts=tuple(_standing(part) for part in parts),
        )


def _parts(session: Session, order: BubblyOrder) -> list[OrderSync]:
    query = (
        select(OrderSync)
        .where(OrderSync.bubbly_order_id == order.id)
        .options(joinedload(OrderSync.partner), selectinload(OrderSync.attempts))
        .order_by(OrderSync.id)
    )
    return list(session.scalars(query))


def _of_order(session: Session, order: BubblyOrder) -> Iterator[Moment]:
    yield Moment(order.placed_at, "the shopper placed the order at Bubbly")
    arrived = select(WebhookEvent.received_at, WebhookEvent.topic)
    for event in session.execute(arrived.where(WebhookEvent.id == order.webhook_event_id)):
        yield Moment(event.received_at, f"Shopify's webhook {event.topic} arrived")
    split = counted(len(order.lines), "line")
    yield Moment(order.created_at, f"the order was kept and split: {split}")


def _of_parts(parts: list[OrderSync]) -> Iterator[Moment]:
    for part in parts:
        for attempt in part.attempts:
            yield Moment(attempt.started_at, _told(part, attempt))


def _told(part: OrderSync, attempt: OrderSyncAttempt) -> str:
    seconds = attempt.duration_ms / 1000
    ended = _ENDED[attempt.outcome]
    detail = f": {attempt.message}" if attempt.message else ""
    return f"try {attempt.number} at {part.partner.name} {ended} ({seconds:.1f} s){detail}"


def _of_people(session: Session, parts: list[OrderSync]) -> Iterator[Moment]:
    ids = [str(part.id) for part in parts]
    about = AuditEvent.subject_type == "order_sync"
    for event in session.scalars(select(AuditEvent).where(about, AuditEvent.subject_id.in_(ids))):
        source = event.source.value.replace("_", " ")
        yield Moment(event.at, f"{event.actor} asked to {event.action} ({source})")


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
