"""The process that owns one run's servers: starts them, waits for the last user, removes all.

Run as `python -m powerpact.embedded.supervisor FOLDER [--durable] SERVICE...`, by
`running_services` only. It outlives a user that is killed, which is why a killed test run or demo
leaves nothing behind; and when it is killed itself, the kernel ends the servers.
"""

import argparse
import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from powerpact.embedded import locks
from powerpact.embedded.children import stop_child
from powerpact.embedded.errors import ServiceError
from powerpact.embedded.places import Place
from powerpact.embedded.postgres import start_postgres
from powerpact.embedded.redis import start_redis

POLL = 0.1  # seconds between looks at who still uses the services


class Supervisor:
    """The servers of one run."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._servers: list[tuple[subprocess.Popen[bytes], signal.Signals]] = []

    def start(self, services: Sequence[str], *, durable: bool) -> None:
        """Start the named `services` and write their addresses; `ServiceError` when one fails."""
        addresses = {}
        if "database" in services:
            server, addresses["database_url"] = start_postgres(self._place, durable=durable)
            self._servers.append((server, signal.SIGQUIT))
        if "redis" in services:
            server, addresses["redis_url"] = start_redis(self._place)
            self._servers.append((server, signal.SIGTERM))
        written = self._place.folder / "services.new"
        written.write_text(json.dumps(addresses))
        written.chmod(0o600)
        written.rename(self._place.addresses)

    def serve_while_used(self) -> None:
        """Return when the last user has gone, with the servers stopped and the folder removed."""
        while True:
            time.sleep(POLL)
            with locks.alone(self._place.starting_lock):
                if not locks.is_held(self._place.users_lock):
                    self.stop()
                    self._place.remove()
                    return

    def stop(self) -> None:
        """Stop what runs; the data is thrown away, so nobody waits for a checkpoint."""
        for server, by in self._servers:
            stop_child(server, by)


def main() -> int:
    """Run until the last user has gone. 1 when a service did not start; stderr says why."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("services", nargs="+", choices=["database", "redis"])
    parser.add_argument("--durable", action="store_true")
    arguments = parser.parse_args()
    place = Place(arguments.folder)
    supervisor = Supervisor(place)
    with locks.take(place.supervisor_lock):
        try:
            supervisor.start(arguments.services, durable=arguments.durable)
        except ServiceError as error:
            supervisor.stop()
            print(error, file=sys.stderr)  # noqa: T201 - the supervisor's log is what is shown
            return 1
        supervisor.serve_while_used()
    return 0


if __name__ == "__main__":
    sys.exit(main())
