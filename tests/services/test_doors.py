"""Doors: many stores read at once, and calls that ask the database nothing while all goes well."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from powerpact.errors import NotFound, RateLimited, Resting, Unauthorized, Unavailable
from powerpact.models import StoreState, utc_now
from powerpact.services.access import Door, call_through, doors
from powerpact.services.transactions import TransactionOpen
from powerpact.shopify.stores import read_shop
from powerpact.simulator.control_client import SimulatorClient
from tests.services.counting import counted_statements
from tests.services.marketplace import Shop, set_store


def name_behind(door: Door) -> str:
    return read_shop(call_through(door)).name


def test_many_doors_cost_one_query(kiln: Shop, bubbly: Shop) -> None:
    with counted_statements() as statements:
        found = doors([kiln.id, bubbly.id, 99])
    assert len(statements) == 1
    assert [found[store_id].name for store_id in (kiln.id, bubbly.id)] == ["Kiln", "Bubbly"]


def test_calls_through_a_door_ask_the_database_nothing(kiln: Shop) -> None:
    door = doors([kiln.id])[kiln.id]
    with counted_statements() as statements:
        assert [name_behind(door) for _ in range(3)] == ["Kiln"] * 3
    assert statements == []


def test_the_first_answer_after_a_failure_is_noted_once(
    kiln: Shop, simulator: SimulatorClient
) -> None:
    simulator.add_fault("server_error", shop=kiln.domain, operation="shop", count=1)
    door = doors([kiln.id])[kiln.id]
    with pytest.raises(Unavailable):
        name_behind(door)
    assert kiln.row().rest_count == 1
    assert name_behind(door) == "Kiln"
    assert kiln.row().rest_count == 0
    with counted_statements() as statements:
        name_behind(door)
    assert statements == []


def test_a_door_read_after_a_failure_knows_of_it(kiln: Shop) -> None:
    set_store(kiln.id, rest_count=1)
    name_behind(doors([kiln.id])[kiln.id])
    assert kiln.row().rest_count == 0


def test_a_door_learns_the_renewed_token(kiln: Shop) -> None:
    set_store(kiln.id, access_expires_at=utc_now() - timedelta(seconds=1))
    door = doors([kiln.id])[kiln.id]
    assert name_behind(door) == "Kiln"
    with counted_statements() as statements:
        assert name_behind(door) == "Kiln"
    assert statements == []


def test_a_token_that_another_worker_renewed_is_read_anew(
    kiln: Shop, simulator: SimulatorClient
) -> None:
    first, second = doors([kiln.id]), doors([kiln.id])
    simulator.revoke_tokens(kiln.domain)
    assert name_behind(first[kiln.id]) == "Kiln"
    token = kiln.row().access_token
    assert name_behind(second[kiln.id]) == "Kiln"
    assert kiln.row().access_token == token


def test_a_store_that_is_not_connected_says_so_when_it_is_used(kiln: Shop) -> None:
    set_store(kiln.id, state=StoreState.RECONNECT_NEEDED, state_reason="the grant was refused")
    door = doors([kiln.id])[kiln.id]
    for _ in range(2):
        with pytest.raises(Unauthorized, match="Kiln is not connected: the grant was refused"):
            name_behind(door)


def test_a_store_that_does_not_exist_says_so_when_it_is_used(session: Session) -> None:
    with pytest.raises(NotFound, match="there is no store 7"):
        name_behind(doors([7])[7])


def test_a_store_that_rests_is_left_alone_until_its_rest_is_over(kiln: Shop) -> None:
    set_store(kiln.id, rests_until=utc_now() + timedelta(seconds=30), rest_reason="it is slow")
    door = doors([kiln.id])[kiln.id]
    with pytest.raises(Resting, match="Kiln rests: it is slow") as left_alone:
        name_behind(door)
    assert 25 < left_alone.value.retry_after <= 30
    door.rests_until = utc_now()
    assert name_behind(door) == "Kiln"


def test_a_store_that_asked_one_call_to_wait_is_spared_by_the_others(
    kiln: Shop, simulator: SimulatorClient
) -> None:
    simulator.add_fault("throttled", shop=kiln.domain, operation="shop", count=1)
    door = doors([kiln.id])[kiln.id]
    with pytest.raises(RateLimited):
        name_behind(door)
    with pytest.raises(Resting):
        name_behind(door)
    assert kiln.row().rests_until > utc_now()


def test_no_call_goes_through_a_door_while_a_transaction_is_open(
    kiln: Shop, session: Session
) -> None:
    door = doors([kiln.id])[kiln.id]
    session.connection()
    with pytest.raises(TransactionOpen):
        name_behind(door)
