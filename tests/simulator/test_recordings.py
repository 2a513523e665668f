"""The simulator answers as the recorded stores did: same shape, codes and field paths."""

import os
import sys
from pathlib import Path

import pytest

from tests.simulator.benches import SHARED, Bench
from tests.simulator.contract import (  # noqa: F401 - importing registers the scenarios
    bulk,
    fulfilments,
    inventory,
    metafields,
    orders,
    products,
    refunds,
    webhooks,
)
from tests.simulator.contract.replay import SCENARIOS, Recording

FOLDER = SHARED / "recordings"
# Raise it when a recording is added; it never goes down.
FLOOR = 39

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir() and not os.environ.get("CI"),
    reason="The recordings of real stores are not beside the project.",
)


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_answers_as_was_recorded(name: str) -> None:
    recording = Recording(name, Bench(currency="CAD", job_seconds=0.5, search_lag_seconds=0))
    SCENARIOS[name](recording)
    assert recording.found == []


def test_covers_no_fewer_recordings_than_before(capsys: pytest.CaptureFixture[str]) -> None:
    recorded = {name_of(path) for path in FOLDER.glob("*/*.json")}
    covered = recorded & set(SCENARIOS)
    with capsys.disabled():
        sys.stdout.write(f"\nrecordings covered: {len(covered)} of {len(recorded)}\n")
    assert len(covered) >= FLOOR


def name_of(path: Path) -> str:
    return str(path.relative_to(FOLDER)).removesuffix(".json")
