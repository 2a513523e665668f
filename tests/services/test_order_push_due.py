"""Pushing everything that is due: side by side, fairly, and recorded in groups."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from powerpact.config import Settings
from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, OrderSyncAttempt, utc_now
from powerpact.services.access import call_for
from powerpact.services.order_claim import claim_parts
from powerpact.services.order_due import next_due_in
from powerpact.services.order_intake import receive_order
from powerpact.services.order_push import push_one
from powerpact.services.order_pushing import push_due
from powerpact.services.order_record import record
from powerpact.services.platform import bind_platform
from powerpact.services.transactions import transaction
from tests.services.counting import counted_statements
from tests.services.marketplace import Shop, set_store
from tests.services.orders import placed_line, placed_order
from tests.services.selling import Seller, part_of, parts, seller


def never() -> bool:
    return False


def nobody() -> None:
    pass


def push_all(app: Flask, more: Callable[[], None] = nobody) -> None:
    push_due(app.app_context, never, more)


def test_everything_that_is_due_is_made_once(app: Flask, potter: Seller) -> None:
    for number in range(1, 31):
        part_of(potter, number)
    push_all(app)
    assert {part.state for part in parts()} == {OrderState.CREATED}
    assert potter.sends() == len(potter.orders()) == 30
    with transaction() as session:
        assert session.scalar(select(func.count(OrderSyncAttempt.id))) == 30


def test_several_workers_at_once_make_each_order_once(app: Flask, potter: Seller) -> None:
    for number in range(1, 41):
        part_of(potter, number)

    def work(_: int) -> None:
        with app.app_context():
            push_all(app)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert potter.sends() == len(potter.orders()) == 40


def test_a_slow_store_holds_up_no_other(
    app: Flask, potter: Seller, open_shop: Callable[..., Shop]
) -> None:
    camper = seller(open_shop("Camp", code="camp"))
    potter.fault("slow", seconds=2.0, count=1)
    part_of(potter, 1)
    for number in range(2, 22):
        part_of(camper, number)
    began = time.monotonic()
    made_after: list[float] = []

    def watch() -> None:
        while len(camper.orders()) < 20:
            time.sleep(0.05)
        made_after.append(time.monotonic() - began)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(watch)
        push_all(app)
    assert made_after[0] < 2.0 < time.monotonic() - began
    assert {part.state for part in parts()} == {OrderState.CREATED}


def test_no_store_gets_more_at_once_than_it_may(
    app: Flask, potter: Seller, settings: Settings
) -> None:
    bind_platform(settings.model_copy(update={"in_flight_per_store": 3}))
    for number in range(1, 6):
        part_of(potter, number)
    assert len(claim_parts(100)) == 3
    assert claim_parts(100) == []


def test_a_worker_with_its_hands_full_calls_for_another(
    app: Flask, potter: Seller, settings: Settings
) -> None:
    bind_platform(settings.model_copy(update={"pushes_at_once": 2}))
    for number in range(1, 6):
        part_of(potter, number)
    called: list[int] = []
    push_all(app, more=lambda: called.append(1))
    assert called
    assert len(potter.orders()) == 5


def test_a_worker_that_is_told_to_stop_begins_nothing(app: Flask, potter: Seller) -> None:
    part_of(potter)
    push_due(app.app_context, lambda: True, nobody)
    assert potter.sends() == 0


def test_a_worker_stays_for_what_is_due_in_a_moment(app: Flask, potter: Seller) -> None:
    part_id = part_of(potter)
    potter.fault("too_many_requests", seconds=0.1)
    push_all(app)  # the first try is refused, the second one a moment later is not
    (part,) = parts()
    assert (part.id, part.state, part.tries) == (part_id, OrderState.CREATED, 2)


def test_what_is_due_next_waits_for_the_rest_of_its_store(potter: Seller) -> None:
    assert next_due_in() is None
    part_of(potter)
    assert next_due_in() == 0
    set_store(potter.shop.id, rests_until=utc_now() + timedelta(seconds=30))
    assert 25 < (next_due_in() or 0) <= 30


def statements_of_a_push(potter: Seller, orders: int, first: int, lines: int) -> int:
    """Claiming and recording so many parts with so many lines each; the calls are not counted."""
    for number in range(first, first + orders):
        receive_order(
            placed_order(
                *(placed_line(100 * number + n, potter.variant) for n in range(lines)),
                number=number,
            )
        )
    with counted_statements() as claiming:
        claimed = claim_parts(orders)
    assert len(claimed) == orders
    tries = [push_one(part, call_for(part.partner_id)) for part in claimed]
    with counted_statements() as recording:
        record(tries)
    return len(claiming) + len(recording)


def test_the_number_of_statements_depends_neither_on_lines_nor_on_parts(
    potter: Seller, session: Session
) -> None:
    potter.shop.control.set_stock(potter.shop.domain, f"BOWL-{potter.shop.id}", 1000)
    small = statements_of_a_push(potter, orders=1, first=1, lines=3)
    large = statements_of_a_push(potter, orders=1, first=2, lines=30)
    many = statements_of_a_push(potter, orders=10, first=3, lines=3)
    assert small == large == many
    assert {part.state for part in session.query(OrderSync)} == {OrderState.CREATED}
