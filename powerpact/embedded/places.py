"""The folders of one run of the services: data and logs, and a short one for sockets."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from powerpact.embedded import locks

# The longest address of a Unix socket is 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET = 103
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Place:
    """One run's folder. Everything in it, and what it links to, goes when the run ends."""

    folder: Path

    @property
    def starting_lock(self) -> Path:
        """Held while a run of the same parent folder starts, ends or is joined."""
        return self.folder.parent / "starting.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by every process that uses the services."""
        return self.folder / "users.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor for as long as it lives."""
        return self.folder / "supervisor.lock"

    @property
    def addresses(self) -> Path:
        """JSON: the addresses of the running services; absent until they answer."""
        return self.folder / "services.json"

    @property
    def sockets(self) -> Path:
        """A link to the short folder that holds the sockets."""
        return self.folder / "sockets"

    def log(self, name: str) -> Path:
        """The log file of the service or process called `name`."""
        return self.folder / f"{name}.log"

    def is_supervised(self) -> bool:
        """Whether this run's supervisor is alive."""
        return self.supervisor_lock.exists() and locks.is_held(self.supervisor_lock)

    def make_sockets_folder(self) -> Path:
        """Make a private folder with a short path, link it from `sockets` and return it."""
        short = next(base for base in (tempfile.gettempdir(), "/tmp") if _fits(base))  # noqa: S108
        made = Path(tempfile.mkdtemp(prefix="powerpact-", dir=short))
        self.sockets.symlink_to(made)
        return made

    def remove(self) -> None:
        """Remove the run's folder and its sockets' folder."""
        if self.sockets.is_symlink():
            shutil.rmtree(os.readlink(self.sockets), ignore_errors=True)
        shutil.rmtree(self.folder)


def _fits(base: str) -> bool:
    return base == "/tmp" or len(f"{base}/powerpact-12345678/{SOCKET_NAME}") <= LONGEST_SOCKET  # noqa: S108


def remove_stale(parent: Path) -> None:
    """Remove the runs under `parent` whose supervisor is gone. The caller holds `starting_lock`.

    Only a folder that a supervisor once locked is a run of ours; any other is somebody else's.
    """
    for folder in parent.iterdir():
        place = Place(folder)
        if place.supervisor_lock.exists() and not place.is_supervised():
            place.remove()
