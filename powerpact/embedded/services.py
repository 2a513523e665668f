"""The door of the package: PostgreSQL and Redis, running for as long as somebody uses them."""

import atexit
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from powerpact.embedded import locks
from powerpact.embedded.errors import ServiceError, last_lines
from powerpact.embedded.places import Place, remove_stale

READY_WITHIN = 120.0  # seconds for both servers, each of which has a shorter limit of its own
GIVEN = {"database": "DATABASE_URL", "redis": "REDIS_URL"}


@dataclass(frozen=True)
class Services:
    """Addresses. `database_url` is in SQLAlchemy's form, `postgresql+psycopg://...`."""

    database_url: str
    redis_url: str


@contextmanager
def running_services(folder: Path, *, durable: bool = True) -> Iterator[Services]:
    """Have PostgreSQL and Redis, empty at first, while the block runs.

    `folder` names the run and must be absent or empty, unless a run is in it: whoever names the
    same folder at the same time shares the servers (the workers of one test session do), and
    whoever names another has servers of their own. The last user to leave, or to be killed, takes
    the servers and the folder along; runs beside it that a crash left are removed too.
    `durable=False` trades the safety of the disk for speed (see `powerpact.embedded.postgres`).

    Where the environment has `DATABASE_URL` or `REDIS_URL`, that server is used as it is and none
    is started. Raises `ServiceError`.
    """
    given = {name: os.environ[key] for name, key in GIVEN.items() if os.environ.get(key)}
    missing = [name for name in GIVEN if name not in given]
    if not missing:
        yield Services(given["database"], given["redis"])
        return
    with _joined(Place(folder.absolute()), missing, durable=durable) as started:
        yield Services(
            given.get("database") or started["database_url"],
            given.get("redis") or started["redis_url"],
        )


@contextmanager
def _joined(place: Place, missing: list[str], *, durable: bool) -> Iterator[dict[str, str]]:
    place.folder.parent.mkdir(parents=True, exist_ok=True)
    supervisor = None
    with ExitStack() as membership:
        with locks.alone(place.starting_lock):
            remove_stale(place.folder.parent)
            _claim(place)
            membership.enter_context(locks.share(place.users_lock))
            if not place.is_supervised():
                supervisor = _start_supervisor(place, missing, durable=durable)
            addresses: dict[str, str] = json.loads(place.addresses.read_text())
        try:
            yield addresses
        finally:
            with locks.alone(place.starting_lock):
                membership.close()
                last = not locks.is_held(place.users_lock)
            _part(place, supervisor, last=last)


def _claim(place: Place) -> None:
    """Make the folder ours. It will go with the run, so one that holds other things is refused."""
    place.folder.mkdir(exist_ok=True)
    if any(place.folder.iterdir()) and not place.is_supervised():
        raise ServiceError(f"{place.folder} holds files of somebody else; name an empty folder.")
    place.supervisor_lock.touch()


def _start_supervisor(
    place: Place, missing: list[str], *, durable: bool
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "powerpact.embedded.supervisor", str(place.folder), *missing]
    with place.log("supervisor").open("wb") as log:
        supervisor = subprocess.Popen(  # noqa: S603 - our own module
            [*command, "--durable"] if durable else command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # neither Ctrl-C nor a closed terminal is meant for it
        )
    deadline = time.monotonic() + READY_WITHIN
    while not place.addresses.exists():
        if supervisor.poll() is not None or time.monotonic() > deadline:
            supervisor.kill()
            raise ServiceError(last_lines(place.log("supervisor")))
        time.sleep(0.02)
    return supervisor


def _part(place: Place, supervisor: subprocess.Popen[bytes] | None, *, last: bool) -> None:
    """Wait for the servers' end when we were the last to use them."""
    if last and supervisor is not None:
        supervisor.wait()
    elif last:
        while place.is_supervised():
            time.sleep(0.02)
    elif supervisor is not None:
        atexit.register(supervisor.poll)  # others use it still; keep its handle, let it live
