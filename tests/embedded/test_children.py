"""Stopping child processes."""

import signal
import sys
import time
from pathlib import Path

from powerpact.embedded.children import start_child, stop_child

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


def test_a_child_that_will_not_end_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    child = start_child([sys.executable, "-c", STUBBORN], log=log)
    while "deaf" not in log.read_text():
        time.sleep(0.02)
    stop_child(child, patience=0.2)
    assert child.returncode == -signal.SIGKILL


def test_a_child_that_has_ended_is_left_alone(tmp_path: Path) -> None:
    child = start_child([sys.executable, "-c", "raise SystemExit(3)"], log=tmp_path / "child.log")
    child.wait()
    stop_child(child)
    assert child.returncode == 3
