"""The inbox: a delivery is one row, kept before anything else happens (I5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter

import structlog
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from powerpact.errors import Malformed, ServiceAway
from powerpact.services.group_commit import GroupCommit, Limits
from powerpact.shopify.topics import queue_of

log = structlog.get_logger(__name__)

# Shopify waits five seconds for an answer (facts 2.1); a group is 128 deliveries or 8 MB.
LIMITS = Limits(items=128, size=8 * 1024 * 1024, waiting=512, patience=4.0)
# What a connection does when PostgreSQL is away or slow, so that a later delivery finds a good one.
CONNECTION = {
    # Seconds until a server that does not answer at all is given up; libpq knows no shorter one.
    "connect_timeout": 2,
    # Milliseconds. A statement that waits for a lock or a busy disk is given up by the server.
    "options": "-c statement_timeout=3000",
    # A server that vanished without a word is noticed within three seconds, not two hours: by
    # unanswered data (milliseconds), and by unanswered probes while we wait (seconds).
    "tcp_user_timeout": 3000,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 2,
}
COLUMNS = (
    *("delivery_id", "event_id", "topic", "queue"),
    *("shop_domain", "api_version", "triggered_at", "body"),
)
# Binary (%b): psycopg quotes text arrays in Python, which took twenty milliseconds for 32 bodies.
INSERT = (
    f"INSERT INTO webhook_event ({', '.join(COLUMNS)}) "  # noqa: S608 - our own column names
    f"SELECT * FROM unnest({', '.join(['%b::text[]'] * 7)}, %b::bytea[]) "
    "ON CONFLICT (delivery_id) DO NOTHING RETURNING queue"
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook as it arrived; ``delivery_id`` is the same on Shopify's retries (facts 2.1)."""

    delivery_id: str
    topic: str
    shop_domain: str
    body: bytes
    event_id: str = ""
    api_version: str = ""
    triggered_at: str = ""

    @property
    def queue(self) -> str:
        """Which workers take it."""
        return queue_of(self.topic)

    def __len__(self) -> int:
        return len(self.body)


class Inbox:
    """Where this process keeps deliveries: those that arrive together share one commit.

    It has one connection of its own, opened by the first delivery and so after a fork.
    """

    def __init__(self, database_url: str, wake: Callable[[set[str]], None]) -> None:
        """`wake` is called with the queues that have got new rows, after their commit."""
        self._engine = _engine(database_url)
        self._group_commit = GroupCommit[Delivery, set[str]](self._write, wake, LIMITS)

    def keep(self, delivery: Delivery) -> None:
        """Return once the delivery's row is committed, now or by an earlier delivery.

        Raises ServiceAway when PostgreSQL does not answer in time, so that Shopify must not be
        told that it is kept; and Malformed when no database could hold it.
        """
        self._group_commit.add(delivery)

    def close(self) -> None:
        """Wait until all is kept and told, and close the connection."""
        self._group_commit.close()
        self._engine.dispose()

    def _write(self, deliveries: Sequence[Delivery]) -> set[str]:
        # In one order in every process, so that two groups never wait for each other.
        rows = sorted(deliveries, key=attrgetter("delivery_id"))
        columns = tuple(map(list, zip(*map(attrgetter(*COLUMNS), rows), strict=True)))
        try:
            try:
                return self._insert(columns)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                return self._insert(columns)  # the server was restarted since the last group
        except (DataError, IntegrityError) as error:
            raise Malformed("the database can not hold this delivery") from error
        except DBAPIError as error:
            log.error("inbox_away", why=type(error.orig).__name__, deliveries=len(rows))  # noqa: TRY400
            raise ServiceAway("PostgreSQL does not answer; check DATABASE_URL") from error

    def _insert(self, columns: tuple[list[object], ...]) -> set[str]:
        with self._engine.connect() as connection:
            return set(connection.exec_driver_sql(INSERT, columns).scalars())


def _engine(database_url: str) -> Engine:
    """Autocommit: one statement is one transaction, without BEGIN and COMMIT on the wire."""
    return create_engine(
        database_url,
        isolation_level="AUTOCOMMIT",
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
        connect_args=CONNECTION,
    )
