"""Parts of a store whose points are used up: put back as they were, in nobody's way."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask

from powerpact.domain.transitions import OrderState
from powerpact.errors import OverBudget
from powerpact.models import utc_now
from powerpact.services.access import Share, call_for
from powerpact.services.budget.allowance import Reservation
from powerpact.services.order_pushing import Stores, push_due
from powerpact.services.order_record import Try
from powerpact.services.order_results import result_of
from powerpact.services.platform import platform
from powerpact.shopify.stores import read_shop
from tests.services.marketplace import Shop
from tests.services.selling import (
    Seller,
    claim_part,
    let_wait_pass,
    part_of,
    part_row,
    parts,
    push,
    seller,
)


@pytest.fixture
def potter(kiln: Shop) -> Seller:
    """A seller whose store restores ten points a second; an order costs more than a few."""
    made = seller(kiln)
    kiln.control.set_rate(kiln.domain, maximum=1000, restore_rate=10)
    read_shop(call_for(kiln.id))
    return made


def spend_all(store_id: int) -> list[Reservation | None]:
    """Other calls reserve whatever points the store has; their reservations."""
    reserved = []
    for points in (500.0, 50.0, 5.0):
        with suppress(OverBudget):
            while True:
                allowances = platform().allowances
                reserved.append(allowances.reserve(store_id, Share.ORDERS, points, patience=0))
    return reserved


def test_the_part_is_put_back_as_if_it_had_not_been_tried(potter: Seller) -> None:
    part_id = part_of(potter)
    spend_all(potter.shop.id)
    push(part_id)
    part = part_row(part_id)
    assert (part.state, part.tries, part.failures) == (OrderState.RETRYING, 0, 0)
    assert part.attempts == []
    assert "allowance" in part.cause
    assert utc_now() < part.next_attempt_at < utc_now() + timedelta(minutes=1)


def test_its_next_try_is_a_first_try(app: Flask, potter: Seller) -> None:
    part_id = part_of(potter)
    reserved = spend_all(potter.shop.id)
    push(part_id)
    for each in reserved:  # they were refused after all
        platform().allowances.settle(each, None, ran=False)
    let_wait_pass()
    push_due(app.app_context, lambda: False, lambda: None)
    assert part_row(part_id).state is OrderState.CREATED
    assert potter.shop.received("orderByIdentifier") == 0


def test_other_stores_do_not_wait_for_it(
    app: Flask, potter: Seller, open_shop: Callable[..., Shop]
) -> None:
    camper = seller(open_shop("Camp", code="camp"))
    spend_all(potter.shop.id)
    for number in range(1, 31):
        part_of(potter, number)
    for number in range(31, 41):
        part_of(camper, number)
    stops_at = time.monotonic() + 3
    push_due(app.app_context, lambda: time.monotonic() > stops_at, lambda: None)
    assert len(camper.orders()) == 10
    assert {part.state for part in parts() if part.partner_id == camper.shop.id} == {
        OrderState.CREATED
    }
    # What was claimed was put back; the rest was not even claimed while there are no points.
    put_back = [part for part in parts() if part.state is OrderState.RETRYING]
    assert 0 < len(put_back) < 30


def test_a_worker_remembers_for_a_moment_that_a_store_has_no_points(potter: Seller) -> None:
    claimed = claim_part(part_of(potter))
    assert claimed is not None
    stores, now = Stores(), utc_now()
    stores.heed([Try(claimed, result_of(OverBudget("used up", 0.2)), now, now)])
    assert stores.without_points() == [potter.shop.id]
    time.sleep(0.25)
    assert stores.without_points() == []
