"""Stores that can not be worked with now, and how much waits for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from powerpact.domain.transitions import OrderState, sources
from powerpact.models import OrderSync, Store, StoreKind, StoreState
from powerpact.services.problems.groups import MOST_GROUPS
from powerpact.services.selections.stores import gone_unasked, silent
from powerpact.services.transactions import reading

# Nobody reads a larger number otherwise than "many".
MOST_WAITING = 1000


@dataclass(frozen=True, slots=True)
class StoreTrouble:
    """A store that does not answer, or does not let us in. ``why`` is a clause.

    ``waiting`` parts stand in its queue, one more than ``MOST_WAITING`` when there are more;
    ``until``: when it is asked again.
    """

    store_id: int
    name: str
    kind: StoreKind
    state: StoreState
    why: str
    until: datetime | None
    waiting: int


def stores_in_trouble() -> list[StoreTrouble]:
    """Those that most waits for first, at most ``MOST_GROUPS``."""
    some = (
        select(OrderSync.id)
        .where(
            OrderSync.partner_id == Store.id,
            OrderSync.state.in_(sources(OrderState.SENDING)),
        )
        .limit(MOST_WAITING + 1)
        .lateral("some")
    )
    waiting = func.count(some.c.id).label("waiting")
    columns = (Store.id, Store.name, Store.kind, Store.state, Store.state_reason)
    rests = (Store.rests_until, Store.rest_reason)
    chosen = (
        select(*columns, *rests, waiting)
        .outerjoin(some, true())
        .where(or_(_is_cut_off(), silent()))
        .group_by(*columns, *rests)
        .order_by(waiting.desc(), Store.name)
        .limit(MOST_GROUPS)
    )
    with reading() as session:
        return [
            StoreTrouble(
                store_id=row.id,
                name=row.name,
                kind=row.kind,
                state=row.state,
                why=row.rest_reason if row.state is StoreState.ACTIVE else row.state_reason,
                until=row.rests_until if row.state is StoreState.ACTIVE else None,
                waiting=row.waiting,
            )
            for row in session.execute(chosen)
        ]


def _is_cut_off() -> ColumnElement[bool]:
    """A store that we can not call; one that left and took the app along is nobody's problem."""
    lost = and_(Store.state != StoreState.ACTIVE, Store.state != StoreState.UNINSTALLED)
    return or_(lost, gone_unasked())
