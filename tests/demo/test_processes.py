"""What the demo says when one of its processes fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from powerpact.demo.errors import DemoError, Interrupted
from powerpact.demo.processes import Processes

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
PARENT = """
import sys, time
from pathlib import Path
from powerpact.demo.processes import Processes
processes = Processes(Path(sys.argv[1]))
announce = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
processes.start("child", [sys.executable, "-c", announce])
processes.wait_until((Path(sys.argv[1]) / "child.log").read_text, "the child spoke", within=10)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Processes that are stopped after the test."""
    started = Processes(tmp_path)
    yield started
    started.stop_all()


def says(words: str) -> list[str]:
    """A command that prints `words` and fails."""
    return [sys.executable, "-c", f"print({words!r}); raise SystemExit(3)"]


def test_a_child_that_dies_is_named_with_its_last_words(processes: Processes) -> None:
    processes.start("web", says("the port is taken"))
    with pytest.raises(DemoError, match=r"(?s)web process stopped.*code 3.*the port is taken"):
        processes.wait_until(lambda: False, "the web answered", within=10)


def test_a_step_that_takes_too_long_is_named(processes: Processes) -> None:
    processes.start("worker", SLEEPER)
    with pytest.raises(DemoError, match=r"Waited 0\.3 seconds in vain: every order was split"):
        processes.wait_until(lambda: False, "every order was split", within=0.3)


def test_an_interruption_ends_the_waiting(tmp_path: Path) -> None:
    def interrupted() -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        Processes(tmp_path, interrupted).wait_until(lambda: False, "it never comes", within=10)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent")
def test_a_killed_demo_leaves_no_process(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        child = int((tmp_path / "child.log").read_text())
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)


def is_running(pid: int) -> bool:
    """Whether the process is alive, and not merely waiting to be reaped."""
    try:
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False
