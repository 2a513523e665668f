"""How long a whole catalogue takes us beyond what Shopify takes, and how much memory (P6).

python -m benchmarks.catalogue [--products 50000] [--variants 100000] [--turns 1] [--json]
                               [--cases new,unchanged,resumed] [--peer FOLDER]

A simulator holds the catalogue; a worker process of its own imports it through the services. The
cases follow one another: a new catalogue, the same again, and a new one whose worker is killed
half way, where another worker goes on. `Shopify s` is the simulator's time until the export is
completed, to the second at which we look.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.ground import CLIENT_SECRET, Ground, ground
from benchmarks.processes import Running
from benchmarks.report import OURS, Figures, InvalidTurn, Measure, Report, say
from powerpact.app import create_app
from powerpact.extensions import db
from powerpact.models import Source, StoreKind
from powerpact.services.audit import Actor
from powerpact.services.catalogue_import import request_import
from powerpact.services.store_connection import Newcomer, connect
from powerpact.simulator.control_client import SimulatorClient
from powerpact.simulator.running import RunningSimulator, start_simulator

DOMAIN = "warehouse.myshopify.com"
CASES = ("new", "unchanged", "resumed")
LONGEST = 900  # seconds that an import may take
MEASURES = (
    Measure("ours", "our s", 1),
    Measure("fetched", "fetch s", 1),
    Measure("sorted", "index s", 1),
    Measure("written", "write s", 1),
    Measure("shopify", "Shopify s", 1),
    Measure("memory", "peak RSS MB"),
    Measure("stretch", "longest stretch ms"),
)


@dataclass(frozen=True, slots=True)
class Bench:
    """A store whose catalogue is imported, and the ground that it is imported on."""

    made: Ground
    control: SimulatorClient
    products: int
    variants: int

    def turn(self, case: str) -> Figures:
        """Run one case; what the run says at the end must be what the case makes of it."""
        if case != "unchanged":
            self.made.empty()
        with create_app().app_context():
            run_id = request_import(self._partner())
            db.session.remove()
            db.engine.dispose()
        if case == "resumed":
            self._kill_half_way(run_id)
        figures = self._finished(run_id)
        self._check(case, str(figures.pop("told")))
        return {name: float(str(value)) for name, value in figures.items()}

    def _partner(self) -> int:
        """The store's id; connected anew where the tables were emptied."""
        newcomer = Newcomer(DOMAIN, StoreKind.PARTNER, "warehouse")
        actor = Actor("benchmark", Source.COMMAND_LINE)
        return connect(newcomer, self.control.session_token(DOMAIN), actor)

    def _kill_half_way(self, run_id: int) -> None:
        with self._worker(run_id) as worker:
            self._wait(worker, "SELECT max(done) FROM sync_run", self.products // 2)
            worker.child.kill()
            worker.child.wait()
        # The dead worker's lease would hold the run for some minutes.
        self.made.query("UPDATE sync_run SET next_step_at = now()")

    def _wait(self, worker: Running, statement: str, number: int) -> None:
        deadline = time.monotonic() + LONGEST
        while self.made.number(statement) < number:
            if worker.child.poll() is not None or time.monotonic() > deadline:
                raise InvalidTurn("the worker ended before it was half way")
            time.sleep(0.05)

    def _finished(self, run_id: int) -> dict[str, object]:
        with self._worker(run_id) as worker:
            if worker.child.wait(LONGEST) != 0:
                raise InvalidTurn(f"the worker failed: {worker.log.read_text()[-500:]}")
            lines = [json.loads(line) for line in worker.log.read_text().splitlines()]
        steps = [line["seconds"] for line in lines if line.get("event") == "catalogue_imported"]
        if not steps:
            raise InvalidTurn(f"nothing was imported: {lines[-1]}")
        return {**lines[-1], **steps[-1]}

    @contextmanager
    def _worker(self, run_id: int) -> Iterator[Running]:
        command = (sys.executable, "-m", "benchmarks.catalogue_worker", str(run_id))
        log = self.made.folder / "catalogue.log"
        log.unlink(missing_ok=True)
        with self.made.running("catalogue", *command) as worker:
            yield worker

    def _check(self, case: str, told: str) -> None:
        new = 0 if case == "unchanged" else self.products
        expected = f"{self.products} products read: {new} new, 0 changed, 0 gone"
        variants = self.made.number("SELECT count(*) FROM variant_map WHERE removed_at IS NULL")
        if told != expected or variants != self.variants:
            raise InvalidTurn(f"the run said: {told}; {variants} variants")


def main() -> None:
    """Run the cases and print what they said."""
    asked = _arguments()
    report = Report(f"{asked.products} products, {asked.variants} variants", MEASURES)
    if asked.peer:
        say("the peer has no catalogue: nothing of it can take turns here")
    with _simulator(asked.products, asked.variants) as simulator:
        settings = {
            "SHOPIFY_BASE_URL": f"{simulator.base_url}/{{shop}}",
            "BULK_POLL_SECONDS": "1",
            "LOG_LEVEL": "INFO",
        }
        with ground(beside_peer=asked.peer is not None, **settings) as made:
            bench = Bench(made, simulator.client, asked.products, asked.variants)
            for _ in range(asked.turns):
                for case in asked.cases:
                    report.take(case, OURS, partial(bench.turn, case))
    report.show(as_json=asked.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.catalogue", description=__doc__)
    parser.add_argument("--products", type=int, default=50_000)
    parser.add_argument("--variants", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--cases", type=_cases, default=list(CASES), help=",".join(CASES))
    parser.add_argument("--peer", type=Path, help="use its servers; it has no catalogue")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _cases(listed: str) -> list[str]:
    asked = listed.split(",")
    if not set(asked) <= set(CASES) or asked[0] == "unchanged":
        raise argparse.ArgumentTypeError(f"choose from {', '.join(CASES)}, unchanged not first")
    return asked


@contextmanager
def _simulator(products: int, variants: int) -> Iterator[RunningSimulator]:
    """A Shopify whose one store holds the catalogue, planted before anybody subscribes to it."""
    with start_simulator("benchmark", CLIENT_SECRET) as simulator:
        simulator.client.create_store(DOMAIN, "The Warehouse", plan="plus")
        before = time.monotonic()
        simulator.client.seed(DOMAIN, "warehouse", products=products, variants=variants)
        say(f"the simulator was seeded in {time.monotonic() - before:.0f} s")
        yield simulator


if __name__ == "__main__":
    main()
