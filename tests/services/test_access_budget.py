"""Calls within a store's budget: what is spent at Shopify, and what waiting costs."""

import json
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from redis import Redis

from powerpact.errors import OverBudget, RateLimited
from powerpact.services.access import Share, call_for, call_through, doors
from powerpact.services.platform import platform
from powerpact.shopify.stores import read_locations, read_shop
from powerpact.simulator.control_client import SimulatorClient
from tests.services.marketplace import Shop

RATE = 100.0


@pytest.fixture
def redis(app: Flask, redis_url: str) -> Redis:
    return Redis.from_url(redis_url)


@pytest.fixture
def drained(kiln: Shop, simulator: SimulatorClient, redis: Redis) -> Shop:
    """A store on the standard plan with nothing left, and a Redis that was just flushed."""
    simulator.set_rate(kiln.domain, maximum=1)
    simulator.set_rate(kiln.domain, plan="standard")
    redis.flushdb()
    return kiln


def budget(redis: Redis, shop: Shop) -> dict[str, Any]:
    return dict(json.loads(redis.get(f"powerpact:budget:{shop.id}") or ""))


def throttled(shop: Shop) -> int:
    """Calls that reached the store and did not run."""
    calls = shop.control.store(shop.domain)["calls"]
    return sum((Counter(calls["received"]) - Counter(calls["performed"])).values())


def available(shop: Shop) -> float:
    return float(shop.control.store(shop.domain)["rate_limit"]["currentlyAvailable"])


def test_many_hands_use_up_the_allowance_and_are_never_throttled(app: Flask, drained: Shop) -> None:
    """Both shares ask for more than there is, from eight threads; Redis is flushed on the way."""
    ends = time.monotonic() + 4.0
    began, had = time.monotonic(), available(drained)

    def ask(share: Share) -> None:
        with app.app_context():
            call = call_for(drained.id, share)
            while time.monotonic() < ends:
                try:
                    read_locations(call)
                except OverBudget as later:
                    time.sleep(min(later.retry_after, 1.0))

    with ThreadPoolExecutor(8) as hands:
        list(hands.map(ask, [Share.ORDERS, Share.CATALOGUE] * 4))
    left, seconds = available(drained), time.monotonic() - began
    assert throttled(drained) == 0
    # Half a second's points may wait to be enough for somebody; the rest was used.
    assert had + RATE * seconds - left > 0.8 * RATE * seconds


def test_a_call_that_the_budget_refuses_is_not_sent_and_does_no_harm(drained: Shop) -> None:
    call = call_for(drained.id, Share.CATALOGUE, patience=0.0)
    before = drained.received("locations")
    with pytest.raises(OverBudget) as told:
        read_locations(call)
    assert 0 < told.value.retry_after < 1
    assert drained.received("locations") == before
    row = drained.row()
    assert (row.rests_until, row.rest_count) == (None, 0)
    assert read_locations(call_for(drained.id, Share.CATALOGUE, patience=2.0))


def test_an_answer_settles_what_was_reserved_for_it(kiln: Shop, redis: Redis) -> None:
    read_shop(call_for(kiln.id))
    assert budget(redis, kiln)["open"] == {}
    assert budget(redis, kiln)["rate"] == 1000


def test_a_lost_answer_keeps_its_points_until_its_time_is_over(
    kiln: Shop, redis: Redis, simulator: SimulatorClient
) -> None:
    simulator.add_fault("answer_lost", shop=kiln.domain, operation="shop", count=1)
    with pytest.raises(Exception, match="lost"):
        read_shop(call_for(kiln.id))
    [lost] = budget(redis, kiln)["open"].values()
    longest_call = platform().settings.shopify_connect_timeout
    longest_call += platform().settings.shopify_read_timeout
    assert lost["ends"] - lost["taken"] > longest_call


def test_a_new_plan_is_learnt_from_the_next_answer(
    kiln: Shop, redis: Redis, simulator: SimulatorClient
) -> None:
    simulator.set_rate(kiln.domain, plan="standard")
    read_shop(call_for(kiln.id))
    smaller = budget(redis, kiln)
    assert (smaller["rate"], smaller["maximum"]) == (100, 2000)
    assert smaller["level"] <= 2000
    simulator.set_rate(kiln.domain, plan="plus")
    read_shop(call_for(kiln.id))
    assert budget(redis, kiln)["rate"] == 1000


def test_a_store_that_somebody_else_used_up_corrects_us_and_rests(
    kiln: Shop, redis: Redis, simulator: SimulatorClient
) -> None:
    simulator.set_rate(kiln.domain, maximum=2, restore_rate=1.5)
    door = doors([kiln.id])[kiln.id]
    with pytest.raises(RateLimited) as told:
        read_locations(call_through(door))
    assert not isinstance(told.value, OverBudget)
    corrected = budget(redis, kiln)
    assert corrected["level"] <= 4
    assert (corrected["rate"], corrected["open"]) == (1.5, {})
    assert kiln.row().rests_until is not None
