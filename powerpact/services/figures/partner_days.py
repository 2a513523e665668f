"""Partners' days in figures: how many orders came in, what is owed for them, how long they took.

A worker counts the day that runs every few seconds, and now and then all days that are shown:
cancellations and late orders change days that are over.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnClause,
    Date,
    DateTime,
    Row,
    Select,
    TableValuedAlias,
    Text,
    and_,
    case,
    column,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from powerpact.domain.local_time import days_in
from powerpact.domain.transitions import OrderState
from powerpact.models import (
    BubblyOrder,
    OrderSync,
    OrderSyncLine,
    PartnerDay,
    PartnerStore,
    utc_now,
)
from powerpact.services.transactions import reading, transaction

# Days that the dashboard shows.
SHOWN = 30
# The day that runs, and for an hour the one before: what came in just before midnight is in it.
JUST_NOW = timedelta(hours=1)
# A day more than is shown, because days begin at other moments elsewhere.
ALL_SHOWN = timedelta(days=SHOWN + 1)
# Partners whose days one statement counts.
AT_ONCE = 50
DAY_COLUMNS: tuple[ColumnClause[Any], ...] = (
    column("store_id", BigInteger()),
    column("currency", Text()),
    column("day", Date()),
    column("begins", DateTime(timezone=True)),
    column("ends", DateTime(timezone=True)),
)


def count_partner_days(since: timedelta) -> None:
    """Count each partner's days from ``since`` ago to now. Twice at once does no harm."""
    now = utc_now()
    for partners in _pages():
        with transaction() as session:
            _count(session, partners, now - since, now)


def own_days(session: Session, store: PartnerStore) -> list[PartnerDay]:
    """The last ``SHOWN`` days of the store, oldest first, today last; empty ones among them."""
    now = utc_now()
    days = list(days_in(store.timezone, now - timedelta(days=SHOWN - 1), now))[-SHOWN:]
    counted = select(PartnerDay).where(
        PartnerDay.store_id == store.id, PartnerDay.day >= days[0].day
    )
    found = {each.day: each for each in session.scalars(counted)}
    return [found.get(each.day) or _empty(store, each.day) for each in days]


def _empty(store: PartnerStore, day: date) -> PartnerDay:
    return PartnerDay(
        store_id=store.id, day=day, currency=store.currency, orders=0, pieces=0, owed=Decimal(0)
    )


def _pages() -> Iterator[Sequence[Row[Any]]]:
    last = 0
    named = select(PartnerStore.id, PartnerStore.currency, PartnerStore.timezone)
    page = named.order_by(PartnerStore.id).limit(AT_ONCE)
    while True:
        with reading() as session:
            partners = session.execute(page.where(PartnerStore.id > last)).all()
        if not partners:
            return
        yield partners
        last = partners[-1].id


def _count(session: Session, partners: Sequence[Row[Any]], first: datetime, last: datetime) -> None:
    days = _days(partners, first, last)
    counted = insert(PartnerDay).from_select(
        ["store_id", "day", "currency", "orders", "pieces", "owed", "p50", "p95"], _figures(days)
    )
    figures = [*PartnerDay.__table__.columns][2:]
    fresh = {each.name: counted.excluded[each.name] for each in figures}
    # A row that is rewritten as it was would be work for nothing, every few seconds.
    differs = or_(*(each.is_distinct_from(fresh[each.name]) for each in figures))
    session.execute(
        counted.on_conflict_do_update(
            index_elements=[PartnerDay.store_id, PartnerDay.day], set_=fresh, where=differs
        )
    )


def _days(partners: Sequence[Row[Any]], first: datetime, last: datetime) -> TableValuedAlias:
    rows = [
        (partner.id, partner.currency, each.day, each.begins, each.ends)
        for partner in partners
        for each in days_in(partner.timezone, first, last)
    ]
    given = zip(DAY_COLUMNS, zip(*rows, strict=True), strict=True)
    arrays = (literal(values, ARRAY(each.type)) for each, values in given)
    return func.unnest(*arrays).table_valued(*DAY_COLUMNS, name="days").render_derived()


def _figures(days: TableValuedAlias) -> Select[Any]:
    part = OrderSync
    kept = part.state != OrderState.CANCELLED
    of_line = OrderSyncLine.order_sync_id == part.id
    pieces = select(func.sum(OrderSyncLine.quantity)).where(of_line).scalar_subquery()
    placed = select(BubblyOrder.placed_at).where(BubblyOrder.id == part.bubbly_order_id)
    took = func.extract("epoch", part.ordered_at - placed.scalar_subquery())
    parts = (
        select(
            (part.owed + part.shipping).label("owed"),
            kept.label("kept"),
            case((kept, pieces)).label("pieces"),
            case((part.ordered_at.is_not(None), took)).label("took"),
            part.currency,
        )
        .where(
            part.partner_id == days.c.store_id,
            part.created_at >= days.c.begins,
            part.created_at < days.c.ends,
        )
        .correlate(days)
        .subquery("parts")
    )
    ours = and_(parts.c.kept, parts.c.currency == days.c.currency)
    figures = (
        select(
            func.count().label("orders"),
            func.coalesce(func.sum(parts.c.pieces), 0).label("pieces"),
            func.coalesce(func.sum(parts.c.owed).filter(ours), 0).label("owed"),
            func.percentile_cont(0.5).within_group(parts.c.took).label("p50"),
            func.percentile_cont(0.95).within_group(parts.c.took).label("p95"),
        )
        .select_from(parts)
        .correlate(days)
        .lateral("figures")
    )
    of_day = select(days.c.store_id, days.c.day, days.c.currency, *figures.c)
    return of_day.select_from(days).join(figures, true())
