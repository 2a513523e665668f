"""The demo as a person starts it: everything as processes, told to its end."""

import os
import re
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
    own = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    return subprocess.run(  # noqa: S603 - our own program
        DEMO, cwd=ROOT, env=own | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.timeout(400)
def test_the_story_is_told_and_every_count_agrees() -> None:
    told = run_demo()
    assert told.returncode == 0, told.stdout + told.stderr
    verdicts = re.findall(r"│ (agrees|DIFFERS)", told.stdout)
    assert verdicts == ["agrees"] * 6
    assert "7 orders were split into 9 parts" in told.stdout
    assert told.stdout.endswith("Every count agrees.\n"), "addresses of what has stopped by now"


def test_a_server_that_holds_something_is_refused_in_words(
    services: Services, redis_url: str
) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set("somebody", "else's")
    told = run_demo(REDIS_URL=redis_url)
    assert told.returncode == 1
    assert "Redis at REDIS_URL is not empty" in told.stderr
    assert "Traceback" not in told.stderr
