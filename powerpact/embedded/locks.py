"""File locks. The kernel drops them when their holder ends, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def share(path: Path) -> IO[str]:
    """Join the users of `path` and return the open file; closing it (or dying) leaves them."""
    return _locked(path, fcntl.LOCK_SH)


def take(path: Path) -> IO[str]:
    """Hold `path` alone, waiting for it if need be; closing the returned file lets go."""
    return _locked(path, fcntl.LOCK_EX)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Run the block while no other process runs one under the same `path`."""
    with take(path):
        yield


def is_held(path: Path) -> bool:
    """Whether anybody shares or takes `path` at this moment."""
    try:
        _locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB).close()
    except BlockingIOError:
        return True
    return False


def _locked(path: Path, operation: int) -> IO[str]:
    file = path.open("a")
    try:
        fcntl.flock(file, operation)
    except BaseException:
        file.close()
        raise
    return file
