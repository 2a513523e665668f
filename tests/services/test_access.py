"""The way into a store: tokens renewed once, whoever asks, and never judged by an older pair."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.errors import Resting, Retryable, ScopeMissing, Unauthorized
from powerpact.models import Store, StoreKind, StoreState, Trade, utc_now
from powerpact.services.access import call_for, renew_if_due
from powerpact.services.store_connection import Newcomer, connect
from powerpact.services.store_departure import uninstalled
from powerpact.services.token_upkeep import IDLE, renew_tokens
from powerpact.services.transactions import TransactionOpen
from powerpact.shopify.stores import read_shop
from powerpact.simulator.control_client import SimulatorClient
from tests.services.marketplace import ANA, Shop, set_store

ENDED = timedelta(seconds=-1)


def ask(store_id: int) -> str:
    """A small call to the store: its name."""
    return read_shop(call_for(store_id)).name


def let_token_end(shop: Shop) -> None:
    set_store(shop.id, access_expires_at=utc_now() + ENDED)


def renewals(simulator: SimulatorClient, shop: Shop) -> Callable[[], int]:
    """Makes the store's token endpoint slow; what is returned counts the calls to it."""
    fault = simulator.add_fault("slow", shop=shop.domain, operation="access_token", seconds=0.5)
    return lambda: next(each["struck"] for each in simulator.faults() if each["id"] == fault["id"])


def at_once(app: Flask, work: Callable[[], object], times: int) -> list[object]:
    """Run the work in so many threads, each with a session of its own, and gather the answers."""

    def one(_: int) -> object:
        with app.app_context():
            return work()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_a_token_that_has_ended_is_renewed_before_it_is_used(kiln: Shop) -> None:
    let_token_end(kiln)
    before = kiln.row()
    assert ask(kiln.id) == "Kiln"
    after = kiln.row()
    assert after.access_token != before.access_token
    assert after.refresh_token != before.refresh_token
    assert after.access_expires_at > utc_now()
    assert after.refreshing_until is None


def test_eight_workers_that_find_the_token_ended_renew_it_once(
    app: Flask, kiln: Shop, simulator: SimulatorClient
) -> None:
    let_token_end(kiln)
    count = renewals(simulator, kiln)
    assert at_once(app, lambda: ask(kiln.id), 8) == ["Kiln"] * 8
    assert count() == 1


def test_a_renewal_whose_answer_was_lost_is_repeated_with_the_stored_token(
    kiln: Shop, simulator: SimulatorClient
) -> None:
    let_token_end(kiln)
    simulator.add_fault("answer_lost", shop=kiln.domain, operation="access_token", count=1)
    with pytest.raises(Retryable):
        ask(kiln.id)
    assert kiln.row().state is StoreState.ACTIVE
    assert ask(kiln.id) == "Kiln"


def test_a_dead_pair_asks_for_a_reconnection(kiln: Shop, simulator: SimulatorClient) -> None:
    simulator.revoke_tokens(kiln.domain, refresh_too=True)
    with pytest.raises(Unauthorized):
        ask(kiln.id)
    stands = kiln.row()
    assert stands.state is StoreState.RECONNECT_NEEDED
    assert "refused the grant" in stands.state_reason


def test_a_missing_scope_does_not_end_the_connection(
    kiln: Shop, simulator: SimulatorClient
) -> None:
    simulator.install(kiln.domain, ["read_products"])
    connected = call_for(kiln.id)
    with pytest.raises(ScopeMissing):
        connected("orders_search", {"first": 1, "query": "", "linesFirst": 1})
    assert kiln.row().state is StoreState.ACTIVE


def test_a_token_endpoint_that_is_down_brings_the_store_a_rest(
    kiln: Shop, simulator: SimulatorClient
) -> None:
    let_token_end(kiln)
    simulator.add_fault("server_error", shop=kiln.domain, operation="access_token")
    for _ in range(2):
        with pytest.raises(Retryable):
            ask(kiln.id)
    with pytest.raises(Resting):
        ask(kiln.id)


