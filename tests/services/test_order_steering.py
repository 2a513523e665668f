"""Holding, releasing, cancelling and settling parts, beside workers that push them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.attempts import Outcome
from powerpact.domain.transitions import OrderState
from powerpact.errors import Refused
from powerpact.models import AuditEvent, OrderSync, Trade
from powerpact.services.access import call_for
from powerpact.services.order_due import release_abandoned
from powerpact.services.order_push import push_one
from powerpact.services.order_record import record
from powerpact.services.order_retry import retry
from powerpact.services.order_steering import cancel, hold, mark_handled, release
from powerpact.services.transactions import transaction
from tests.factories import OrderSyncFactory, PartnerStoreFactory
from tests.services.counting import counted_statements
from tests.services.marketplace import ANA
from tests.services.selling import Seller, claim_part, let_wait_pass, part_of, part_row, push

S = OrderState


def made(state: OrderState, **values: Any) -> int:
    cause = "rejected" if state is S.FAILED else ""
    return int(OrderSyncFactory(state=state, **{"cause_code": cause, **values}).id)


@pytest.mark.usefixtures("session")
def test_a_held_part_says_why_and_is_claimed_by_nobody() -> None:
    part_id = made(S.PENDING)
    assert hold([part_id], ANA, note="the address is odd").moved == (part_id,)
    part = part_row(part_id)
    assert (part.state, part.cause_code, part.cause) == (
        S.HELD,
        "held_by_staff",
        "the address is odd",
    )
    assert part.remedy.startswith("Somebody of Bubbly holds it. Release it")
    assert claim_part(part_id) is None


@pytest.mark.usefixtures("session")
def test_a_released_part_is_due_now_and_nothing_is_wrong_with_it() -> None:
    part_id = made(S.FAILED, failures=5)
    hold([part_id], ANA)
    done = release([part_id], ANA)
    part = part_row(part_id)
    assert done.follow_up.order_syncs == (part_id,)
    assert (part.state, part.failures, part.cause_code, part.fixer) == (S.PENDING, 0, "", None)
    assert claim_part(part_id) is not None


@pytest.mark.usefixtures("session")
def test_a_part_of_a_paused_partner_is_not_released() -> None:
    kiln = PartnerStoreFactory(name="Kiln", trade=Trade.PAUSED)
    paused, free = made(S.HELD, partner=kiln, cause_code="store_paused"), made(S.HELD)
    done = release([paused, free], ANA)
    assert done.moved == (free,)
    assert done.left[paused].startswith("Kiln is paused; resume the partner")
    assert part_row(paused).state is S.HELD


def test_each_deed_is_on_record_with_its_note(session: Session) -> None:
    part_id = made(S.FAILED)
    hold([part_id], ANA, note="ask first")
    release([part_id], ANA)
    cancel([part_id], ANA, note="the shopper changed her mind")
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.action, event.before, event.after) for event in events] == [
        ("hold", {"state": "failed"}, {"state": "held", "note": "ask first"}),
        ("release", {"state": "held"}, {"state": "pending"}),
        (
            "cancel",
            {"state": "pending"},
            {"state": "cancelled", "note": "the shopper changed her mind"},
        ),
    ]


@pytest.mark.usefixtures("session")
def test_a_part_marked_as_handled_tells_how_it_was_settled() -> None:
    part_id = made(S.FAILED)
    mark_handled([part_id], ANA, note="The partner sends it by hand.")
    part = part_row(part_id)
    assert (part.state, part.cause_code, part.cause) == (
        S.CANCELLED,
        "handled",
        "The partner sends it by hand.",
    )


@pytest.mark.usefixtures("session")
def test_nothing_is_marked_as_handled_without_a_note() -> None:
    part_id = made(S.FAILED)
    with pytest.raises(Refused, match="note"):
        mark_handled([part_id], ANA, note=" ")
    assert part_row(part_id).state is S.FAILED


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("deed", [hold, cancel, release])
def test_a_second_click_does_nothing(deed: Callable[..., Any]) -> None:
    part_id = made(S.HELD if deed is release else S.FAILED)
    assert deed([part_id], ANA).moved == (part_id,)
    again = deed([part_id], ANA)
    assert again.moved == ()
    assert part_id in again.left


@pytest.mark.usefixtures("session")
def test_each_part_that_is_left_has_a_reason_and_hundreds_cost_no_more_statements() -> None:
    def cost(ids: list[int]) -> int:
        with counted_statements() as sent:
            done = cancel(ids, ANA)
        assert set(done.left) | set(done.moved) == set(ids)
        return len(sent)

    kiln = PartnerStoreFactory()
    many = [made(S.PENDING, partner=kiln) for _ in range(40)]
    assert cost([made(S.FAILED), 10**9]) == cost([*many, 10**9, 10**9 + 1])


def test_a_part_in_a_workers_hand_is_neither_held_nor_cancelled(potter: Seller) -> None:
    part_id = part_of(potter)
    claimed = claim_part(part_id)
    assert claimed is not None
    for deed in (hold, cancel):
        assert "a worker has it in hand" in deed([part_id], ANA).left[part_id]
    record([push_one(claimed, call_for(claimed.partner_id))])
    assert part_row(part_id).state is S.CREATED
    assert "is in the partner's store already" in cancel([part_id], ANA).left[part_id]
    assert len(potter.orders()) == 1


def test_a_part_that_may_have_an_order_is_not_cancelled_and_a_retry_finds_it(
    potter: Seller,
) -> None:
    part_id = part_of(potter)
    potter.fault("answer_lost")
    push(part_id)
    potter.repaired()
    assert cancel([part_id], ANA).left[part_id].startswith("an earlier try may have made")
    hold([part_id], ANA)
    assert cancel([part_id], ANA).left[part_id].startswith("an earlier try may have made")
    release([part_id], ANA)
    push(part_id)
    part = part_row(part_id)
    assert (part.state, part.attempts[-1].outcome) == (S.CREATED, Outcome.FOUND)
    assert potter.sends() == len(potter.orders()) == 1


def test_a_worker_taken_for_dead_does_not_bring_a_held_part_back(potter: Seller) -> None:
    part_id = part_of(potter)
    claimed = claim_part(part_id)
    assert claimed is not None
    let_wait_pass()
    release_abandoned(10)
    hold([part_id], ANA)
    record([push_one(claimed, call_for(claimed.partner_id))])
    assert part_row(part_id).state is S.HELD
    release([part_id], ANA)
    push(part_id)
    assert part_row(part_id).state is S.CREATED
    assert potter.sends() == len(potter.orders()) == 1


def test_an_order_that_is_made_after_its_part_was_closed_is_not_lost(
    potter: Seller, session: Session
) -> None:
    part_id = part_of(potter)
    claimed = claim_part(part_id)
    assert claimed is not None
    let_wait_pass()
    release_abandoned(10)
    hold([part_id], ANA)
    mark_handled([part_id], ANA, note="settled by telephone")
    for _ in range(2):  # a worker may say it twice
        record([push_one(claimed, call_for(claimed.partner_id))])
    part, (order,) = part_row(part_id), potter.orders()
    assert (part.state, part.cause_code) == (S.CANCELLED, "order_after_close")
    assert (part.partner_order_id, part.partner_order_name) == (order["id"], order["name"])
    assert part.fixer == "staff"
    told = session.scalars(select(AuditEvent.after).where(AuditEvent.actor == "a worker")).all()
    assert told == [{"partner_order": order["name"]}]


def test_recording_waits_for_nobody_who_asks_for_parts_that_are_being_sent(
    app: Flask, potter: Seller
) -> None:
    part_ids = [part_of(potter, number=number) for number in (1, 2)]
    claimed = [claim_part(part_id) for part_id in part_ids]
    tries = [push_one(part, call_for(part.partner_id)) for part in claimed if part]

    def tell() -> None:
        with app.app_context():
            record(tries)

    with ThreadPoolExecutor(1) as pool, transaction() as ours:
        left = cancel.work(ours, part_ids, ANA).left
        pool.submit(tell).result(timeout=10)
    assert left.keys() == set(part_ids)
    assert {part_row(part_id).state for part_id in part_ids} == {S.CREATED}


@pytest.mark.usefixtures("session")
def test_a_claim_passes_by_what_a_person_has_in_hand(app: Flask) -> None:
    part_id = made(S.PENDING)

    def claim() -> bool:
        with app.app_context():
            return claim_part(part_id) is not None

    with ThreadPoolExecutor(1) as pool, transaction() as ours:
        assert cancel.work(ours, [part_id], ANA).moved == (part_id,)
        assert not pool.submit(claim).result(timeout=10)
    assert claim_part(part_id) is None
    assert part_row(part_id).state is S.CANCELLED


@pytest.mark.parametrize("deed", [hold, cancel])
def test_people_and_workers_at_once_end_in_one_of_their_ways(
    app: Flask, potter: Seller, deed: Callable[..., Any]
) -> None:
    ids = [part_of(potter, number=number) for number in range(1, 7)]

    def work(_: int) -> None:
        with app.app_context():
            for part_id in ids:
                push(part_id)

    def steer(_: int) -> tuple[int, ...]:
        with app.app_context():
            moved: tuple[int, ...] = deed(list(reversed(ids)), ANA).moved
            return moved

    with ThreadPoolExecutor(4) as pool:
        workers = [pool.submit(work, number) for number in range(2)]
        stopped = [pool.submit(steer, number) for number in range(2)]
        for each in workers:
            each.result()
        kept = [part_id for each in stopped for part_id in each.result()]
    assert len(kept) == len(set(kept))
    rows = {part_id: part_row(part_id) for part_id in ids}
    made_orders = {row.partner_order_id for row in rows.values() if row.state is S.CREATED}
    assert {order["id"] for order in potter.orders()} == made_orders
    assert {i for i, row in rows.items() if row.state is not S.CREATED} == set(kept)


def test_a_retry_leaves_what_staff_hold(session: Session) -> None:
    part_id = made(S.FAILED)
    hold([part_id], ANA)
    assert "release it instead" in retry([part_id], ANA).left[part_id]
    session.expire_all()
    assert session.get_one(OrderSync, part_id).state is S.HELD
