"""Processes of a benchmark: started, measured as a tree, and stopped."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from powerpact.embedded.children import start_child, stop_child
from powerpact.embedded.errors import last_lines

MEGABYTE = 1024  # in the kilobytes that /proc speaks of
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Running:
    """A process that we started, with everything that it started."""

    child: subprocess.Popen[bytes]
    log: Path

    def memory(self) -> list[float]:
        """Megabytes of each process of the tree, shared pages counted by share (PSS)."""
        sizes = (_pss(pid) for pid in family(self.child.pid))
        return [size / MEGABYTE for size in sizes if size is not None]

    def cpu_seconds(self) -> float:
        """Processor time that the tree's living processes have used."""
        return cpu_seconds(self.child.pid)

    def stop(self) -> None:
        """Ask it to end, and see that it does."""
        stop_child(self.child)


def start(command: Sequence[str], log: Path) -> Running:
    """Start a command whose output goes to `log`; it inherits this process's environment."""
    return Running(start_child(command, log=log), log)


def wait_for_port(running: Running, port: int, within: float = 60) -> None:
    """Return once somebody listens on that port of 127.0.0.1; see `_wait`."""

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    _wait(running, listens, f"nobody listens on port {port}", within)


def wait_for_answer(running: Running, port: int, path: str, within: float = 60) -> None:
    """Return once that path is answered; a server may listen before it can answer; see `_wait`."""

    def answers() -> bool:
        try:
            urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).close()
        except OSError:
            return False
        return True

    _wait(running, answers, f"{path} of port {port} is not answered", within)


def _wait(running: Running, fact: Callable[[], bool], fault: str, within: float) -> None:
    """Raises RuntimeError with the end of the log when the process ends first, or takes long."""
    deadline = time.monotonic() + within
    while running.child.poll() is None and time.monotonic() < deadline:
        if fact():
            return
        time.sleep(0.05)
    raise RuntimeError(f"{fault}:\n{last_lines(running.log)}")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def family(pid: int) -> list[int]:
    """The process and all that came of it."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (stat := _stat(int(folder.name))):
            yield int(folder.name), int(stat[1])


def cpu_seconds(pid: int) -> float:
    """Processor time that the process and all that came of it and still lives have used."""
    return sum(_own_cpu_seconds(each) for each in family(pid))


def _own_cpu_seconds(pid: int) -> float:
    stat = _stat(pid)
    return (int(stat[11]) + int(stat[12])) / TICKS if stat else 0.0


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on; None when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _pss(pid: int) -> int | None:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), None)
