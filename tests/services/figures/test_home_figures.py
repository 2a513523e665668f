"""The figures of the home page: counted by hours and partners, cheaply and again and again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, Snapshot
from powerpact.services.figures.home import SHOWN, HomeFigures, home_figures, refresh_home_figures
from tests.factories import BubblyOrderFactory, OrderSyncFactory, PartnerStoreFactory

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def made(ago: timedelta, took: float) -> OrderSync:
    """A part whose order was placed ``ago`` and was the partner's ``took`` seconds later."""
    placed = NOW - ago
    part: OrderSync = OrderSyncFactory(
        bubbly_order=BubblyOrderFactory(placed_at=placed),
        state=OrderState.CREATED,
        created_at=placed,
        ordered_at=placed + timedelta(seconds=took),
        partner_order_id=f"gid://shopify/Order/{uuid4()}",
    )
    return part


def counted() -> HomeFigures:
    refresh_home_figures()
    figures = home_figures()
    assert figures is not None
    return figures


def test_there_are_no_figures_before_the_first_count(session: Session) -> None:
    assert home_figures() is None


def test_an_empty_marketplace_has_hours_of_nothing(session: Session) -> None:
    figures = counted()
    assert len(figures.hours) == SHOWN
    assert {(each.orders, each.parts, each.made, each.p50) for each in figures.hours} == {
        (0, 0, 0, None)
    }
    assert figures.hours[-1].hour == NOW.replace(minute=0)


def test_each_hour_has_its_orders_parts_and_pace(session: Session) -> None:
    for took in (1, 2, 3):
        made(10 * timedelta(minutes=1), took)
    made(3 * HOUR, 10)
    figures = counted()
    this, before = figures.hours[-1], figures.hours[-4]
    assert (this.orders, this.parts, this.made, this.p50, this.p95) == (3, 3, 3, 2.0, 2.9)
    assert (before.orders, before.parts, before.made, before.p50) == (1, 1, 1, 10.0)
    assert sum(each.orders for each in figures.hours) == 4


def test_only_the_last_two_hours_are_counted_anew(session: Session) -> None:
    made(5 * HOUR, 1)
    counted()
    made(5 * HOUR, 1)
    made(HOUR, 1)
    made(timedelta(minutes=1), 1)
    orders = {each.hour: each.orders for each in counted().hours if each.orders}
    assert orders == {
        NOW.replace(minute=0) - 5 * HOUR: 1,
        NOW.replace(minute=0) - HOUR: 1,
        NOW.replace(minute=0): 1,
    }


def test_hours_move_on_and_old_ones_go(session: Session, clock: time_machine.Traveller) -> None:
    made(timedelta(minutes=1), 1)
    counted()
    clock.move_to(NOW + (SHOWN - 1) * HOUR)
    later = counted()
    assert (len(later.hours), later.hours[0].orders) == (SHOWN, 1)
    clock.move_to(NOW + SHOWN * HOUR)
    assert sum(each.orders for each in counted().hours) == 0


def test_a_worker_that_slept_for_hours_counts_what_it_missed(
    session: Session, clock: time_machine.Traveller
) -> None:
    counted()
    clock.move_to(NOW + 6 * HOUR)
    made(-3 * HOUR, 1)
    assert [each.orders for each in counted().hours[-4:]] == [1, 0, 0, 0]


def test_partners_in_trouble_come_first(session: Session) -> None:
    calm, busy = PartnerStoreFactory(name="Calm"), PartnerStoreFactory(name="Busy")
    OrderSyncFactory(partner=busy, state=OrderState.FAILED, cause_code="rejected")
    OrderSyncFactory(partner=busy, state=OrderState.HELD)
    OrderSyncFactory.create_batch(2, partner=calm, state=OrderState.RETRYING)
    first, second = counted().partners
    assert (first.name, first.failed, first.held, first.retrying) == ("Busy", 1, 1, 0)
    assert (second.name, second.failed, second.held, second.retrying) == ("Calm", 0, 0, 2)


def test_counting_twice_keeps_one_row(session: Session) -> None:
    assert counted() == counted()
    assert session.query(Snapshot).count() == 1
