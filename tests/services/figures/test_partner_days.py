"""Partners' days in figures: each partner's own, in its own time zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, OrderSyncLine, PartnerDay, PartnerStore
from powerpact.services.figures.partner_days import (
    ALL_SHOWN,
    JUST_NOW,
    SHOWN,
    count_partner_days,
    own_days,
)
from tests.factories import (
    BubblyOrderFactory,
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
)

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def tokyo(session: Session) -> PartnerStore:
    store: PartnerStore = PartnerStoreFactory(timezone="Asia/Tokyo")
    return store


def came_in(store: PartnerStore, at: datetime, **details: Any) -> OrderSync:
    order = BubblyOrderFactory(placed_at=at)
    part: OrderSync = OrderSyncFactory(partner=store, bubbly_order=order, created_at=at, **details)
    OrderSyncLineFactory(order_sync=part, quantity=2)
    OrderSyncLineFactory(order_sync=part, quantity=1)
    return part


def made(store: PartnerStore, at: datetime, took: float) -> OrderSync:
    return came_in(
        store,
        at,
        state=OrderState.CREATED,
        ordered_at=at + timedelta(seconds=took),
        partner_order_id=f"gid://shopify/Order/{uuid4()}",
    )


def days(session: Session, store: PartnerStore) -> dict[date, PartnerDay]:
    return {each.day: each for each in own_days(session, store)}


def test_a_day_is_the_stores_own(session: Session, tokyo: PartnerStore) -> None:
    came_in(tokyo, NOW - timedelta(hours=21, minutes=31))  # a minute before midnight in Tokyo
    came_in(tokyo, NOW - timedelta(hours=21, minutes=30))

    count_partner_days(ALL_SHOWN)

    found = days(session, tokyo)
    assert len(found) == SHOWN
    assert [found[date(2026, 11, day)].orders for day in (20, 21, 22)] == [0, 1, 1]


def test_a_day_says_what_is_owed_for_what_was_not_cancelled(
    session: Session, tokyo: PartnerStore
) -> None:
    came_in(tokyo, NOW, owed=Decimal("8.50"), shipping=Decimal("1.25"))
    came_in(tokyo, NOW, owed=Decimal("4.00"))
    came_in(tokyo, NOW, owed=Decimal("99.00"), state=OrderState.CANCELLED)
    came_in(tokyo, NOW, owed=Decimal("77.00"), currency="USD")  # before the store changed to GBP

    count_partner_days(JUST_NOW)

    today = own_days(session, tokyo)[-1]
    assert (today.orders, today.pieces, today.owed) == (4, 9, Decimal("13.75"))
    assert today.currency == "GBP"


def test_a_day_says_how_long_orders_took(session: Session, tokyo: PartnerStore) -> None:
    for took in (1.0, 2.0, 3.0):
        made(tokyo, NOW, took)
    came_in(tokyo, NOW)

    count_partner_days(JUST_NOW)

    today = own_days(session, tokyo)[-1]
    assert today.p50 == 2.0
    assert today.p95 == pytest.approx(2.9)


def test_counting_again_changes_what_has_changed_and_nothing_else(
    session: Session, tokyo: PartnerStore
) -> None:
    part, quiet = came_in(tokyo, NOW), PartnerStoreFactory()
    count_partner_days(ALL_SHOWN)
    rows = text("SELECT store_id, day, xmin::text FROM partner_day ORDER BY 1, 2")
    before = session.execute(rows).all()
    session.execute(
        update(OrderSync).where(OrderSync.id == part.id).values(state=OrderState.CANCELLED)
    )
    session.commit()

    count_partner_days(JUST_NOW)

    changed = set(session.execute(rows).all()) - set(before)
    assert {(row.store_id, row.day) for row in changed} == {(tokyo.id, date(2026, 11, 22))}
    assert own_days(session, tokyo)[-1].owed == 0
    assert {each.orders for each in own_days(session, quiet)} == {0}


def test_what_came_in_just_before_midnight_is_counted_after_it(
    session: Session, tokyo: PartnerStore, clock: time_machine.Traveller
) -> None:
    midnight = datetime(2026, 11, 22, 15, tzinfo=UTC)
    came_in(tokyo, midnight - timedelta(seconds=1))
    clock.move_to(midnight + timedelta(seconds=5))

    count_partner_days(JUST_NOW)

    assert [each.orders for each in own_days(session, tokyo)[-2:]] == [1, 0]


def test_figures_of_one_partner_hold_nothing_of_another(session: Session) -> None:
    stores = PartnerStoreFactory.create_batch(3)
    for number, store in enumerate(stores, start=1):
        for _ in range(number):
            came_in(store, NOW, owed=Decimal(10) ** number)

    count_partner_days(JUST_NOW)

    today = {each.store_id: each for each in session.scalars(select(PartnerDay))}
    found = [(today[store.id].orders, today[store.id].owed) for store in stores]
    assert found == [(1, 10), (2, 200), (3, 3000)]


def test_a_day_whose_orders_are_gone_is_empty_again(session: Session, tokyo: PartnerStore) -> None:
    part = came_in(tokyo, NOW)
    count_partner_days(JUST_NOW)
    session.execute(delete(OrderSyncLine))
    session.execute(delete(OrderSync).where(OrderSync.id == part.id))
    session.commit()

    count_partner_days(JUST_NOW)

    today = own_days(session, tokyo)[-1]
    assert (today.orders, today.pieces, today.owed, today.p50) == (0, 0, 0, None)
