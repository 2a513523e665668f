"""One turn of the orders benchmark: the product's own processes from webhook to recorded order."""

import shlex
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg
import redis

from benchmarks import processes
from benchmarks.ground import Ground, plain
from benchmarks.load import posting
from benchmarks.order_bodies import write_bodies
from benchmarks.order_ground import orders, seed
from benchmarks.processes import Running
from benchmarks.report import Figures

WORKER = "--pool gevent --concurrency 16 --queues webhooks,orders,maintenance"
CONNECTIONS = 16
WARM_UP = 60  # orders, over the whole path
PATIENCE = 120.0  # seconds without an end after which an order is called stranded
LOOK_EVERY = 0.02  # seconds, as the peer does
RECORDED = "SELECT count(*) FROM order_sync WHERE state = 'created'"
# Both parts made, each with its try and with the partner's id on every line.
WHOLE = """
SELECT count(*) FROM (
  SELECT bubbly_order_id FROM order_sync AS part
  WHERE state = 'created' AND partner_order_id IS NOT NULL
    AND EXISTS (SELECT FROM order_sync_attempt WHERE order_sync_id = part.id
                AND outcome = 'created')
    AND NOT EXISTS (SELECT FROM order_sync_line WHERE order_sync_id = part.id
                    AND partner_line_id IS NULL)
  GROUP BY 1 HAVING count(*) = 2) AS done"""


@dataclass(frozen=True, slots=True)
class Load:
    """So many orders, the stub's delay in milliseconds, and the worker's options."""

    orders: int
    delay: int
    worker: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What must be zero: orders without both parts recorded, surplus or missing `orderCreate`."""

    stranded: int = 0
    surplus: int = 0
    miscounted: int = 0
    not_200: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether every order became exactly its two partner orders."""
        return self == Tally()

    def __add__(self, other: Self) -> "Tally":
        return Tally(
            self.stranded + other.stranded,
            self.surplus + other.surplus,
            self.miscounted + other.miscounted,
            self.not_200 + other.not_200,
        )

    def __str__(self) -> str:
        return (
            f"{self.stranded} stranded orders, {self.surplus} surplus orderCreate, "
            f"{self.miscounted} calls too many or too few, {self.not_200} answers not 200"
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """The processes of a turn."""

    made: Ground
    web: Running
    worker: Running
    stub: Running
    web_port: int
    stub_port: int

    def told(self, what: str) -> int:
        """A number that the stub keeps: `count` or `surplus`."""
        address = f"http://127.0.0.1:{self.stub_port}/{what}"
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.read())

    def cpu(self) -> dict[str, float]:
        """Seconds of processor time that each of them has used so far."""
        with redis.Redis.from_url(self.made.redis_url) as ours:
            used = ours.info("cpu")
        return {
            "cpu_worker": self.worker.cpu_seconds(),
            "cpu_web": self.web.cpu_seconds(),
            "cpu_postgres": processes.cpu_seconds(_postgres(self.made)),
            "cpu_redis": float(used["used_cpu_sys"]) + float(used["used_cpu_user"]),
            "cpu_stub": self.stub.cpu_seconds(),
        }


def take_turn(made: Ground, load: Load) -> tuple[Figures, Tally]:
    """Run the orders through; the figures, and what went wrong."""
    made.empty()
    bodies = made.folder / "orders"
    with _scene(made, load) as scene:
        _run(scene, bodies, Load(WARM_UP, load.delay, load.worker), first=1_000_000)
        made.query("TRUNCATE webhook_event, bubbly_order RESTART IDENTITY CASCADE")
        made.query("CHECKPOINT")
        return _run(scene, bodies, load, first=1)


@contextmanager
def _scene(made: Ground, load: Load) -> Iterator[Scene]:
    port = processes.free_port()
    stub = (sys.executable, "-m", "benchmarks.stub", f"--port={port}", f"--delay={load.delay}")
    beat = (sys.executable, "-m", "celery", "--app=wsgi:celery", "beat", "--loglevel=WARNING")
    with ExitStack() as running:
        shopify = running.enter_context(made.running("stub", *stub))
        processes.wait_for_port(shopify, port)
        seed(f"http://127.0.0.1:{port}")
        web, web_port = running.enter_context(made.web(1))
        worker = running.enter_context(made.worker(*shlex.split(load.worker)))
        schedule = f"--schedule={made.folder / 'beat'}"
        running.enter_context(made.running("beat", *beat, schedule))
        yield Scene(made, web, worker, shopify, web_port, port)


def _run(scene: Scene, bodies: Path, load: Load, first: int) -> tuple[Figures, Tally]:
    write_bodies(bodies, orders(load.orders, first))
    calls, used = scene.told("count"), scene.cpu()
    began = time.monotonic()
    with posting(
        scene.web_port, bodies, f"from-{first}", connections=CONNECTIONS, count=load.orders
    ) as heard:
        _all_recorded(scene.made, 2 * load.orders)
        seconds = time.monotonic() - began
        not_200 = heard().not_200
    cpu = {name: (now - used[name]) / load.orders * 1e6 for name, now in scene.cpu().items()}
    time.sleep(0.3)  # for a call too many that is under way
    tally = Tally(
        stranded=load.orders - scene.made.number(WHOLE),
        surplus=scene.told("surplus"),
        miscounted=abs(scene.told("count") - calls - 2 * load.orders),
        not_200=not_200,
    )
    memory = {"memory_worker": sum(scene.worker.memory()), "memory_web": sum(scene.web.memory())}
    return {"per_second": load.orders / seconds, **cpu, **memory}, tally


def _all_recorded(made: Ground, parts: int) -> None:
    """Return when that many parts are created, or when nothing has moved for long."""
    with psycopg.connect(plain(made.database_url), autocommit=True) as connection:
        seen, moved = 0, time.monotonic()
        while seen < parts and time.monotonic() - moved < PATIENCE:
            time.sleep(LOOK_EVERY)
            row = connection.execute(RECORDED.encode(), prepare=True).fetchone()
            if row and row[0] != seen:
                seen, moved = int(row[0]), time.monotonic()


def _postgres(made: Ground) -> int:
    """The process that all of PostgreSQL came of."""
    folder = str(made.query("SHOW data_directory")[0][0])
    return int((Path(folder) / "postmaster.pid").read_text().split()[0])