def test_nobody_waits_long_for_another_workers_renewal(kiln: Shop) -> None:
    let_token_end(kiln)
    set_store(kiln.id, refreshing_until=utc_now() + timedelta(minutes=1))
    with pytest.raises(Resting, match="another worker"):
        ask(kiln.id)
    assert kiln.row().rests_until is None


def test_the_lease_of_a_dead_worker_ends(kiln: Shop) -> None:
    let_token_end(kiln)
    set_store(kiln.id, refreshing_until=utc_now() + ENDED)
    assert ask(kiln.id) == "Kiln"


def meanwhile(
    app: Flask, shop: Shop, simulator: SimulatorClient, quick: Callable[[], object]
) -> None:
    """Do the quick thing while a call to the store waits for its token to be renewed."""
    let_token_end(shop)
    asked = renewals(simulator, shop)

    def work() -> None:
        with app.app_context(), suppress(Retryable, Unauthorized):
            ask(shop.id)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(work)
        while not asked():
            assert not running.done()
        quick()
        running.result()


@pytest.mark.parametrize("answer", ["kept", "refused"])
def test_a_pair_that_a_merchant_brought_is_not_undone_by_a_renewal_under_way(
    app: Flask, kiln: Shop, simulator: SimulatorClient, answer: str
) -> None:
    if answer == "refused":
        simulator.revoke_tokens(kiln.domain, refresh_too=True)
    fresh = utc_now() + timedelta(minutes=50)

    def reconnect() -> None:
        set_store(kiln.id, access_token="brought", access_expires_at=fresh, refreshing_until=None)

    meanwhile(app, kiln, simulator, reconnect)
    stands = kiln.row()
    assert (stands.access_token, stands.state) == ("brought", StoreState.ACTIVE)


def test_a_renewal_under_way_brings_no_tokens_back_to_an_uninstalled_store(
    app: Flask, kiln: Shop, simulator: SimulatorClient
) -> None:
    later = utc_now() + timedelta(minutes=1)
    meanwhile(app, kiln, simulator, lambda: uninstalled(kiln.id, later))
    stands = kiln.row()
    assert (stands.state, stands.access_token) == (StoreState.UNINSTALLED, None)


def test_no_call_is_made_while_a_transaction_is_open(kiln: Shop, session: Session) -> None:
    session.scalars(select(Store)).all()
    with pytest.raises(TransactionOpen):
        ask(kiln.id)


@pytest.mark.parametrize("trade", [Trade.OPEN, Trade.PAUSED])
def test_a_pair_that_nobody_uses_is_kept_alive(kiln: Shop, trade: Trade) -> None:
    set_store(kiln.id, trade=trade, access_expires_at=utc_now() - IDLE - timedelta(days=1))
    assert renew_tokens() == 1
    assert kiln.row().access_expires_at > utc_now()
    assert renew_tokens() == 0


def test_one_store_that_can_not_be_renewed_stops_no_other(
    kiln: Shop, open_shop: Callable[..., Shop], simulator: SimulatorClient
) -> None:
    camp = open_shop("Camp", code="camp")
    for shop in (kiln, camp):
        set_store(shop.id, access_expires_at=utc_now() - IDLE - timedelta(days=1))
    simulator.revoke_tokens(kiln.domain, refresh_too=True)
    assert renew_tokens() == 1
    assert kiln.row().state is StoreState.RECONNECT_NEEDED
    assert camp.row().state is StoreState.ACTIVE


def test_a_token_with_time_left_is_not_renewed(kiln: Shop) -> None:
    before = kiln.row().access_token
    renew_if_due(kiln.id, within=timedelta(minutes=5))
    assert kiln.row().access_token == before


def test_a_reconnection_ends_the_need_for_it(kiln: Shop, simulator: SimulatorClient) -> None:
    simulator.revoke_tokens(kiln.domain, refresh_too=True)
    with pytest.raises(Unauthorized):
        ask(kiln.id)
    token = simulator.session_token(kiln.domain)
    connect(Newcomer(kiln.domain, StoreKind.PARTNER, "kiln"), token, ANA)
    assert kiln.row().state is StoreState.ACTIVE
    assert ask(kiln.id) == "Kiln"
