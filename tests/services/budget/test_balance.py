"""Looking at a store's budget."""

from datetime import UTC, datetime

from powerpact.services.budget.allowance import Allowances
from powerpact.services.budget.balance import Balance, balance_of
from powerpact.services.budget.ledger import Ledger, budget_redis
from powerpact.services.budget.shares import Share
from powerpact.services.platform import platform
from powerpact.shopify.cost import Cost
from tests.services.budget.clockwork import START
from tests.services.marketplace import Shop

STATE = b"""{"at": "1800000000.000000", "level": 500, "rate": 50, "maximum": 1000,
             "open": {"a": {"points": 300}}, "answered": 1799999990}"""


def test_points_come_back_as_time_passes_up_to_what_is_not_reserved() -> None:
    answered_at = datetime.fromtimestamp(START - 10, UTC)
    assert balance_of(STATE, START) == Balance(500, 1000, 50, answered_at)
    assert balance_of(STATE, START + 2.0).left == 600
    assert balance_of(STATE, START + 60.0).left == 700


def test_a_clock_that_was_set_back_takes_nothing_away() -> None:
    assert balance_of(STATE, START - 100.0).left == 500


def test_looking_shows_what_shopify_said_and_reserves_nothing(redis_url: str) -> None:
    allowances = Allowances(Ledger(budget_redis(redis_url, connections=1), call_seconds=28.0))
    assert allowances.balance(7) is None
    reserved = allowances.reserve(7, Share.ORDERS, 10.0, patience=5.0)
    allowances.settle(reserved, Cost(10.0, 10.0, 2000.0, 1500.0, 100.0))
    seen = allowances.balance(7)
    allowances.close()
    assert seen
    assert (seen.maximum, seen.rate) == (2000, 100)
    assert seen.left <= 1600
    assert seen.answered_at


def test_nobody_knows_while_redis_is_away() -> None:
    away = budget_redis("redis://127.0.0.1:1/0", connections=1)
    assert Allowances(Ledger(away, call_seconds=28.0)).balance(7) is None


def test_a_store_that_was_called_is_known(kiln: Shop) -> None:
    seen = platform().allowances.balance(kiln.id)
    assert seen
    assert seen.answered_at
