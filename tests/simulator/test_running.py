"""A simulator as a process of its own: it starts, stops, and goes with its parent."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from powerpact.simulator.running import RunningSimulator, SimulatorDidNotStart, start_simulator

PARENT = """
import sys, time
from powerpact.simulator.running import start_simulator
running = start_simulator("app", "secret")
print(running.base_url, flush=True)
time.sleep(60)
"""


@pytest.fixture
def running() -> Iterator[RunningSimulator]:
    with start_simulator("app", "secret", seed=7, speed=3.0) as running:
        yield running


def test_it_is_told_where_the_app_is() -> None:
    with start_simulator("app", "secret", app_url="http://127.0.0.1:9/app") as running:
        running.client.create_store("kiln.myshopify.com", "Kiln")
        page = httpx.get(f"{running.base_url}/store/kiln/apps/app", trust_env=False)

    assert 'src="http://127.0.0.1:9/app/?' in page.text


def _answers(base_url: str) -> bool:
    try:
        return httpx.get(f"{base_url}/_health", trust_env=False).is_success
    except httpx.TransportError:
        return False


def _falls_silent(base_url: str) -> bool:
    deadline = time.monotonic() + 20
    while _answers(base_url):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_it_is_ready_when_it_is_handed_over_and_gone_when_it_is_stopped(
    running: RunningSimulator,
) -> None:
    assert _answers(running.base_url)
    assert running.client.clock()["speed"] == 3

    running.stop()

    assert not _answers(running.base_url)
    assert running.process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(running: RunningSimulator, number: signal.Signals) -> None:
    running.process.send_signal(number)

    assert running.process.wait(20) == 0


def test_it_dies_with_its_parent_even_when_that_is_killed() -> None:
    parent = subprocess.Popen(  # noqa: S603 - a few lines of our own
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    base_url = parent.stdout.readline().strip()
    assert _answers(base_url)

    parent.kill()
    parent.wait()
    parent.stdout.close()

    assert _falls_silent(base_url)


def test_a_port_that_is_taken_is_a_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SimulatorDidNotStart):
        start_simulator("app", "secret", port=taken.getsockname()[1])

    assert "Error: Cannot serve at 127.0.0.1:" in capfd.readouterr().err
