"""What must fit together before a worker starts; each of these once cost orders or hours.

The figures behind them stand in ``benchmarks/README.md``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from celery.signals import worker_init
from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from powerpact.errors import ServiceAway
from powerpact.extensions import db
from powerpact.services.transactions import transaction
from powerpact.tasks.context import ContextTask

# Of PostgreSQL's connections, for people and for its own superuser.
KEPT_FREE = 10


@dataclass(frozen=True, slots=True)
class WorkerShape:
    """A worker as it was started. ``database_allows`` is None when PostgreSQL is away."""

    pool: str
    concurrency: int
    prefetch: int
    broker_connections: int
    database_connections: int
    database_allows: int | None


def faults(shape: WorkerShape) -> Iterator[str]:
    """What must be changed, each a sentence."""
    if shape.pool == "prefork":
        yield (
            "The prefork pool gives every call that waits for Shopify a process of its own, at "
            "27 MB each: start the worker with --pool gevent (or threads)."
        )
    if shape.concurrency < 4:
        yield (
            "Pushing, listing and splitting each keep a place for as long as there is work: start "
            "the worker with --concurrency 4 or more."
        )
    if shape.prefetch < 4:
        yield (
            "Under gevent a worker that may fetch no message looks again only every second or two: "
            "leave the prefetch multiplier at 4."
        )
    if shape.broker_connections < 2 * shape.concurrency:
        yield (
            f"{shape.broker_connections} connections to Redis are too few for {shape.concurrency} "
            "tasks at once: acknowledgements fail and tasks run twice. Lower --concurrency."
        )
    allowed = shape.database_allows
    if allowed is not None and shape.database_connections > allowed - KEPT_FREE:
        yield (
            f"This process may open {shape.database_connections} connections and PostgreSQL "
            f"allows {allowed} in all: raise its max_connections, or lower the pool in app.py."
        )


@worker_init.connect
def refuse_to_start(sender: Any, **_: Any) -> None:
    """End a worker that would lose messages or hang, with the reasons in words."""
    found = list(faults(_shape(sender)))
    if found:
        raise SystemExit("\n".join(found))


def _shape(worker: Any) -> WorkerShape:
    options = worker.app.conf.broker_transport_options
    with ContextTask.flask_app.app_context():
        return WorkerShape(
            pool=worker.pool_cls.__module__.rpartition(".")[2],
            concurrency=worker.concurrency,
            prefetch=worker.prefetch_multiplier,
            broker_connections=options["max_connections"],
            database_connections=_most_connections(),
            database_allows=_allowed_connections(),
        )


def _most_connections() -> int:
    pool = db.engine.pool
    return pool.size() + pool._max_overflow if isinstance(pool, QueuePool) else 0


def _allowed_connections() -> int | None:
    try:
        with transaction() as session:
            return int(session.scalar(text("SHOW max_connections")) or 0)
    except ServiceAway:  # it may come back before there is work
        return None
