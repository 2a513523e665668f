"""The demo as a person starts it: everything as processes, told to its end."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from powerpact.embedded import Services

ROOT = Path(__file__).parents[2]
DEMO = [str(Path(sys.executable).with_name("powerpact")), "demo", "--once"]


def run_demo(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run the demo to its end, in an environment of its own."""
    everything = own_environment() | environment
    return subprocess.run(  # noqa: S603 - our own program
        DEMO, cwd=ROOT, env=everything, capture_output=True, text=True, check=False
    )


def own_environment() -> dict[str, str]:
    """This process's environment without the servers that it names."""
    return {name: value for name, value in os.environ.items() if not name.endswith("_URL")}


@pytest.mark.timeout(400)
def test_the_story_is_told_and_every_count_agrees() -> None:
    told = run_demo()
    assert told.returncode == 0, told.stdout + told.stderr
    verdicts = re.findall(r"│ (agrees|DIFFERS)", told.stdout)
    assert verdicts == ["agrees"] * 6
    assert "7 orders were split into 9 parts" in told.stdout
    assert "Moss & Thread is invited as a partner, for 12%" in told.stdout
    assert told.stdout.endswith("Every count agrees.\n"), "addresses of what has stopped by now"


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_that_is_interrupted_takes_everything_along(by: signal.Signals) -> None:
    with (
        subprocess.Popen(  # noqa: S603 - our own program
            DEMO[:-1], cwd=ROOT, env=own_environment(), stdout=subprocess.PIPE, text=True
        ) as demo
    ):
        assert demo.stdout is not None
        next(line for line in demo.stdout if "PowerPact starts" in line)
        demo.send_signal(by)
        assert demo.stdout.read().endswith("Stopped; nothing is left running.\n")
    assert demo.returncode == 0
    assert not (ROOT / ".powerpact" / "demo" / f"run-{demo.pid}").exists()


def test_a_server_that_holds_something_is_refused_in_words(
    services: Services, redis_url: str
) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set("somebody", "else's")
    told = run_demo(REDIS_URL=redis_url)
    assert told.returncode == 1
    assert "Redis at REDIS_URL is not empty" in told.stderr
    assert "Traceback" not in told.stderr
