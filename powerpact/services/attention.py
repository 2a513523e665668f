"""What waits for a person, counted as far as anybody reads a number.

Each count stops at ``MOST``, so that the page costs the same whatever piled up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    column,
    func,
    select,
    true,
    type_coerce,
    values,
)
from sqlalchemy.orm import Session

from powerpact.domain.causes import CAUSES, ORDER_AFTER_CLOSE
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState, SyncState
from powerpact.models import (
    Admission,
    AdmissionState,
    BubblyOrderLine,
    EventState,
    OrderSync,
    PrivacyRequest,
    PrivacyState,
    ProductMap,
    Store,
    StoreState,
    WebhookEvent,
)
from powerpact.services.selections.stores import gone_unasked, silent
from powerpact.services.transactions import reading

MOST = 1000
# Stores that are named beside their number.
NAMED = 3


class Trouble(StrEnum):
    """A kind of thing that waits for a person, the most urgent first."""

    LATE_ORDERS = "late_orders"
    FAILED_PARTS = "failed_parts"
    UNROUTED_LINES = "unrouted_lines"
    PRIVACY_OVERDUE = "privacy_overdue"
    PRIVACY_READY = "privacy_ready"
    STORES_TO_RECONNECT = "stores_to_reconnect"
    STORES_UNINSTALLED = "stores_uninstalled"
    STORES_AWAY = "stores_away"
    STORES_ASKING = "stores_asking"
    PARKED_EVENTS = "parked_events"
    HELD_PARTS = "held_parts"
    RETRYING_PARTS = "retrying_parts"
    FAILED_LISTINGS = "failed_listings"


@dataclass(frozen=True, slots=True)
class Concern:
    """So many rows of one kind, ``MOST`` at most; parts of orders are counted by cause as well.

    ``names``: the first few stores, where it is stores that are in trouble.
    """

    trouble: Trouble
    count: int
    cause_code: str = ""
    names: tuple[str, ...] = ()

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > MOST


def _without_cause(state: OrderState) -> ColumnElement[bool]:
    return and_(OrderSync.state == state, OrderSync.cause_code == "")


_PARTS = {
    OrderState.FAILED: Trouble.FAILED_PARTS,
    OrderState.HELD: Trouble.HELD_PARTS,
    OrderState.RETRYING: Trouble.RETRYING_PARTS,
}
_OTHERS: dict[Trouble, tuple[Any, ColumnElement[bool]]] = {
    Trouble.LATE_ORDERS: (OrderSync, OrderSync.cause_code == ORDER_AFTER_CLOSE.code),
    # A failed part has a cause always.
    Trouble.HELD_PARTS: (OrderSync, _without_cause(OrderState.HELD)),
    Trouble.RETRYING_PARTS: (OrderSync, _without_cause(OrderState.RETRYING)),
    Trouble.UNROUTED_LINES: (BubblyOrderLine, BubblyOrderLine.destination == Destination.UNROUTED),
    # One that is ready and overdue is counted as overdue only.
    Trouble.PRIVACY_OVERDUE: (
        PrivacyRequest,
        and_(PrivacyRequest.state != PrivacyState.DONE, PrivacyRequest.due_at < func.now()),
    ),
    Trouble.PRIVACY_READY: (
        PrivacyRequest,
        and_(PrivacyRequest.state == PrivacyState.READY, PrivacyRequest.due_at >= func.now()),
    ),
    Trouble.STORES_TO_RECONNECT: (Store, Store.state == StoreState.RECONNECT_NEEDED),
    Trouble.STORES_UNINSTALLED: (Store, gone_unasked()),
    Trouble.STORES_ASKING: (Admission, Admission.state == AdmissionState.ASKED),
    Trouble.PARKED_EVENTS: (WebhookEvent, WebhookEvent.state == EventState.PARKED),
    Trouble.FAILED_LISTINGS: (ProductMap, ProductMap.sync == SyncState.FAILED),
}


def concerns() -> list[Concern]:
    """Everything that waits for a person, the most urgent first; nothing that is zero."""
    with reading() as session:
        found = [*_parts(session), *_others(session)]
    order = list(Trouble)
    return sorted(found, key=lambda concern: (order.index(concern.trouble), -concern.count))


def oldest_unprocessed() -> datetime | None:
    """When the oldest webhook arrived that is still to be worked through; None: none is."""
    open_states = (EventState.RECEIVED, EventState.PROCESSING)
    with reading() as session:
        oldest = [
            session.scalar(
                select(WebhookEvent.received_at)
                .where(WebhookEvent.state == state)
                .order_by(WebhookEvent.received_at)
                .limit(1)
            )
            for state in open_states
        ]
    return min((moment for moment in oldest if moment), default=None)


def _parts(session: Session) -> Iterator[Concern]:
    """One probe of the index for each state and cause that there may be."""
    kinds = values(column("state", Text), column("cause", Text), name="kind").data(
        [(state.value, cause) for state in _PARTS for cause in CAUSES]
    )
    state, cause = type_coerce(OrderSync.state, Text), OrderSync.cause_code
    some = (
        select(OrderSync.id)
        # That there is a cause is said for the planner: the index holds only such parts.
        .where(state == kinds.c.state, cause == kinds.c.cause, cause != "")
        .limit(MOST + 1)
        .lateral("some")
    )
    counted = (
        select(kinds.c.state, kinds.c.cause, func.count())
        .select_from(kinds)
        .join(some, true())
        .group_by(kinds.c.state, kinds.c.cause)
    )
    for state_value, cause_code, count in session.execute(counted):
        yield Concern(_PARTS[OrderState(state_value)], count, cause_code)


def _others(session: Session) -> Iterator[Concern]:
    for trouble, (table, condition) in {**_OTHERS, Trouble.STORES_AWAY: (Store, silent())}.items():
        some = select(table.id).where(condition).limit(MOST + 1)
        count = session.scalars(select(func.count()).select_from(some.subquery())).one()
        if count:
            yield Concern(trouble, count, names=_names(session, condition, table))


def _names(session: Session, condition: ColumnElement[bool], table: Any) -> tuple[str, ...]:
    if table is not Store:
        return ()
    named = select(Store.name).where(condition).order_by(Store.name).limit(NAMED)
    return tuple(session.scalars(named))
