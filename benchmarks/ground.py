"""What a benchmark stands on: PostgreSQL, Redis, a migrated database and our own processes.

Beside the peer, its PostgreSQL and Redis are used, so that both sides stand on the same ground:
a database and a Redis number of our own. Without it the embedded servers run, fsync on.
"""

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis
from cryptography.fernet import Fernet
from psycopg import sql

from benchmarks import processes
from benchmarks.processes import Running
from benchmarks.report import ROOT
from powerpact.embedded import running_services

DATABASE = "powerpact_bench"
CLIENT_SECRET = "shpss_a-client-secret-for-benchmarks"  # noqa: S105 - of nothing but this run
WORKER = (
    *(sys.executable, "-m", "celery", "--app=wsgi:celery", "worker"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=WARNING"),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """Two servers, a migrated database and a folder for logs."""

    database_url: str
    redis_url: str
    folder: Path

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """The rows of one statement, over a connection of its own that is closed again."""
        with psycopg.connect(plain(self.database_url), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def number(self, statement: str) -> int:
        """The one number that a statement asks for."""
        return int(str(self.query(statement)[0][0]))

    def empty(self) -> None:
        """Empty every table and our Redis database, and let PostgreSQL write all it has."""
        named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> "
        tables = [str(row[0]) for row in self.query(named + "'alembic_version'")]
        listed = sql.SQL(", ").join(map(sql.Identifier, tables)).as_string()
        self.query(f"TRUNCATE {listed} RESTART IDENTITY CASCADE")
        self.query("CHECKPOINT")
        with redis.Redis.from_url(self.redis_url) as ours:
            ours.flushdb()

    def waiting(self, queue: str) -> int:
        """How many messages wait in a queue."""
        with redis.Redis.from_url(self.redis_url) as ours:
            return int(ours.llen(queue))

    @contextmanager
    def web(self, count: int = 2, *extra: str) -> Iterator[tuple[Running, int]]:
        """The web server with the product's own settings and `count` processes, and its port."""
        port = processes.free_port()
        bind = (f"--bind=127.0.0.1:{port}", f"--workers={count}", *extra)
        command = (sys.executable, "-m", "gunicorn", "wsgi:app", *bind)
        with self.running("web", *command) as web:
            processes.wait_for_answer(web, port, "/healthz")
            yield web, port

    @contextmanager
    def worker(self, *options: str) -> Iterator[Running]:
        """One worker, with the options of its pool and queues."""
        with self.running("worker", *WORKER, *options) as worker:
            yield worker

    @contextmanager
    def running(self, name: str, *command: str) -> Iterator[Running]:
        """Any process of ours, whose output goes to `<folder>/<name>.log`."""
        started = processes.start(command, self.folder / f"{name}.log")
        try:
            yield started
        finally:
            started.stop()


@contextmanager
def ground(*, beside_peer: bool, **settings: str) -> Iterator[Ground]:
    """Servers, an empty migrated database and the environment of our processes.

    `settings` are environment variables beyond those that every process needs, such as
    SHOPIFY_BASE_URL. This process's own environment is changed: its children inherit it.
    """
    with tempfile.TemporaryDirectory(prefix="powerpact-bench-") as name:
        folder = Path(name)
        servers = _of_the_peer() if beside_peer else _our_own(folder / "services")
        with servers as (database_url, redis_url):
            os.environ.update(environment(database_url, redis_url) | settings)
            os.chdir(ROOT)  # gunicorn's settings, wsgi.py and the migrations are found from here
            made = Ground(database_url, redis_url, folder)
            _migrate(made)
            yield made


def environment(database_url: str, redis_url: str) -> dict[str, str]:
    """The variables of a hosted process, with secrets of its own and no store to call."""
    return {
        "ENVIRONMENT": "production",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": secrets.token_urlsafe(32),
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "APP_URL": "https://powerpact.test",
        "LOG_LEVEL": "WARNING",
        "MAIL_URL": "smtp://127.0.0.1:1",
        "SHOPIFY_CLIENT_ID": "benchmark",
        "SHOPIFY_CLIENT_SECRETS": CLIENT_SECRET,
        "SHOPIFY_BASE_URL": "http://127.0.0.1:1/{shop}",
    }


def plain(database_url: str) -> str:
    """The address as PostgreSQL's own tools take it, without SQLAlchemy's driver."""
    return database_url.replace("postgresql+psycopg://", "postgresql://")


@contextmanager
def _of_the_peer() -> Iterator[tuple[str, str]]:
    """A fresh database and Redis number 1 of the servers that the peer's bench.py uses."""
    server = f"postgresql://postgres@127.0.0.1:{os.environ.get('PEER_PGPORT', '55432')}/postgres"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {DATABASE}".encode())
        ours = urlsplit(server)._replace(path=f"/{DATABASE}").geturl()
        yield ours, f"redis://127.0.0.1:{os.environ.get('PEER_REDISPORT', '56379')}/1"
        connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)".encode())


@contextmanager
def _our_own(folder: Path) -> Iterator[tuple[str, str]]:
    with running_services(folder, durable=True) as services:
        yield services.database_url, services.redis_url


def _migrate(made: Ground) -> None:
    command = (sys.executable, "-m", "flask", "--app=wsgi", "db", "upgrade")
    with made.running("migrate", *command) as migration:
        if migration.child.wait() != 0:
            raise RuntimeError(f"the database was not migrated:\n{migration.log.read_text()}")
