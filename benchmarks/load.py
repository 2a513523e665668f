"""Webhooks in a stream: wrk posts signed bodies to a port for a while and says how it went."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LONGEST = 600  # seconds that a stream of a given number may take
SCRIPT = Path(__file__).with_name("webhooks.lua")


@dataclass(frozen=True, slots=True)
class Heard:
    """What the sender heard: answers of any kind, latencies in milliseconds, and faults."""

    answers: int
    seconds: float
    p50: float
    p99: float
    not_200: int
    broken: int  # connections refused or lost, and answers that never came

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def post_webhooks(
    port: int, bodies: Path, run: str, *, connections: int, seconds: int, repeat_every: int = 0
) -> Heard:
    """Post bodies as fast as they are answered, over that many connections at once.

    Delivery ids are `<run>-1`, `<run>-2` and so on; with `repeat_every` each such request repeats
    an earlier one's. Raises SystemExit when wrk is not installed or fails.
    """
    named = {"BODIES": str(bodies), "RUN": run, "REPEAT": str(repeat_every), "COUNT": "0"}
    return _heard(_started(port, connections, seconds, named))


@contextmanager
def posting(
    port: int, bodies: Path, run: str, *, connections: int, count: int
) -> Iterator[Callable[[], Heard]]:
    """Post that many bodies, each once, while the block runs; ask in it what was heard by then.

    Asking ends it, so ask when all is there: wrk can not end before its time by itself.
    """
    named = {"BODIES": str(bodies), "RUN": run, "REPEAT": "0", "COUNT": str(count)}
    sender = _started(port, connections, LONGEST, named)
    try:
        yield lambda: _interrupted(sender)
    finally:
        if sender.poll() is None:
            _interrupted(sender)


def _started(
    port: int, connections: int, seconds: int, named: dict[str, str]
) -> subprocess.Popen[str]:
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("this benchmark sends its load by wrk: apt-get install wrk")
    load = ("-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT))
    return subprocess.Popen(  # noqa: S603 - the program that `which` found
        [program, *load, f"http://127.0.0.1:{port}"],
        env=os.environ | named,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _interrupted(sender: subprocess.Popen[str]) -> Heard:
    sender.send_signal(signal.SIGINT)
    return _heard(sender)


def _heard(sender: subprocess.Popen[str]) -> Heard:
    told = sender.communicate()[0]
    for line in told.splitlines():
        if line.startswith("FIGURES "):
            return Heard(**json.loads(line.removeprefix("FIGURES ")))
    raise SystemExit(f"wrk failed:\n{told}")
