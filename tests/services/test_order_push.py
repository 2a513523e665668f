"""Pushing a part to a real (simulated) store: created once, whatever goes wrong on the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import Fixer
from powerpact.domain.transitions import OrderState
from powerpact.models import StoreState, utc_now
from powerpact.services.access import call_for, grant_values, token_endpoint
from powerpact.services.order_claim import claim_parts
from powerpact.services.order_due import release_abandoned
from powerpact.services.order_push import push_one
from powerpact.services.order_record import record
from powerpact.services.order_retry import retry
from powerpact.services.platform import platform
from powerpact.shopify.orders import create_order
from powerpact.simulator.control_client import SimulatorClient
from tests.factories import PartnerStoreFactory
from tests.services.marketplace import ANA, Shop, set_store
from tests.services.selling import (
    Seller,
    claim_part,
    due_parts,
    let_wait_pass,
    part_of,
    part_row,
    push,
    seller,
)

LONG = timedelta(hours=1)


@pytest.fixture
def potter(kiln: Shop) -> Seller:
    return seller(kiln)


def outcomes(part_id: int) -> list[Outcome]:
    return [attempt.outcome for attempt in part_row(part_id).attempts]


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


def test_too_little_stock_is_for_the_partner_to_put_right(kiln: Shop) -> None:
    potter = seller(kiln, quantity=1)
    part_id = part_of(potter, quantity=2)
    push(part_id)
    part = part_row(part_id)
    assert (part.state, part.cause_code, part.fixer) == (
        OrderState.FAILED,
        "out_of_stock",
        Fixer.PARTNER,
    )
    assert "retry" in part.remedy
    assert part.attempts[0].answer["userErrors"][0]["code"] == "INVENTORY_CLAIM_FAILED"
    potter.shop.control.set_stock(kiln.domain, f"BOWL-{kiln.id}", 5)
    assert retry([part_id], ANA).moved == (part_id,)
    push(part_id)
    assert part_row(part_id).state is OrderState.CREATED


def test_a_refusal_that_nobody_foresaw_needs_staff(potter: Seller) -> None:
    part_id = part_of(potter)
    potter.fault("user_errors", message="No.", code="NEVER_HEARD_OF", field=["order", "x"])
    push(part_id)
    part = part_row(part_id)
    assert (part.state, part.cause_code, part.fixer) == (
        OrderState.FAILED,
        "rejected",
        Fixer.STAFF,
    )


def test_a_revoked_token_is_renewed_and_the_order_made(potter: Seller) -> None:
    part_id = part_of(potter)
    potter.shop.control.revoke_tokens(potter.shop.domain)
    push(part_id)
    assert part_row(part_id).state is OrderState.CREATED


def test_a_dead_pair_needs_a_reconnection_which_sends_what_waited(
    potter: Seller, open_shop: Callable[..., Shop]
) -> None:
    part_id = part_of(potter)
    potter.shop.control.revoke_tokens(potter.shop.domain, refresh_too=True)
    push(part_id)
    part = part_row(part_id)
    assert (part.state, part.cause_code) == (OrderState.FAILED, "reconnect_needed")
    assert potter.shop.row().state is StoreState.RECONNECT_NEEDED


def test_a_store_that_is_down_rests_and_its_parts_are_not_sent(potter: Seller) -> None:
    first, second = part_of(potter, 1), part_of(potter, 2)
    potter.fault("down", operation="*", count=None)
    for part_id in (first, second):
        push(part_id)
    assert potter.shop.row().rests_until > utc_now()
    third = part_of(potter, 3)
    push(third)
    assert (part_row(third).state, part_row(third).tries) == (OrderState.PENDING, 0)
    assert due_parts() == ()


def test_one_store_that_rests_does_not_hold_another(
    potter: Seller, open_shop: Callable[..., Shop]
) -> None:
    camper = seller(open_shop("Camp", code="camp"))
    set_store(potter.shop.id, rests_until=utc_now() + LONG)
    waits, goes = part_of(potter, 1), part_of(camper, 2)
    (claimed,) = claim_parts(10)
    record([push_one(claimed, call_for(claimed.partner_id))])
    assert claimed.id == goes
    assert part_row(goes).state is OrderState.CREATED
    assert part_row(waits).state is OrderState.PENDING


def test_a_part_that_keeps_failing_is_given_to_a_person(potter: Seller) -> None:
    part_id = part_of(potter)
    for _ in range(20):
        potter.fault("down", operation="*", count=None)
        push(part_id)
        potter.repaired()
        let_wait_pass(unclear_since=LONG)
    part = part_row(part_id)
    assert (part.state, part.cause_code, part.failures) == (OrderState.FAILED, "tried_out", 20)


def test_a_store_takes_only_so_many_at_once_and_the_next_follows(potter: Seller) -> None:
    most = platform().settings.in_flight_per_store
    ids = [part_of(potter, number) for number in range(1, most + 3)]
    claimed = [part_id for part_id in ids if claim_part(part_id)]
    assert claimed == ids[:most]
    assert due_parts() == ()
    let_wait_pass()
    release_abandoned(1)
    assert len(due_parts()) == 1


@pytest.mark.parametrize(("passes", "email"), [(True, "ada@example.test"), (False, None)])
def test_the_buyers_email_passes_only_where_the_partners_setting_says_so(
    potter: Seller, passes: bool, email: str | None
) -> None:
    set_store(potter.shop.id, passes_email=passes)
    push(part_of(potter))
    assert (potter.orders()[0].get("email") or None) == email


def test_a_missing_definition_is_made_and_never_read_as_absent(
    simulator: SimulatorClient, session: Session
) -> None:
    domain = "unprepared.myshopify.com"
    simulator.create_store(domain, "Unprepared")
    grant = token_endpoint(domain, None).exchange_session_token(simulator.session_token(domain))
    row = PartnerStoreFactory(shop_domain=domain, **grant_values(grant))
    hasty = seller(Shop(row.id, domain, simulator))
    part_id = part_of(hasty)
    hasty.fault("reset")
    push(part_id)
    hasty.repaired()
    let_wait_pass(unclear_since=LONG)
    push(part_id)
    assert outcomes(part_id)[-1] is Outcome.RETRYABLE
    assert hasty.sends() == 1
    let_wait_pass(unclear_since=LONG)
    push(part_id)
    assert part_row(part_id).state is OrderState.CREATED
