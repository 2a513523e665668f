"""Pushing a part to a real (simulated) store: created once, whatever goes wrong on the way."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from flask import Flask

from powerpact.domain.attempts import Outcome
from powerpact.domain.transitions import OrderState
from powerpact.models import utc_now
from powerpact.services.access import call_for
from powerpact.services.order_due import release_abandoned
from powerpact.shopify.orders import create_order
from tests.services.selling import (
    Seller,
    claim_part,
    let_wait_pass,
    outcomes,
    part_of,
    part_row,
    push,
)

LONG = timedelta(hours=1)


def test_a_part_becomes_an_order_in_the_partners_store(potter: Seller) -> None:
    part_id = part_of(potter, quantity=2)
    push(part_id)
    (order,) = potter.orders()
    part = part_row(part_id)
    assert part.state is OrderState.CREATED
    assert (part.partner_order_id, part.partner_order_name) == (order["id"], order["name"])
    assert [(line["quantity"], Decimal(line["price"])) for line in order["lines"]] == [
        (2, Decimal("10.00"))
    ]
    assert part.lines[0].partner_line_id == order["lines"][0]["id"]


def test_the_partner_order_carries_all_three_marks(potter: Seller) -> None:
    part_id = part_of(potter)
    push(part_id)
    (order,) = potter.orders()
    split_id = str(part_row(part_id).split_id)
    assert order["source_identifier"] == f"powerpact:{split_id}"
    assert f"pp-{split_id.replace('-', '')}" in order["tags"]
    assert split_id in str(order["custom_ids"])


def test_stock_is_taken_in_the_partners_store(potter: Seller) -> None:
    push(part_of(potter, quantity=3))
    product = potter.shop.control.holdings(potter.shop.domain)["products"][0]
    assert product["variants"][0]["available"] == 47


def test_the_attempt_keeps_what_was_asked_without_the_shopper(potter: Seller) -> None:
    part_id = part_of(potter)
    push(part_id)
    (attempt,) = part_row(part_id).attempts
    assert attempt.outcome is Outcome.CREATED
    assert attempt.request["passes_address"] is True
    kept = f"{attempt.request} {attempt.answer} {attempt.message}"
    assert not [word for word in ("Ada", "Analytical", "ada@") if word in kept]


def test_a_part_that_is_made_is_not_made_again(potter: Seller) -> None:
    part_id = part_of(potter)
    push(part_id)
    push(part_id)
    assert potter.sends() == len(potter.orders()) == 1


def test_ten_workers_at_once_send_once(app: Flask, potter: Seller) -> None:
    part_id = part_of(potter)

    def work(_: int) -> None:
        with app.app_context():
            push(part_id)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(work, range(10)))
    assert potter.sends() == len(potter.orders()) == 1


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("throttled", {}),
        ("too_many_requests", {"seconds": 0.1}),
    ],
)
def test_a_store_that_is_throttled_is_tried_later_and_it_does_not_count(
    potter: Seller, kind: str, details: dict[str, float]
) -> None:
    part_id = part_of(potter)
    potter.fault(kind, **details)
    push(part_id)
    part = part_row(part_id)
    assert (part.state, part.failures) == (OrderState.RETRYING, 0)
    assert potter.shop.row().rests_until > utc_now() - timedelta(seconds=1)
    potter.repaired()
    let_wait_pass()
    push(part_id)
    assert part_row(part_id).state is OrderState.CREATED
    assert len(potter.orders()) == 1


UNCLEAR = [
    ("answer_lost", {}),
    ("answer_lost", {"status": 504}),
    ("internal_error", {"after_work": True}),
    ("server_error", {"after_work": True, "status": 502}),
]


@pytest.mark.parametrize(("kind", "details"), UNCLEAR)
def test_an_answer_that_was_lost_is_looked_for_and_found(
    potter: Seller, kind: str, details: dict[str, object]
) -> None:
    part_id = part_of(potter)
    potter.fault(kind, **details)
    push(part_id)
    part = part_row(part_id)
    assert (part.state, outcomes(part_id)) == (OrderState.RETRYING, [Outcome.UNCLEAR])
    assert part.next_attempt_at > utc_now() + timedelta(seconds=50)
    potter.repaired()
    let_wait_pass()
    push(part_id)
    assert outcomes(part_id) == [Outcome.UNCLEAR, Outcome.FOUND]
    part = part_row(part_id)
    assert (part.state, part.unclear_since) == (OrderState.CREATED, None)
    assert part.lines[0].partner_line_id
    assert potter.sends() == len(potter.orders()) == 1


@pytest.mark.parametrize(
    ("kind", "details"), [("reset", {}), ("internal_error", {}), ("server_error", {"status": 503})]
)
def test_an_unclear_order_that_is_not_there_is_sent_again_only_after_long_looking(
    potter: Seller, kind: str, details: dict[str, object]
) -> None:
    part_id = part_of(potter)
    potter.fault(kind, **details)
    push(part_id)
    potter.repaired()
    let_wait_pass()
    push(part_id)
    assert outcomes(part_id) == [Outcome.UNCLEAR, Outcome.NOT_FOUND_YET]
    assert potter.sends() == 1
    let_wait_pass(unclear_since=LONG)
    push(part_id)
    assert outcomes(part_id)[-1] is Outcome.CREATED
    assert len(potter.orders()) == 1


def test_an_order_without_its_custom_id_is_found_by_its_other_marks(potter: Seller) -> None:
    part_id = part_of(potter)
    claimed = claim_part(part_id)
    assert claimed is not None
    unmarked = replace(claimed.draft, split_id=str(uuid4()))
    made = create_order(call_for(potter.shop.id), unmarked)
    potter.shop.control.advance(300)  # the search index lags
    let_wait_pass()
    release_abandoned(10)
    push(part_id)
    assert outcomes(part_id)[-1] is Outcome.FOUND
    assert part_row(part_id).partner_order_id == made.id


def test_two_orders_for_one_part_need_staff(potter: Seller) -> None:
    part_id = part_of(potter)
    claimed = claim_part(part_id)
    assert claimed is not None
    for _ in range(2):
        create_order(call_for(potter.shop.id), replace(claimed.draft, split_id=str(uuid4())))
    potter.shop.control.advance(300)  # the search index lags
    let_wait_pass()
    release_abandoned(10)
    push(part_id)
    part = part_row(part_id)
    assert (part.state, part.cause_code) == (OrderState.FAILED, "duplicate")
    assert all(order["name"] in part.cause for order in potter.orders())


def test_an_order_that_the_partner_cancelled_is_not_sent_again(potter: Seller) -> None:
    part_id = part_of(potter)
    potter.fault("answer_lost")
    push(part_id)
    potter.repaired()
    potter.shop.control.cancel(potter.shop.domain, potter.orders()[0]["name"])
    let_wait_pass()
    push(part_id)
    part = part_row(part_id)
    assert (part.state, part.cause_code) == (OrderState.FAILED, "cancelled_at_partner")
    assert potter.sends() == 1


@pytest.mark.parametrize("repeat", ["refuse", "accept"])
def test_a_part_sent_by_a_worker_that_died_is_found(potter: Seller, repeat: str) -> None:
    potter.shop.control.set_options(potter.shop.domain, custom_id_repeat=repeat)
    part_id = part_of(potter)
    potter.fault("answer_lost")
    push(part_id)
    potter.repaired()
    let_wait_pass(unclear_since=LONG)
    push(part_id)
    assert outcomes(part_id)[-1] is Outcome.FOUND
    assert potter.sends() == len(potter.orders()) == 1


def test_a_part_whose_worker_died_is_taken_back_and_looked_for_first(potter: Seller) -> None:
    part_id = part_of(potter)
    assert claim_part(part_id) is not None
    let_wait_pass()
    assert release_abandoned(10) == (part_id,)
    part = part_row(part_id)
    assert (part.state, outcomes(part_id)) == (OrderState.RETRYING, [Outcome.ABANDONED])
    assert part.unclear_since is not None
    push(part_id)
    assert outcomes(part_id) == [Outcome.ABANDONED, Outcome.NOT_FOUND_YET]
    assert potter.sends() == 0


def test_a_claim_whose_lease_runs_is_left_alone(potter: Seller) -> None:
    part_id = part_of(potter)
    assert claim_part(part_id) is not None
    assert release_abandoned(10) == ()
    assert claim_part(part_id) is None
