"""What stands in a part's way: told in words, put right by the one who can."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import Fixer
from powerpact.domain.partner_order import PartnerOrderDraft
from powerpact.domain.transitions import OrderState
from powerpact.models import StoreState, utc_now
from powerpact.services.access import call_for, grant_values, token_endpoint
from powerpact.services.order_claim import claim_parts
from powerpact.services.order_due import release_abandoned
from powerpact.services.order_intake import receive_order
from powerpact.services.order_push import push_one
from powerpact.services.order_record import record
from powerpact.services.order_retry import retry
from powerpact.services.platform import platform
from powerpact.shopify.order_input import order_variables
from powerpact.simulator.control_client import SimulatorClient
from tests.factories import PartnerStoreFactory
from tests.services.marketplace import ANA, Shop, set_store
from tests.services.orders import ADDRESS, placed_line, placed_order
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


@pytest.mark.parametrize(("passes", "phone"), [(True, "+442079460001"), (False, "")])
def test_the_buyers_phone_passes_only_where_the_partners_setting_says_so(
    potter: Seller, passes: bool, phone: str
) -> None:
    set_store(potter.shop.id, passes_phone=passes)
    address = replace(ADDRESS, phone="+442079460001")
    line = placed_line(1, potter.variant)
    receive_order(placed_order(line, shipping_address=address, phone="+442079460001"))
    (claimed,) = claim_parts(1)
    assert claimed.draft.phone == phone
    assert claimed.draft.shipping_address == replace(address, phone=phone)
    assert _sent(claimed.draft).get("phone", "") == phone


def _sent(draft: PartnerOrderDraft) -> dict[str, str]:
    order = order_variables(draft)["order"]
    assert isinstance(order, dict)
    return order


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
