"""One PostgreSQL server on a Unix socket, for one run."""

import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from powerpact.embedded.children import start_child
from powerpact.embedded.errors import ServiceError, last_lines
from powerpact.embedded.places import Place
from powerpact.embedded.programs import copy_postgres, open_to_all, postgres_programs, servant

DATABASE = "powerpact"
READY_WITHIN = 60.0  # seconds; about one is usual, a cold disk is slower
INITDB = (
    f"--username={DATABASE} --auth=trust --encoding=UTF8 --no-sync --no-instructions "
    "--no-locale --locale-provider=builtin --builtin-locale=C.UTF-8"
).split()
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "max_connections": "200",
    "wal_level": "minimal",  # no replica reads this server
    "max_wal_senders": "0",
}
# Safe only where a power failure may cost the data: tests make theirs anew each time. It spares
# them the wait for the disk at every commit, which the demo and benchmarks must not be spared.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start_postgres(place: Place, *, durable: bool) -> tuple[subprocess.Popen[bytes], str]:
    """Create an empty cluster and serve it; return the process and the database's URL.

    Raises `ServiceError` with the end of the log when the server does not come up. The socket is
    in a folder that only the owner can enter, so connections need no password.
    """
    sockets = place.make_sockets_folder()
    programs, cluster = _within_reach(place, sockets)
    _create_cluster(place, programs, cluster)
    server = _serve(place, programs, cluster, sockets, durable=durable)
    _create_database(server, place, sockets)
    return server, f"postgresql+psycopg://{DATABASE}@/{DATABASE}?host={quote(str(sockets))}"


def _within_reach(place: Place, sockets: Path) -> tuple[Path, Path]:
    """The programs and the cluster's folder, where the user that runs PostgreSQL can reach them."""
    programs, cluster = postgres_programs(), place.folder / "postgres"
    user = servant()
    if user is None:
        return programs, cluster
    if not open_to_all(programs / "postgres"):
        programs = copy_postgres(programs, sockets / "programs")
    if not open_to_all(place.folder):
        cluster = sockets / "postgres"
    cluster.mkdir()
    shutil.chown(sockets, user)
    shutil.chown(cluster, user)
    return programs, cluster


def _create_cluster(place: Place, programs: Path, cluster: Path) -> None:
    log = place.log("initdb")
    command = [str(programs / "initdb"), f"--pgdata={cluster}", *INITDB]
    if start_child(command, log=log, user=servant()).wait() != 0:
        raise ServiceError(f"PostgreSQL could not create its data folder:\n{last_lines(log)}")


def _serve(
    place: Place, programs: Path, cluster: Path, sockets: Path, *, durable: bool
) -> subprocess.Popen[bytes]:
    settings = SETTINGS | ({} if durable else FORGETFUL)
    settings["unix_socket_directories"] = str(sockets)
    flags = [f"--{name}={value}" for name, value in settings.items()]
    return start_child(
        [str(programs / "postgres"), "-D", str(cluster), *flags],
        log=place.log("postgres"),
        user=servant(),
        dies_by=signal.SIGQUIT,  # PostgreSQL's immediate shutdown: the data goes with the run
    )


def _create_database(server: subprocess.Popen[bytes], place: Place, sockets: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            with psycopg.connect(
                host=str(sockets), user=DATABASE, dbname="postgres", autocommit=True
            ) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")
                return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                end = last_lines(place.log("postgres"))
                raise ServiceError(f"PostgreSQL did not start ({error}):\n{end}") from error
        time.sleep(0.02)
