"""Attacks on the order path: slow workers, older lives of our rows, stores that close."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import update
from sqlalchemy.orm import Session

from powerpact.config import Settings
from powerpact.domain.attempts import Outcome
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, OrderSync, utc_now
from powerpact.services.access import call_for
from powerpact.services.order_due import release_abandoned
from powerpact.services.order_intake import receive_order
from powerpact.services.order_push import push_one
from powerpact.services.order_record import Try, record
from powerpact.services.order_results import Tried
from powerpact.services.order_retry import retry
from powerpact.services.platform import bind_platform, platform
from powerpact.services.store_departure import uninstalled
from powerpact.services.transactions import transaction
from powerpact.shopify.orders import create_order
from tests.services.marketplace import ANA, Shop, set_store
from tests.services.orders import placed_line, placed_order
from tests.services.selling import (
    Seller,
    claim_part,
    due_parts,
    let_wait_pass,
    outcomes,
    part_of,
    part_row,
    push,
    seller,
)

LONG = timedelta(hours=1)


def age_orders(age: timedelta) -> None:
    with transaction() as session:
        session.execute(update(BubblyOrder).values(placed_at=utc_now() - age))


def set_part(part_id: int, **values: object) -> None:
    with transaction() as session:
        session.execute(update(OrderSync).where(OrderSync.id == part_id).values(**values))


@pytest.mark.parametrize("repeat", ["refuse", "accept"])
def test_an_order_that_an_earlier_life_of_our_rows_sent_is_found(
    potter: Seller, session: Session, repeat: str
) -> None:
    potter.shop.control.set_options(potter.shop.domain, custom_id_repeat=repeat)
    push(part_of(potter))
    with transaction() as fresh:  # a backup from before the order is restored
        for order in fresh.query(OrderSync):
            fresh.delete(order)
        fresh.flush()
        fresh.delete(fresh.query(BubblyOrder).one())
    part_id = part_of(potter)
    age_orders(LONG)
    push(part_id)
    assert outcomes(part_id) == [Outcome.FOUND]
    assert potter.sends() == len(potter.orders()) == 1
    assert part_row(part_id).lines[0].partner_line_id == potter.orders()[0]["lines"][0]["id"]


def test_a_worker_whose_lease_ended_while_it_looked_sends_nothing(
    potter: Seller, settings: Settings
) -> None:
    part_id = part_of(potter)
    age_orders(LONG)
    bind_platform(settings.model_copy(update={"lease_seconds": 0.2, "shopify_read_timeout": 5.0}))
    potter.shop.control.add_fault(
        "slow", shop=potter.shop.domain, operation="orderByIdentifier", count=1, seconds=0.5
    )
    push(part_id)
    assert (outcomes(part_id), potter.sends()) == ([Outcome.RETRYABLE], 0)


def test_looking_for_an_abandoned_part_begins_when_its_lease_ended(potter: Seller) -> None:
    part_id = part_of(potter)
    assert claim_part(part_id) is not None
    let_wait_pass(claimed_at=LONG)
    release_abandoned(10)
    push(part_id)
    assert outcomes(part_id) == [Outcome.ABANDONED, Outcome.NOT_FOUND_YET]
    assert potter.sends() == 0


def test_an_answer_that_comes_after_the_part_was_given_to_another_worker_changes_nothing(
    potter: Seller,
) -> None:
    part_id = part_of(potter)
    slow = claim_part(part_id)
    assert slow is not None
    let_wait_pass()
    release_abandoned(10)
    made = create_order(call_for(potter.shop.id), slow.draft)
    other = claim_part(part_id)
    assert other is not None
    record([Try(slow, Tried(Outcome.CREATED, "late", made), utc_now(), utc_now())])
    assert part_row(part_id).state is OrderState.SENDING
    set_part(part_id, state=OrderState.RETRYING, claim=None, next_attempt_at=utc_now())
    push(part_id)
    assert outcomes(part_id)[-1] is Outcome.FOUND
    assert part_row(part_id).partner_order_id == made.id
    assert len(potter.orders()) == 1


def test_a_worker_whose_clock_is_ahead_looks_and_does_not_send(potter: Seller) -> None:
    """Its clock says that the other's lease is over, while the other is just about to send."""
    part_id = part_of(potter)
    punctual = claim_part(part_id)
    assert punctual is not None
    with time_machine.travel(punctual.lease_ends + timedelta(seconds=60), tick=True):
        release_abandoned(10)
        push(part_id)
        assert outcomes(part_id) == [Outcome.ABANDONED, Outcome.NOT_FOUND_YET]
    record([push_one(punctual, call_for(potter.shop.id))])
    let_wait_pass()
    push(part_id)
    assert outcomes(part_id)[-1] is Outcome.FOUND
    assert potter.sends() == len(potter.orders()) == 1


