"""What a partner is to be told: its own orders and products that fail, and its connection."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from powerpact.domain.alerts import NAMED, FailedOrders, FailedProducts, News, Trouble
from powerpact.domain.causes import Fixer
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, OrderSync, PartnerStore, ProductMap
from powerpact.services.partner_faults import faults_for_partner
from powerpact.services.partner_home import IS_FAILING

# Rows of a kind that one mail counts.
MOST = 1000


def told_until(store: PartnerStore) -> datetime:
    """What happened up to then, the partner was told; at first, nothing since it came."""
    return store.alerted_until or store.created_at


def orders_that_fail(store_id: Any, since: Any) -> ColumnElement[bool]:
    """Orders of the partner that failed since then, and that it can put right."""
    return and_(
        OrderSync.partner_id == store_id,
        OrderSync.state == OrderState.FAILED,
        OrderSync.fixer == Fixer.PARTNER,
        OrderSync.updated_at > since,
    )


def products_that_fail(store_id: Any, since: Any) -> ColumnElement[bool]:
    """Products of the partner whose listing failed since then."""
    return and_(
        ProductMap.partner_id == store_id,
        IS_FAILING,
        ProductMap.updated_at > since,
    )


def troubles_of(store: PartnerStore) -> tuple[Trouble, ...]:
    """What is wrong with the connection and the partner can put right, the gravest first."""
    return tuple(
        Trouble(fault.sentence, fault.remedy)
        for fault in faults_for_partner(store)
        if fault.fixer is Fixer.PARTNER
    )


def news_of(session: Session, store: PartnerStore, until: datetime) -> News:
    """What the partner was not told yet of what happened up to ``until``; two queries."""
    since = told_until(store)
    return News(
        _orders(session, store.id, since, until),
        _products(session, store.id, since, until),
        troubles_of(store),
        tuple(store.alerted_of),
    )


def _orders(
    session: Session, store_id: int, since: datetime, until: datetime
) -> tuple[FailedOrders, ...]:
    failed = (
        select(OrderSync.cause_code, BubblyOrder.name)
        .join(BubblyOrder, BubblyOrder.id == OrderSync.bubbly_order_id)
        .where(orders_that_fail(store_id, since))
    )
    rows = session.execute(_newest(failed, OrderSync, until)).all()
    names: dict[str, list[str]] = defaultdict(list)
    for row in rows[:MOST]:
        names[row.cause_code].append(row.name)
    is_more = len(rows) > MOST
    found = (
        FailedOrders(code, len(all_), tuple(all_[:NAMED]), is_more) for code, all_ in names.items()
    )
    return tuple(sorted(found, key=lambda each: -each.count))


def _products(
    session: Session, store_id: int, since: datetime, until: datetime
) -> FailedProducts | None:
    failed = select(ProductMap.title).where(products_that_fail(store_id, since))
    titles = session.scalars(_newest(failed, ProductMap, until)).all()
    if not titles:
        return None
    return FailedProducts(len(titles[:MOST]), tuple(titles[:NAMED]), len(titles) > MOST)


def _newest(rows: Select[Any], table: Any, until: datetime) -> Select[Any]:
    moment: InstrumentedAttribute[datetime] = table.updated_at
    return rows.where(moment <= until).order_by(table.id.desc()).limit(MOST + 1)
