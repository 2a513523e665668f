"""Whatever order things happen in, a call that the budget granted finds its points at Shopify.

Shopify is a few lines of arithmetic here (facts 6), the budget is the real script, and chance
decides what happens next: calls of both shares, slow requests, slow answers, answers that are
settled late or never, workers that die, a Redis that forgets everything.
"""

from dataclasses import dataclass
from random import Random

import pytest
from redis import Redis

from powerpact.services.budget.rules import ARRIVAL_SECONDS, REMEMBERS_AFTER
from powerpact.services.budget.shares import Share
from tests.services.budget.clockwork import LIFETIME, Clockwork

ROUNDING = 0.01


@dataclass
class Call:
    """A granted call: what we reserved for it, what it asks Shopify for, what it is charged."""

    id: str
    reserved: float
    requested: float
    actual: float
    taken: float
    reported: int = 0


class World:
    """One store, its true allowance, and our budget of it."""

    def __init__(self, redis: Redis, chance: Random) -> None:
        self.chance = chance
        self.budget = Clockwork(redis)
        self.rate = chance.choice([100.0, 200.0, 1000.0])
        self.maximum = self.rate * chance.choice([20, 75])
        full = chance.choice([0, 0, 0.01, 1])
        if full == 1 and chance.random() < 0.5:  # a store that nobody called for long
            self.budget.remember_for(REMEMBERS_AFTER)
        self.points, self.since = self.maximum * full, self.budget.now
        self.dearest = self.rate * chance.choice([0.1, 0.5, 2])
        self.reserved: list[Call] = []
        self.admitted: list[Call] = []
        self.answered: list[Call] = []
        self.granted = 0

    def restored(self) -> float:
        """Points that Shopify has now."""
        now = self.budget.now
        self.points = min(self.maximum, self.points + (now - self.since) * self.rate)
        self.since = now
        return self.points

    def step(self) -> None:
        """Something happens."""
        weights = {
            self.time_passes: 12,
            self.a_call_is_wanted: 12,
            self.shopify_admits_one: 10,
            self.shopify_answers_one: 10,
            self.an_answer_is_settled: 10,
            self.an_answer_is_lost: 0.2,
            self.a_worker_dies_before_it_sends: 0.2,
            self.redis_forgets: 0.2,
        }
        [happens] = self.chance.choices(list(weights), list(weights.values()))
        happens()
        self.check()

    def time_passes(self) -> None:
        """A call arrives and ends when it must; its answer may be settled any time later."""
        seconds = self.chance.uniform(0, self.chance.choice([0.02, 0.2, 0.2, 0.2, 2.0, 40.0]))
        for calls, within in ((self.reserved, ARRIVAL_SECONDS), (self.admitted, LIFETIME)):
            first = min((call.taken for call in calls), default=float("inf"))
            seconds = min(seconds, first + within - 0.001 - self.budget.now)
        self.budget.pass_time(seconds)

    def a_call_is_wanted(self) -> None:
        points = self.chance.uniform(1, self.dearest)
        share, patience = self.chance.choice(list(Share)), self.chance.choice([0.0, 1.0])
        mine, wait = self.budget.take(points, share, patience)
        if wait is None:
            requested = points * self.chance.choice([1, 1, 0.5])
            actual = requested * self.chance.choice([1, 1, 0.1])
            self.reserved.append(Call(mine, points, requested, actual, self.budget.now))
            self.granted += 1

    def one_of(self, calls: list[Call]) -> Call | None:
        return calls.pop(self.chance.randrange(len(calls))) if calls else None

    def shopify_admits_one(self) -> None:
        if call := self.one_of(self.reserved):
            assert self.restored() >= call.requested - ROUNDING, "THROTTLED"
            self.points -= call.requested
            self.admitted.append(call)

    def shopify_answers_one(self) -> None:
        if call := self.one_of(self.admitted):
            self.points = min(self.maximum, self.restored() + call.requested - call.actual)
            call.reported = int(max(self.points, 0.0))
            self.answered.append(call)

    def an_answer_is_settled(self) -> None:
        if call := self.one_of(self.answered):
            self.budget.settle(call.id, call.actual, call.reported, self.maximum, self.rate)

    def an_answer_is_lost(self) -> None:
        self.one_of(self.answered)

    def a_worker_dies_before_it_sends(self) -> None:
        self.one_of(self.reserved)

    def redis_forgets(self) -> None:
        self.budget.flush()

    def check(self) -> None:
        """We never believe in points that are not there, nor promise them twice."""
        state = self.budget.state()
        not_charged_yet = sum(call.requested for call in self.reserved)
        assert state["level"] <= self.restored() - not_charged_yet + ROUNDING
        assert sum(state["saved"].values()) <= max(state["level"], 0.0) + ROUNDING


@pytest.mark.parametrize("seed", range(30))
def test_no_call_that_was_granted_is_throttled(redis: Redis, seed: int) -> None:
    world = World(redis, Random(seed))
    for _ in range(400):
        world.step()
    assert world.granted > 10