def test_a_part_that_outlives_too_many_workers_needs_a_person(potter: Seller) -> None:
    part_id = part_of(potter)
    set_part(part_id, failures=platform().settings.retry_limit - 1)
    assert claim_part(part_id) is not None
    let_wait_pass()
    release_abandoned(10)
    part = part_row(part_id)
    assert (part.state, part.cause_code) == (OrderState.FAILED, "tried_out")
    assert part.unclear_since is not None


def test_a_part_that_a_worker_holds_is_not_retried_by_hand(potter: Seller) -> None:
    part_id = part_of(potter)
    assert claim_part(part_id) is not None
    retried = retry([part_id], ANA)
    assert (retried.moved, retried.left) == ((), {part_id: "it is on its way already"})
    assert part_row(part_id).state is OrderState.SENDING


def test_a_retry_by_hand_looks_before_it_sends(potter: Seller) -> None:
    part_id = part_of(potter)
    potter.fault("answer_lost")
    push(part_id)
    potter.repaired()
    assert retry([part_id], ANA).moved == (part_id,)
    push(part_id)
    assert outcomes(part_id) == [Outcome.UNCLEAR, Outcome.FOUND]
    assert potter.sends() == 1


def test_the_duplicate_that_staff_kept_is_taken_even_without_the_custom_id(
    potter: Seller,
) -> None:
    part_id = part_of(potter)
    claimed = claim_part(part_id)
    assert claimed is not None
    call = call_for(potter.shop.id)
    marked = create_order(call, claimed.draft)
    kept = create_order(call, replace(claimed.draft, split_id=str(uuid4())))
    potter.shop.control.cancel(potter.shop.domain, marked.name)
    potter.shop.control.advance(300)  # the search index lags
    let_wait_pass()
    release_abandoned(10)
    push(part_id)
    part = part_row(part_id)
    assert (part.state, part.partner_order_id) == (OrderState.CREATED, kept.id)


def test_a_busy_store_hides_nobody_elses_parts(
    potter: Seller, open_shop: Callable[..., Shop]
) -> None:
    camper = seller(open_shop("Camp", code="camp"))
    busy = [part_of(potter, number) for number in range(1, 15)]
    for part_id in busy[: platform().settings.in_flight_per_store]:
        assert claim_part(part_id) is not None
    waits = part_of(camper, 30)
    set_part(waits, next_attempt_at=utc_now())
    assert due_parts() == (waits,)


def test_an_uninstalled_store_fails_its_part_with_a_remedy(potter: Seller) -> None:
    part_id = part_of(potter)
    uninstalled(potter.shop.id, utc_now() + LONG)
    push(part_id)
    part = part_row(part_id)
    assert (part.state, part.cause_code) == (OrderState.FAILED, "reconnect_needed")
    assert potter.sends() == 0


def test_a_store_that_is_uninstalled_while_its_part_is_sent_loses_nothing(
    potter: Seller,
) -> None:
    part_id = part_of(potter)
    potter.fault("uninstalled")
    push(part_id)
    part = part_row(part_id)
    assert (part.state, part.cause_code) == (OrderState.FAILED, "reconnect_needed")
    assert potter.orders() == []


@pytest.mark.parametrize(("currency", "price"), [("JPY", "9"), ("GBP", "8.50"), ("KWD", "8.500")])
def test_amounts_have_the_decimals_of_the_partners_currency(
    potter: Seller, currency: str, price: str
) -> None:
    set_store(potter.shop.id, currency=currency, commission_rate=Decimal("0.15"))
    part_id = part_of(potter)
    claimed = claim_part(part_id)
    assert claimed is not None
    draft = claimed.draft
    assert str(draft.lines[0].unit_price) == price
    assert -int(draft.shipping_price.as_tuple().exponent) == -int(
        Decimal(price).as_tuple().exponent
    )


def test_shipping_without_a_title_reaches_the_partner(potter: Seller) -> None:
    order = placed_order(placed_line(1, potter.variant), shipping_title="")
    (part_id,) = receive_order(order)
    push(part_id)
    (made,) = potter.orders()
    assert Decimal(made["total"]) == Decimal("13.00")
