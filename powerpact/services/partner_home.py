"""What a partner's first page tells: how far it has come, and what needs it now.

Everything is read behind the partner's wall, and nothing is counted further than people read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from powerpact.domain.causes import CAUSES, Fixer
from powerpact.domain.first_steps import Facts
from powerpact.domain.transitions import Curation, OrderState, SyncState
from powerpact.models import OrderSync, PartnerStore, ProductMap

# Of each state so many parts are looked at, the newest first.
MOST = 1000
_IN_TROUBLE = (OrderState.FAILED, OrderState.HELD)


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many orders in one state for one cause; ``is_more``: older ones were not looked at."""

    state: OrderState
    cause_code: str
    count: int
    is_more: bool

    @property
    def fixer(self) -> Fixer:
        """Who can put them right; staff, where no cause is known."""
        cause = CAUSES.get(self.cause_code)
        return cause.fixer if cause else Fixer.STAFF


@dataclass(frozen=True, slots=True)
class Count:
    """A number, which stops at ``MOST``."""

    count: int
    is_more: bool


def facts_of(session: Session, store: PartnerStore) -> Facts:
    """How far the partner has come. With an order it has come all the way, and no more is read."""
    ordered = select(OrderSync.id).where(OrderSync.partner_id == store.id).exists()
    if session.scalar(select(ordered)):
        return Facts(ordered=True)
    own = select(ProductMap.id).where(ProductMap.partner_id == store.id)
    found = session.execute(
        select(
            own.where(ProductMap.offered).exists().label("offered"),
            own.where(ProductMap.curation == Curation.APPROVED).exists().label("approved"),
            own.where(ProductMap.sync == SyncState.SYNCED).exists().label("listed"),
        )
    ).one()
    return Facts(
        connected=store.is_connected,
        agreed=store.trade.shares_products,
        catalogue_read=store.catalogue_read_at is not None,
        offered=found.offered,
        approved=found.approved,
        listed=found.listed,
    )


def waiting_orders(session: Session, store_id: int) -> list[Waiting]:
    """The partner's orders that failed or are held, by state and cause, the most first."""
    newest = [
        select(OrderSync.state, OrderSync.cause_code)
        .where(OrderSync.partner_id == store_id, OrderSync.state == state)
        .order_by(OrderSync.created_at.desc(), OrderSync.id.desc())
        .limit(MOST + 1)
        for state in _IN_TROUBLE
    ]
    rows = union_all(*(select(each.subquery()) for each in newest)).subquery()
    counted = select(rows.c.state, rows.c.cause_code, func.count()).group_by(
        rows.c.state, rows.c.cause_code
    )
    found = [(state, cause, count) for state, cause, count in session.execute(counted)]
    full = {state for state in _IN_TROUBLE if sum(n for s, _, n in found if s == state) > MOST}
    return sorted(_waiting(found, full), key=lambda each: -each.count)


def _waiting(found: list[tuple[OrderState, str, int]], full: set[OrderState]) -> Iterator[Waiting]:
    for state, cause, count in found:
        yield Waiting(state, cause, min(count, MOST), state in full)


def failing_products(session: Session, store_id: int) -> Count:
    """The partner's products whose listing at Bubbly failed."""
    some = (
        select(ProductMap.id)
        .where(ProductMap.partner_id == store_id, ProductMap.sync == SyncState.FAILED)
        .limit(MOST + 1)
    )
    number = session.scalars(select(func.count()).select_from(some.subquery())).one()
    return Count(min(number, MOST), number > MOST)
