"""Listing at Bubbly one by one and in bulk: listings a second, points, and our own share.

    python -m benchmarks.listing [--listings N] [--plan standard|advanced|plus] [--json]

The simulator plays Shopify with its costs (facts 3.4, 6) and allowances, the bucket empty as it is
in the middle of many listings. How long Shopify's own bulk operations wait and work is not
documented: the simulator's take two seconds besides the work on their lines, so seconds in bulk
are ours and the simulator's, not Shopify's.
"""

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select, update

from benchmarks.ground import CLIENT_SECRET, Ground, ground
from benchmarks.mugs import mugs
from benchmarks.report import Figures, InvalidTurn, Measure, Report
from powerpact.app import create_app
from powerpact.config import load_settings
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import PartnerStore, ProductMap, RunKind, Source, StoreKind, utc_now
from powerpact.services.audit import Actor
from powerpact.services.catalogue_import import advance_run
from powerpact.services.catalogue_write import in_batches, write_products
from powerpact.services.listing import sync_listing
from powerpact.services.listing_queue import give_out
from powerpact.services.run_progress import run_progress
from powerpact.services.runs import open_run
from powerpact.services.store_connection import Newcomer, connect
from powerpact.services.transactions import transaction
from powerpact.simulator.control_client import SimulatorClient
from powerpact.simulator.running import start_simulator

BUBBLY, KILN = "bubbly.myshopify.com", "kiln.myshopify.com"
BULK_SECONDS = 2.0
AT_ONCE = 8
# Points a second of each plan (facts 6), and the points that are left of a full bucket.
PLANS = {"standard": 100.0, "advanced": 200.0, "plus": 1000.0}
LEFT = 100.0
PLENTY = 900_000.0
ANA = Actor("benchmark", Source.COMMAND_LINE)
MEASURES = (
    Measure("per_second", "listings/s", 1),
    Measure("seconds", "seconds", 1),
    Measure("points_each", "points each", 1),
    Measure("cpu_ms_each", "our CPU ms each", 1),
    Measure("peak_mb", "peak MB"),
)


@dataclass
class Bench:
    """A Bubbly and a partner at the simulator, connected to our application."""

    app: Flask
    here: Ground
    shopify: SimulatorClient
    plan: str
    bubbly_id: int = 0

    def turn(self, way: Callable[["Bench"], None], count: int) -> Figures:
        """List so many products; the points are counted beforehand, on a few."""
        with self._approved(20):
            # The bucket is never full, so all that is restored meanwhile is known.
            self.shopify.set_rate(BUBBLY, maximum=PLENTY, restore_rate=PLANS[self.plan])
            before, began = self._points(), time.monotonic()
            way(self)
            restored = PLANS[self.plan] * (time.monotonic() - began)
            points = before + restored - self._points()
        with self._approved(count):
            self.shopify.set_rate(BUBBLY, maximum=LEFT, restore_rate=PLANS[self.plan])
            began, used = time.monotonic(), time.process_time()
            way(self)
            seconds, cpu = time.monotonic() - began, time.process_time() - used
        return {
            "per_second": count / seconds,
            "seconds": seconds,
            "points_each": points / 20,
            "cpu_ms_each": 1000 * cpu / count,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }

    @contextmanager
    def _approved(self, count: int) -> Iterator[None]:
        """New stores, and so many of the partner's products approved; all are listed afterwards."""
        self.here.empty()
        self.shopify.reset()
        with self.app.app_context():
            self.bubbly_id = self._connected(BUBBLY, StoreKind.BUBBLY, None)
            self._approve(self._connected(KILN, StoreKind.PARTNER, "kiln"), count)
            yield
            with transaction() as session:
                ended = session.scalars(select(ProductMap.sync)).all()
            if ended != [SyncState.SYNCED] * count or self._products() != count:
                raise InvalidTurn("not every product was listed once")

    def _connected(self, domain: str, kind: StoreKind, code: str | None) -> int:
        self.shopify.create_store(domain, domain, plan="plus")
        self.shopify.set_options(domain, bulk_seconds=BULK_SECONDS)
        return connect(Newcomer(domain, kind, code), self.shopify.session_token(domain), ANA)

    def _approve(self, partner_id: int, count: int) -> None:
        with transaction() as session:
            partner = session.get_one(PartnerStore, partner_id)
            for batch in in_batches(mugs(count)):
                write_products(session, partner, batch)
            due = {"sync": SyncState.QUEUED, "next_sync_at": utc_now()}
            session.execute(update(ProductMap).values(curation=Curation.APPROVED, **due))

    def _points(self) -> float:
        return float(self.shopify.store(BUBBLY)["rate_limit"]["currentlyAvailable"])

    def _products(self) -> int:
        return int(self.shopify.store(BUBBLY)["products"])


def one_by_one(bench: Bench) -> None:
    """As workers do with messages: what is due is given out, several are under way at once."""

    def work(map_id: int) -> None:
        with bench.app.app_context():
            sync_listing(map_id)

    with ThreadPoolExecutor(AT_ONCE) as hands:
        while _queued():
            with transaction() as session:
                due = give_out(session, AT_ONCE * 4)
            list(hands.map(work, due))
            time.sleep(0.1)


def in_bulk(bench: Bench) -> None:
    """As workers do with a run: a step whenever one is due."""
    run_id = open_run(bench.bubbly_id, RunKind.BULK_LISTING)
    while not run_progress(run_id).is_over:
        advance_run(run_id)
        time.sleep(0.05)


def _queued() -> bool:
    with transaction() as session:
        waits = select(ProductMap.id).where(ProductMap.sync != SyncState.SYNCED).limit(1)
        return session.scalar(waits) is not None


def main() -> None:
    """Run both sides in turn and print what they took."""
    asked = _asked()
    report = Report("Listing at Bubbly", MEASURES)
    with start_simulator("benchmark", CLIENT_SECRET) as shopify:
        settings = {"ENVIRONMENT": "test", "SHOPIFY_BASE_URL": f"{shopify.base_url}/{{shop}}"}
        with ground(beside_peer=False, **settings) as here:
            bench = Bench(create_app(load_settings()), here, shopify.client, asked.plan)
            for _ in range(asked.turns):
                case = f"{asked.listings} on {asked.plan}"
                report.take(case, "powerpact", lambda: bench.turn(in_bulk, asked.listings))
                report.take(case, "one by one", lambda: bench.turn(one_by_one, asked.listings))
    report.show(as_json=asked.json)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.listing", description=__doc__)
    parser.add_argument("--listings", type=int, default=100)
    parser.add_argument("--plan", choices=PLANS, default="standard")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
