"""Webhooks in a stream: wrk posts signed bodies to a port for a while and says how it went."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

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
    sender = shutil.which("wrk")
    if sender is None:
        raise SystemExit("this benchmark sends its load by wrk: apt-get install wrk")
    load = ("-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT))
    named = {"BODIES": str(bodies), "RUN": run, "REPEAT": str(repeat_every)}
    ran = subprocess.run(  # noqa: S603 - the program that `which` found
        [sender, *load, f"http://127.0.0.1:{port}"],
        env=os.environ | named,
        capture_output=True,
        text=True,
        check=False,
    )
    for line in ran.stdout.splitlines():
        if line.startswith("FIGURES "):
            return Heard(**json.loads(line.removeprefix("FIGURES ")))
    raise SystemExit(f"wrk failed:\n{ran.stdout}{ran.stderr}")
