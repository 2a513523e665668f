"""What goes wrong with a server on this machine, in words."""

from pathlib import Path


class ServiceError(RuntimeError):
    """A server could not be found, started or kept; the message says which and what to do."""


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log file, for a message to a person; empty when there is no such file."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
