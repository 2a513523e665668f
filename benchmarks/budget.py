"""How much of a throttled store's allowance is used, and whether Shopify ever says THROTTLED (P3).

python -m benchmarks.budget [--seconds 30] [--turns 1] [--json] [--peer FOLDER]

A store on the standard plan, drained before it starts, is asked for orders and for its catalogue by
several processes with several threads each, all of which want more than there is. Beside it is a
store that is far from its limit: its calls must take no longer than when it is alone. What was used
is the simulator's own count.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import redis

from benchmarks.budget_worker import READY, Plan, Tally
from benchmarks.ground import CLIENT_SECRET, Ground, ground
from benchmarks.processes import Running
from benchmarks.report import OURS, Figures, InvalidTurn, Measure, Report
from powerpact.app import create_app
from powerpact.extensions import db
from powerpact.models import Source, StoreKind
from powerpact.services.audit import Actor
from powerpact.services.store_connection import Newcomer, connect
from powerpact.simulator.control_client import SimulatorClient
from powerpact.simulator.running import start_simulator

BUSY, BESIDE = "busy.myshopify.com", "beside.myshopify.com"
PROCESSES, ORDERING, READING = 2, 6, 4
PLANS = {BUSY: "standard", BESIDE: "plus"}
STARTS_WITHIN = 60.0  # seconds
RATE = 100.0  # points a second on the standard plan (facts 6)
MEASURES = (
    Measure("used", "allowance used %", 1),
    Measure("throttled", "THROTTLED"),
    Measure("orders", "orders/s", 1),
    Measure("reads", "reads/s", 1),
    Measure("put_back", "put back"),
    Measure("beside", "store beside: median ms", 1),
    Measure("beside_95", "p95 ms", 1),
)
STAFF = Actor("benchmark", Source.COMMAND_LINE)
OF_THE_PEER = (
    "The peer has no budget: its worker calls a stub that never says no, and an order that Shopify "
    "refuses is tried again by its queue. There is nothing of it to measure here."
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The stores, and where everything runs."""

    made: Ground
    shopify: SimulatorClient
    plan: Plan

    def points(self) -> float:
        """What the busy store may still spend."""
        return float(self.shopify.store(BUSY)["rate_limit"]["currentlyAvailable"])

    def refused(self) -> int:
        """Calls that came to the busy store and did not run; nothing but THROTTLED stops any."""
        calls = self.shopify.store(BUSY)["calls"]
        return sum((Counter(calls["received"]) - Counter(calls["performed"])).values())


