"""Reserving and settling through Redis: waiting, giving up, nonsense, and a Redis that is away."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis
from structlog.testing import capture_logs

from powerpact.errors import OverBudget
from powerpact.services.budget.allowance import Allowances
from powerpact.services.budget.ledger import PATIENCE, REMEMBERS_SINCE, Ledger, budget_redis
from powerpact.services.budget.shares import Share
from powerpact.shopify.cost import Cost, cost_of

STORE = 7
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def allowances(redis_url: str, forgetful: Redis) -> Iterator[Allowances]:
    made = Allowances(Ledger(budget_redis(redis_url, connections=4), call_seconds=28.0))
    yield made
    made.close()


@pytest.fixture
def forgetful(redis: Redis) -> Redis:
    """A Redis that was flushed just now, so that a store begins with nothing."""
    redis.delete(REMEMBERS_SINCE)
    return redis


def state(redis: Redis) -> dict[str, Any]:
    return dict(json.loads(redis.get(f"powerpact:budget:{STORE}") or ""))


def answer(**throttle: object) -> Cost | None:
    """The cost of an answer whose ``throttleStatus`` is a healthy one with these changes."""
    status = {"maximumAvailable": 2000.0, "currentlyAvailable": 1990, "restoreRate": 100.0}
    block = {"requestedQueryCost": 10, "actualQueryCost": 10, "throttleStatus": status | throttle}
    return cost_of({"cost": block})


def test_a_short_wait_is_waited_out_in_place(allowances: Allowances) -> None:
    began = time.monotonic()
    assert allowances.reserve(STORE, Share.ORDERS, 20.0, patience=2.0) is not None
    assert 0.1 < time.monotonic() - began < 2.0


def test_a_long_wait_is_told_and_not_waited_for(allowances: Allowances) -> None:
    began = time.monotonic()
    with pytest.raises(OverBudget) as told:
        allowances.reserve(STORE, Share.ORDERS, 500.0)
    assert 4.0 < told.value.retry_after <= 5.0
    assert time.monotonic() - began < 0.5


def test_a_store_that_waits_does_not_keep_another_one_waiting(allowances: Allowances) -> None:
    fast = allowances.reserve(STORE + 1, Share.ORDERS, 10.0)
    allowances.settle(fast, answer(restoreRate=1000.0, maximumAvailable=20_000.0))
    with pytest.raises(OverBudget):
        allowances.reserve(STORE, Share.ORDERS, 500.0)
    time.sleep(0.05)
    assert allowances.reserve(STORE + 1, Share.ORDERS, 10.0, patience=0.0) is not None


@pytest.mark.parametrize(
    "nonsense",
    [
        {"currentlyAvailable": -5},
        {"currentlyAvailable": "many"},
        {"currentlyAvailable": float("nan")},
        {"currentlyAvailable": 2001},
        {"currentlyAvailable": True},
        {"restoreRate": 0},
        {"restoreRate": 0.001},
        {"restoreRate": 1e30},
        {"maximumAvailable": 1e8, "currentlyAvailable": 1e8},
        {"maximumAvailable": None},
    ],
)
def test_nonsense_leaves_what_was_known_and_is_said_once(
    allowances: Allowances, redis: Redis, nonsense: dict[str, object]
) -> None:
    allowances.settle(allowances.reserve(STORE, Share.ORDERS, 5.0), answer())
    before = state(redis)
    with capture_logs() as logs:
        for _ in range(2):
            allowances.settle(allowances.reserve(STORE, Share.ORDERS, 5.0), answer(**nonsense))
    after = state(redis)
    assert (after["rate"], after["maximum"]) == (before["rate"], before["maximum"])
    assert after["open"] == {}
    assert [log["event"] for log in logs] == ["allowance_not_told"]


@pytest.mark.parametrize("cost", [None, Cost(), Cost(requested=10.0, actual=10.0)])
def test_an_answer_without_an_allowance_counts_all_the_same(
    allowances: Allowances, redis: Redis, cost: Cost | None
) -> None:
    allowances.settle(allowances.reserve(STORE, Share.ORDERS, 5.0), cost)
    assert state(redis)["open"] == {}


def test_an_impossible_price_is_not_believed(allowances: Allowances, redis: Redis) -> None:
    mine = allowances.reserve(STORE, Share.ORDERS, 5.0)
    allowances.settle(mine, Cost(requested=5.0, actual=1e9))
    assert state(redis)["level"] > -10


def test_a_call_that_did_not_run_costs_nothing(allowances: Allowances, redis: Redis) -> None:
    mine = allowances.reserve(STORE, Share.ORDERS, 20.0)
    before = state(redis)["level"]
    allowances.settle(mine, None, ran=False)
    assert state(redis)["level"] >= before + 20.0


def test_without_redis_calls_go_on_and_it_is_said_once() -> None:
    alone = Allowances(Ledger(budget_redis(NOBODY, connections=4), call_seconds=28.0))
    began = time.monotonic()
    with capture_logs() as logs:
        for _ in range(3):
            mine = alone.reserve(STORE, Share.ORDERS, 500.0)
            assert mine is None
            alone.settle(mine, answer())
    assert time.monotonic() - began < 4 * PATIENCE
    assert [log["event"] for log in logs] == ["budget_without_redis"]


def test_a_slow_redis_holds_up_a_call_for_a_moment_only(
    allowances: Allowances, redis: Redis
) -> None:
    redis.client_pause(1_000)
    began = time.monotonic()
    assert allowances.reserve(STORE, Share.ORDERS, 5.0) is None
    assert allowances.reserve(STORE, Share.ORDERS, 5.0) is None
    assert time.monotonic() - began < 3 * PATIENCE
    time.sleep(1.0)


def test_clocks_of_hosts_that_differ_change_nothing(
    redis_url: str, forgetful: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hours in (0, 5, -5):
        host = Allowances(Ledger(budget_redis(redis_url, connections=1), call_seconds=28.0))
        with monkeypatch.context() as shifted:
            moment = time.time() + 3_600 * hours
            shifted.setattr(time, "time", lambda moment=moment: moment)
            host.settle(host.reserve(STORE, Share.ORDERS, 20.0), answer())
        host.close()
        assert 0 <= state(forgetful)["level"] < 60
