"""What a partner's first page tells: how far it has come, and what needs it now.

Everything is read behind the partner's wall, and nothing is counted further than people read.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from powerpact.domain.first_steps import Facts
from powerpact.domain.offering import Offering
from powerpact.domain.own_parts import STUCK, Stage, stage_of
from powerpact.domain.transitions import Curation, OrderState, SyncState
from powerpact.models import OrderSync, PartnerStore, ProductMap
from powerpact.services.selections.product_maps import PRODUCT_MAPS

# As the list of products has it.
IS_FAILING = PRODUCT_MAPS.conditions["offering"](Offering.FAILING)
# Of each state so many parts are looked at, the newest first.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many orders that one of the two can put right, for one cause, as the list of orders has
    them; ``is_more``: older ones were not looked at."""

    stage: Stage
    cause_code: str
    count: int
    is_more: bool


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
    """The partner's orders that failed or are held, by who can put them right and by cause, the
    most first."""
    newest = [
        select(OrderSync.fixer, OrderSync.cause_code)
        .where(OrderSync.partner_id == store_id, OrderSync.state == state)
        .order_by(OrderSync.created_at.desc(), OrderSync.id.desc())
        .limit(MOST + 1)
        for state in STUCK
    ]
    rows = union_all(*(select(each.subquery()) for each in newest)).subquery()
    by = (rows.c.fixer, rows.c.cause_code)
    counted = session.execute(select(*by, func.count()).group_by(*by)).all()
    found: Counter[tuple[Stage, str]] = Counter()
    for fixer, cause_code, count in counted:
        found[stage_of(OrderState.FAILED, fixer), cause_code] += count
    is_more = sum(found.values()) > MOST
    return [
        Waiting(stage, cause_code, min(count, MOST), is_more)
        for (stage, cause_code), count in found.most_common()
    ]


def failing_products(session: Session, store_id: int) -> Count:
    """The partner's products whose listing at Bubbly failed."""
    some = (
        select(ProductMap.id).where(ProductMap.partner_id == store_id, IS_FAILING).limit(MOST + 1)
    )
    number = session.scalars(select(func.count()).select_from(some.subquery())).one()
    return Count(min(number, MOST), number > MOST)