def main() -> None:
    """Run every case and print what came out."""
    asked = _arguments()
    report = Report("Budget: the use of a throttled store's allowance", MEASURES)
    with _scene(asked.seconds) as scene:
        for _ in range(asked.turns):
            report.take("store beside alone", OURS, partial(_turn, _alone(scene)))
            report.take("orders and catalogue", OURS, partial(_turn, scene))
            report.take("orders only", OURS, partial(_turn, _only(scene)))
            report.take("Redis flushed in the middle", OURS, partial(_turn, scene, flush=True))
    report.show(as_json=asked.json)
    if asked.peer and not asked.json:
        sys.stdout.write(f"\n{OF_THE_PEER}\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.budget", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--peer", type=Path, help="said in words: the peer has no budget")
    return parser.parse_args()


def _alone(scene: Scene) -> Scene:
    return replace(scene, plan=replace(scene.plan, ordering=0, reading=0))


def _only(scene: Scene) -> Scene:
    return replace(scene, plan=replace(scene.plan, reading=0))


def _turn(scene: Scene, *, flush: bool = False) -> Figures:
    """One run of all worker processes, measured from when the first call may be made to the end."""
    signal = scene.made.folder / f"go-{time.time_ns()}"
    scene = replace(scene, plan=replace(scene.plan, signal=str(signal)))
    _forget(scene)
    command = (sys.executable, "-m", "benchmarks.budget_worker", json.dumps(asdict(scene.plan)))
    with ExitStack() as running:
        workers = [
            running.enter_context(scene.made.running(f"worker-{time.time_ns()}", *command))
            for _ in range(PROCESSES)
        ]
        _wait_until_ready(workers)
        measured = _watched(scene, signal, flush=flush)
        return measured | _tallied([_result(worker) for worker in workers], scene.plan.seconds)


def _wait_until_ready(workers: list[Running]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not all(READY in worker.log.read_text().splitlines() for worker in workers):
        if time.monotonic() > deadline:
            raise InvalidTurn(f"a worker process was not ready within {STARTS_WITHIN:g} seconds")
        time.sleep(0.05)


def _watched(scene: Scene, signal: Path, *, flush: bool) -> dict[str, float]:
    """Drain the store when the work begins, so that no burst flatters, and see what was used."""
    refused = scene.refused()
    scene.shopify.set_rate(BUSY, maximum=1)
    scene.shopify.set_rate(BUSY, plan="standard")
    began, had = time.monotonic(), scene.points()
    signal.touch()
    time.sleep(scene.plan.seconds / 2)
    if flush:
        _forget(scene)
    time.sleep(scene.plan.seconds / 2)
    left, seconds = scene.points(), time.monotonic() - began
    allowance = had + RATE * seconds
    used = {"used": 100 * (allowance - left) / allowance} if scene.plan.ordering else {}
    return {**used, "throttled": scene.refused() - refused}


def _forget(scene: Scene) -> None:
    with redis.Redis.from_url(scene.made.redis_url) as ours:
        ours.flushdb()


def _result(worker: Running) -> Tally:
    """What a worker process printed last. Raises InvalidTurn when it failed or began late."""
    code = worker.child.wait(60)
    lines = worker.log.read_text().splitlines()
    if code:
        raise InvalidTurn("a worker process failed: " + "\n".join(lines[-5:]))
    told = json.loads(lines[-1])
    return Tally(Counter(told["did"]), told["waits"])


def _tallied(tallies: list[Tally], seconds: float) -> dict[str, float]:
    did = sum((tally.did for tally in tallies), Counter[str]())
    waits = sorted(wait for tally in tallies for wait in tally.waits)
    return {
        "orders": did["orders"] / seconds,
        "reads": did["reads"] / seconds,
        "put_back": did["put back"],
        "beside": 1000 * median(waits),
        "beside_95": 1000 * quantiles(waits, n=20)[-1],
    }


@contextmanager
def _scene(seconds: float) -> Iterator[Scene]:
    with (
        start_simulator("benchmark", CLIENT_SECRET) as simulator,
        ground(beside_peer=False, SHOPIFY_BASE_URL=f"{simulator.base_url}/{{shop}}") as made,
    ):
        shopify = simulator.client
        busy, beside = (_open(shopify, domain) for domain in (BUSY, BESIDE))
        sold = shopify.create_product(BUSY, "Bowl", price="10.00", quantity=1_000_000)
        plan = Plan(
            signal="",
            seconds=seconds,
            busy=busy,
            beside=beside,
            variant=sold["variants"][0]["id"],
            products=_products(shopify, BUSY),
            beside_products=_products(shopify, BESIDE),
            ordering=ORDERING,
            reading=READING,
            looking=1,
        )
        yield Scene(made, shopify, plan)


def _open(shopify: SimulatorClient, domain: str) -> int:
    """A store with a catalogue, connected as in real life; our id of it."""
    shopify.create_store(domain, domain.partition(".")[0], plan=PLANS[domain])
    shopify.seed(domain, "ceramics", products=40)
    newcomer = Newcomer(domain, StoreKind.PARTNER, domain.partition(".")[0])
    app = create_app()
    with app.app_context():
        store = connect(newcomer, shopify.session_token(domain), STAFF)
        db.engine.dispose()
    return store


def _products(shopify: SimulatorClient, domain: str) -> list[str]:
    return [product["id"] for product in shopify.holdings(domain)["products"]]


if __name__ == "__main__":
    main()
