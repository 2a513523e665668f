"""What happened to an order, moment by moment, in words: webhooks, the split, tries, people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, select, union_all
from sqlalchemy.orm import Session

from powerpact.domain.attempts import Outcome
from powerpact.domain.counting import counted
from powerpact.models import (
    AuditEvent,
    BubblyOrder,
    BubblyOrderLine,
    OrderSync,
    OrderSyncAttempt,
    PartnerStore,
    Source,
    WebhookEvent,
)
from powerpact.services.transactions import reading

# Of tries and of people's actions: more than an order ever has, and no more than a page can bear.
MOST = 2000
COPIES = 20

_ENDED = {
    Outcome.CREATED: "made the partner order",
    Outcome.FOUND: "found the partner order",
    Outcome.NOT_FOUND_YET: "looked for the partner order and did not find it yet",
    Outcome.RETRYABLE: "did not get through",
    Outcome.UNCLEAR: "got no clear answer",
    Outcome.REJECTED: "was refused",
    Outcome.ABANDONED: "was cut off",
}
_DID = {
    "retry": "asked to retry",
    "hold": "held",
    "release": "released",
    "cancel": "cancelled",
    "mark_handled": "marked as handled",
    "reroute": "routed",
    "note_late_order": "came back late with an order for",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened; ``at`` is aware UTC, ``what`` a sentence without its full stop.

    ``subject``: the row that tells more, as a kind and an id. ``address``: the network address
    that a person acted from.
    """

    at: datetime
    what: str
    subject: tuple[str, int] | None = None
    address: str = ""


def moments_of(bubbly_order_id: int, part_id: int | None = None) -> tuple[Moment, ...]:
    """What happened to an order, in time order; with ``part_id``, of its parts only to that one.

    Six queries, however large the order is; at most the newest ``MOST`` tries.
    """
    with reading() as session:
        order = session.execute(
            select(
                BubblyOrder.id,
                BubblyOrder.placed_at,
                BubblyOrder.created_at,
                BubblyOrder.cancelled_at,
                BubblyOrder.webhook_event_id,
            ).where(BubblyOrder.id == bubbly_order_id)
        ).one()
        partners = _partners(session, bubbly_order_id, part_id)
        lines = session.scalars(
            select(BubblyOrderLine.id).where(BubblyOrderLine.bubbly_order_id == bubbly_order_id)
        ).all()
        moments = [
            *_of_order(order, len(lines)),
            *_of_webhooks(session, order.webhook_event_id),
            *_of_tries(session, partners),
            *_of_people(session, bubbly_order_id, partners, lines),
        ]
        return tuple(sorted(moments, key=attrgetter("at")))


def _partners(session: Session, order_id: int, part_id: int | None) -> dict[int, str]:
    """The partners' names by the parts."""
    query = (
        select(OrderSync.id, PartnerStore.name)
        .join(PartnerStore, PartnerStore.id == OrderSync.partner_id)
        .where(OrderSync.bubbly_order_id == order_id)
    )
    if part_id is not None:
        query = query.where(OrderSync.id == part_id)
    return {row.id: row.name for row in session.execute(query)}


def _of_order(order: Row[Any], lines: int) -> Iterator[Moment]:
    yield Moment(order.placed_at, "the shopper placed the order at Bubbly")
    split = counted(lines, "line")
    yield Moment(order.created_at, f"the order was kept and split: {split}")
    if order.cancelled_at:
        yield Moment(order.cancelled_at, "the order was cancelled at Bubbly")


def _of_webhooks(session: Session, brought_by: int | None) -> Iterator[Moment]:
    """The delivery that brought the order, and the copies of it that Shopify sent."""
    first = select(WebhookEvent.event_id).where(
        WebhookEvent.id == brought_by, WebhookEvent.event_id != ""
    )
    told = select(WebhookEvent.id, WebhookEvent.received_at, WebhookEvent.topic)
    brought = told.where(WebhookEvent.id == brought_by)
    copies = told.where(
        WebhookEvent.event_id == first.scalar_subquery(), WebhookEvent.id != brought_by
    ).limit(COPIES)
    for event in session.execute(union_all(brought, copies)):
        what = (
            f"Shopify's webhook {event.topic} arrived"
            if event.id == brought_by
            else f"a copy of the webhook {event.topic} arrived, and changed nothing"
        )
        yield Moment(event.received_at, what, ("webhook_event", event.id))


def _of_tries(session: Session, partners: Mapping[int, str]) -> Iterator[Moment]:
    tries = (
        select(
            OrderSyncAttempt.order_sync_id,
            OrderSyncAttempt.number,
            OrderSyncAttempt.outcome,
            OrderSyncAttempt.message,
            OrderSyncAttempt.started_at,
            OrderSyncAttempt.duration_ms,
        )
        .where(OrderSyncAttempt.order_sync_id.in_(partners))
        .order_by(OrderSyncAttempt.started_at.desc())
        .limit(MOST)
    )
    for each in session.execute(tries):
        seconds = each.duration_ms / 1000
        detail = f": {each.message}" if each.message else ""
        what = f"{_ENDED[each.outcome]} ({seconds:.1f} s){detail}"
        partner = partners[each.order_sync_id]
        about = ("order_sync", each.order_sync_id)
        yield Moment(each.started_at, f"try {each.number} at {partner} {what}", about)


def _of_people(
    session: Session, order_id: int, partners: Mapping[int, str], lines: Sequence[int]
) -> Iterator[Moment]:
    about = {"bubbly_order": [order_id], "order_sync": partners, "bubbly_order_line": lines}
    told = select(
        AuditEvent.id,
        AuditEvent.at,
        AuditEvent.actor,
        AuditEvent.source,
        AuditEvent.address,
        AuditEvent.action,
        AuditEvent.subject_type,
        AuditEvent.subject_id,
        AuditEvent.before,
        AuditEvent.after,
    )
    each_kind = [
        told.where(AuditEvent.subject_type == kind, AuditEvent.subject_id.in_(map(str, ids)))
        for kind, ids in about.items()
    ]
    found = union_all(*each_kind).subquery()
    for event in session.execute(select(found).limit(MOST)):
        yield Moment(event.at, _told(event, partners), ("audit_event", event.id), event.address)


def _told(event: Row[Any], partners: Mapping[int, str]) -> str:
    did = _DID.get(event.action, f"did “{event.action.replace('_', ' ')}” to")
    source = Source(event.source).value.replace("_", " ")
    changes = ", ".join(_changes(event.before, event.after))
    note = f", “{event.after['note']}”" if event.after.get("note") else ""
    what = _subject(event, partners)
    return f"{event.actor} {did} {what}{': ' if changes else ''}{changes}{note} ({source})"


def _subject(event: Row[Any], partners: Mapping[int, str]) -> str:
    if event.subject_type == "order_sync":
        return f"{partners[int(event.subject_id)]}'s part"
    return "a line" if event.subject_type == "bubbly_order_line" else "the order"


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """What was before and what is after, of each thing that an action changed."""
    for name in after:
        if name == "note" or before.get(name) == after[name]:
            continue
        label = "" if name == "state" else f"{name.replace('_', ' ')} "
        was = f"{before[name]} → " if before.get(name) not in {None, ""} else ""
        yield f"{label}{was}{after[name]}"
