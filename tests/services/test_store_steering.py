"""Pausing, suspending and resuming partners: what waits, what comes off sale, what comes back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import AuditEvent, OrderSync, PartnerStore, Trade
from powerpact.services.access import call_for
from powerpact.services.bulk.work import work_bulk_actions
from powerpact.services.follow_up import together
from powerpact.services.order_claim import claim_parts
from powerpact.services.order_due import next_due_in
from powerpact.services.order_push import push_one
from powerpact.services.order_record import record
from powerpact.services.order_retry import retry
from powerpact.services.order_routing import partner_terms
from powerpact.services.store_steering import pause, resume, suspend
from powerpact.services.transactions import transaction
from tests.factories import (
    BubblyStoreFactory,
    OrderSyncFactory,
    PartnerStoreFactory,
)
from tests.services.counting import counted_statements
from tests.services.locking import wait_for_a_lock
from tests.services.marketplace import ANA, set_store
from tests.services.selling import Seller, part_of, part_row, parts

MANY_HELD = text(
    """
    WITH partner AS (SELECT id FROM store WHERE kind = 'partner'), ordered AS (
        INSERT INTO bubbly_order (shopify_id, name, currency, total, shipping, tax, discounts,
                                  taxes_included, financial_status, placed_at)
        SELECT 'gid://shopify/Order/' || n, '#' || n, 'GBP', 1, 0, 0, 0, true, 'paid', now()
        FROM generate_series(1, :many) AS n RETURNING id)
    INSERT INTO order_sync (split_id, bubbly_order_id, partner_id, state, cause_code, currency,
                            owed, shipping)
    SELECT gen_random_uuid(), ordered.id, partner.id, 'held', 'store_paused', 'GBP', 1, 0
    FROM ordered, partner
    """
)


@pytest.fixture
def partner(session: Session) -> int:
    """The id of a partner with which nothing is wrong."""
    store_id = int(PartnerStoreFactory().id)
    session.commit()
    return store_id


def trade_of(session: Session, store_id: int) -> Trade:
    session.expire_all()
    return session.get_one(PartnerStore, store_id).trade


def held_part(store_id: int, cause: str = "store_paused") -> int:
    with transaction() as session:
        partner = session.get_one(PartnerStore, store_id)
        part = OrderSyncFactory(
            partner=partner, state=OrderState.HELD, next_attempt_at=None, cause_code=cause
        )
        return int(part.id)


def test_a_paused_partners_waiting_orders_are_not_taken(session: Session) -> None:
    paused, other = OrderSyncFactory(), OrderSyncFactory(state=OrderState.RETRYING)
    paused_id, partner_id, other_id = paused.id, paused.partner_id, other.id
    pause([partner_id], ANA)
    assert [part.id for part in claim_parts(10)] == [other_id]
    assert claim_parts(10, among_ids=[paused_id]) == []


def test_nobody_waits_for_what_only_a_person_can_let_go(session: Session) -> None:
    partner_id = OrderSyncFactory().partner_id
    pause([partner_id], ANA)
    assert next_due_in() is None
    resume([partner_id], ANA)
    assert next_due_in() == 0


def test_a_part_in_hand_ends_normally(potter: Seller) -> None:
    part_id = part_of(potter)
    (claimed,) = claim_parts(1)
    pause([potter.shop.id], ANA)
    record([push_one(claimed, call_for(claimed.partner_id))])
    assert part_row(part_id).state is OrderState.CREATED


def test_a_part_that_fails_while_its_partner_is_paused_waits_for_the_resumption(
    potter: Seller,
) -> None:
    part_id = part_of(potter)
    (claimed,) = claim_parts(1)
    suspend([potter.shop.id], ANA)
    potter.fault("server_error")
    record([push_one(claimed, call_for(claimed.partner_id))])
    assert part_row(part_id).state is OrderState.RETRYING
    assert claim_parts(1, among_ids=[part_id]) == []


def test_new_orders_of_a_suspended_partner_are_held_and_say_why(potter: Seller) -> None:
    suspend([potter.shop.id], ANA)
    with pytest.raises(ValueError, match="not enough values"):
        part_of(potter)  # it gives the parts that are due: none
    (part,) = parts()
    assert (part.state, part.cause_code, part.cause) == (
        OrderState.HELD,
        "store_paused",
        "Kiln is suspended",
    )
    resume([potter.shop.id], ANA)
    assert [each.id for each in claim_parts(1)] == [part.id]


def test_resuming_lets_go_of_what_the_pause_held_and_of_nothing_else(
    session: Session, partner: int
) -> None:
    pause([partner], ANA)
    ours, staffs = held_part(partner), held_part(partner, "held_by_staff")
    other = held_part(PartnerStoreFactory().id)
    done = resume([partner], ANA)
    assert (done.moved, done.follow_up.order_syncs) == ((partner,), (ours,))
    assert part_row(ours).state is OrderState.PENDING
    assert {part_row(each).state for each in (staffs, other)} == {OrderState.HELD}


def test_resuming_twice_does_it_once_and_says_so(session: Session, partner: int) -> None:
    pause([partner], ANA)
    held_part(partner)
    assert resume([partner], ANA).moved == (partner,)
    again = resume([partner], ANA)
    assert (again.moved, again.follow_up.order_syncs) == ((), ())
    assert again.left == {partner: "it is neither paused nor suspended"}
    events = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))
    assert list(events) == ["pause", "resume"]


def test_of_two_who_resume_at_once_one_does(app: Flask, session: Session, partner: int) -> None:
    pause([partner], ANA)
    held_part(partner)

    def resume_too() -> tuple[int, ...]:
        with app.app_context():
            return resume([partner], ANA).moved

    with ThreadPoolExecutor(1) as pool, transaction() as ours:
        assert resume.work(ours, [partner], ANA).moved == (partner,)
        other = pool.submit(resume_too)
        wait_for_a_lock(ours)
        ours.commit()
        assert other.result(timeout=5) == ()


def test_many_held_parts_are_let_go_by_a_run_and_none_is_left_behind(
    session: Session, partner: int
) -> None:
    pause([partner], ANA)
    session.execute(MANY_HELD, {"many": 3_000})
    session.commit()
    with counted_statements() as statements:
        done = resume([partner], ANA)
    assert not [each for each in statements if each.startswith("UPDATE order_sync")]
    assert (done.follow_up.order_syncs, len(done.follow_up.bulk_actions)) == ((), 1)
    due = together(work_bulk_actions()).order_syncs
    assert len(due) == len(set(due)) == 3_000
    states = session.execute(select(OrderSync.state, func.count()).group_by(OrderSync.state)).all()
    assert [tuple(each) for each in states] == [(OrderState.PENDING, 3_000)]


def test_a_run_lets_go_of_nothing_whose_partner_is_paused_again(
    session: Session, partner: int
) -> None:
    pause([partner], ANA)
    session.execute(MANY_HELD, {"many": 1_001})
    session.commit()
    resume([partner], ANA)
    pause([partner], ANA)
    assert together(work_bulk_actions()).order_syncs == ()
    assert set(session.scalars(select(OrderSync.state))) == {OrderState.HELD}


def test_letting_go_waits_for_parts_in_the_order_in_which_people_lock_them(
    app: Flask, session: Session, partner: int
) -> None:
    pause([partner], ANA)
    first, second = held_part(partner), held_part(partner)
    # Rows lie in the table with the second one first, as they would be met by a plain update.
    session.execute(update(OrderSync).where(OrderSync.id == first).values(tries=1))
    session.commit()

    def resume_meanwhile() -> tuple[int, ...]:
        with app.app_context():
            return resume([partner], ANA).follow_up.order_syncs

    def locked(part_id: int) -> Any:
        return select(OrderSync.id).where(OrderSync.id == part_id).with_for_update(nowait=True)

    with ThreadPoolExecutor(1) as pool, transaction() as ours:
        ours.execute(locked(first))
        resuming = pool.submit(resume_meanwhile)
        wait_for_a_lock(ours)
        ours.execute(locked(second))  # a ring, and PostgreSQL would end one of us
        ours.commit()
        assert resuming.result(timeout=5) == (first, second)


def test_an_order_that_comes_while_its_partner_is_resumed_is_not_left_behind(
    app: Flask, session: Session, partner: int
) -> None:
    pause([partner], ANA)

    def resume_meanwhile() -> tuple[int, ...]:
        with app.app_context():
            return resume([partner], ANA).follow_up.order_syncs

    with ThreadPoolExecutor(1) as pool, transaction() as intake:
        terms = partner_terms(intake, {partner})  # as the intake reads them
        assert terms[partner].trade is Trade.PAUSED
        resuming = pool.submit(resume_meanwhile)
        wait_for_a_lock(intake)
        with transaction() as same:
            assert same is intake
            part_id = _insert_held(intake, partner)
        assert resuming.result(timeout=5) == (part_id,)


def _insert_held(session: Session, partner_id: int) -> int:
    session.execute(MANY_HELD, {"many": 1})
    return session.scalars(select(OrderSync.id).where(OrderSync.partner_id == partner_id)).one()


def test_retrying_a_held_part_of_a_paused_partner_says_so(potter: Seller) -> None:
    suspend([potter.shop.id], ANA)
    part_id = held_part(potter.shop.id)
    done = retry([part_id], ANA)
    assert done.moved == ()
    assert "resume the partner" in done.left[part_id]
    assert part_row(part_id).state is OrderState.HELD


@pytest.mark.parametrize(
    ("before", "steer", "why"),
    [
        (Trade.PAUSED, pause, "it is paused"),
        (Trade.SUSPENDED, pause, "it is suspended"),
        (Trade.SUSPENDED, suspend, "it is suspended"),
        (Trade.OPEN, resume, "it is neither paused nor suspended"),
    ],
)
def test_a_partner_that_can_not_be_steered_so_is_left(
    session: Session, partner: int, before: Trade, steer: Callable[..., object], why: str
) -> None:
    set_store(partner, trade=before)
    done = steer([partner], ANA)
    assert (done.moved, done.left) == ((), {partner: why})  # type: ignore[attr-defined]
    assert trade_of(session, partner) is before


def test_bubbly_itself_is_no_partner(session: Session) -> None:
    bubbly_id = BubblyStoreFactory().id
    assert pause([bubbly_id], ANA).left == {bubbly_id: "it is no partner store"}
