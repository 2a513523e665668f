"""A worker that would lose messages or hang does not start."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from powerpact.config import Settings
from powerpact.tasks.start_checks import WorkerShape, faults
from tests.stories.marketplace import environment, hurried

GOOD = WorkerShape(
    pool="gevent",
    concurrency=16,
    prefetch=4,
    broker_connections=400,
    database_connections=32,
    database_allows=100,
)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"pool": "prefork"}, "27 MB"),
        ({"concurrency": 3}, "--concurrency 4"),
        ({"prefetch": 1}, "every second or two"),
        ({"concurrency": 201}, "run twice"),
        ({"database_connections": 91}, "max_connections"),
    ],
)
def test_each_trap_is_told_in_words(changes: dict[str, object], word: str) -> None:
    (fault,) = faults(replace(GOOD, **changes))  # type: ignore[arg-type]  # fields by name
    assert word in fault


def test_a_good_worker_has_none() -> None:
    assert list(faults(GOOD)) == []
    assert list(faults(replace(GOOD, database_allows=None))) == []


@pytest.mark.usefixtures("app")
def test_the_worker_itself_refuses_to_start(settings: Settings, tmp_path: Path) -> None:
    command = (sys.executable, "-m", "celery", "--app=wsgi:celery", "worker", "--pool=prefork")
    with environment(hurried(settings)):
        ended = subprocess.run(  # noqa: S603  # our own command
            command, capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode != 0
    assert "--pool gevent" in ended.stderr + ended.stdout
