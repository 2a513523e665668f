"""What waits for a person, counted. Each count reads only rows that are in trouble."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState, SyncState
from powerpact.extensions import db
from powerpact.models import (
    BubblyOrderLine,
    EventState,
    OrderSync,
    ProductMap,
    Store,
    StoreState,
    WebhookEvent,
)


class Trouble(StrEnum):
    """A kind of thing that waits for a person, the most urgent first."""

    FAILED_PARTS = "failed_parts"
    UNROUTED_LINES = "unrouted_lines"
    STORES_TO_RECONNECT = "stores_to_reconnect"
    PARKED_EVENTS = "parked_events"
    HELD_PARTS = "held_parts"
    RETRYING_PARTS = "retrying_parts"
    FAILED_LISTINGS = "failed_listings"


@dataclass(frozen=True, slots=True)
class Concern:
    """So many rows of one kind; parts of orders are counted by cause as well."""

    trouble: Trouble
    count: int
    cause_code: str = ""


_PARTS = {
    OrderState.FAILED: Trouble.FAILED_PARTS,
    OrderState.HELD: Trouble.HELD_PARTS,
    OrderState.RETRYING: Trouble.RETRYING_PARTS,
}
_OTHERS = {
    Trouble.UNROUTED_LINES: (BubblyOrderLine, BubblyOrderLine.destination == Destination.UNROUTED),
    Trouble.STORES_TO_RECONNECT: (Store, Store.state == StoreState.RECONNECT_NEEDED),
    Trouble.PARKED_EVENTS: (WebhookEvent, WebhookEvent.state == EventState.PARKED),
    Trouble.FAILED_LISTINGS: (ProductMap, ProductMap.sync == SyncState.FAILED),
}


def concerns() -> list[Concern]:
    """Everything that waits for a person, the most urgent first; nothing that is zero."""
    found = [*_parts(), *_others()]
    order = list(Trouble)
    return sorted(found, key=lambda concern: (order.index(concern.trouble), -concern.count))


def _parts() -> Iterator[Concern]:
    counted = (
        select(OrderSync.state, OrderSync.cause_code, func.count())
        .where(OrderSync.state.in_(_PARTS))
        .group_by(OrderSync.state, OrderSync.cause_code)
    )
    for state, cause_code, count in db.session.execute(counted):
        yield Concern(_PARTS[state], count, cause_code)


def _others() -> Iterator[Concern]:
    for trouble, (table, condition) in _OTHERS.items():
        count = db.session.scalar(select(func.count()).select_from(table).where(condition))
        if count:
            yield Concern(trouble, count)
