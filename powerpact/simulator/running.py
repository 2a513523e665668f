"""A simulator as a child process, for tests and the demo."""

import selectors
import subprocess
import sys
from dataclasses import dataclass, field
from types import TracebackType

from powerpact.simulator.commands.serve import READY_WORDS
from powerpact.simulator.control_client import SimulatorClient

PATIENCE_SECONDS = 20.0


class SimulatorDidNotStart(RuntimeError):
    """The child process ended, or stayed silent, before it was ready; says what it wrote."""


@dataclass
class RunningSimulator:
    """A simulator that runs until `stop`, until a `with` block ends, or until we die."""

    base_url: str
    client: SimulatorClient
    process: subprocess.Popen[str] = field(repr=False)

    def stop(self) -> None:
        """End the child process; safe to call twice."""
        self.client.close()
        _end(self.process)

    def __enter__(self) -> "RunningSimulator":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_simulator(
    client_id: str,
    client_secret: str,
    *,
    seed: int = 1,
    speed: float = 1.0,
    port: int = 0,
    app_url: str = "",
) -> RunningSimulator:
    """Start a simulator on loopback and wait until it answers; port 0 takes a free one.

    `app_url`: the app's page, which the stores' admin frames.

    It holds the reading end of a pipe of ours, so it stops by itself when this process ends,
    however it ends. Raises SimulatorDidNotStart.
    """
    process = subprocess.Popen(  # noqa: S603 - our own module, run by our own interpreter
        [
            *(sys.executable, "-m", "powerpact.simulator", "serve", "--until-stdin-closes"),
            *("--port", str(port), "--seed", str(seed), "--speed", str(speed)),
            *("--client-id", client_id, "--client-secret", client_secret),
            *("--app-url", app_url),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    base_url = _address(process)
    return RunningSimulator(base_url, SimulatorClient(base_url), process)


def _address(process: subprocess.Popen[str]) -> str:
    line = _first_line(process)
    if not line.startswith(READY_WORDS):
        _end(process)
        raise SimulatorDidNotStart(f"The simulator did not start: {line or 'it said nothing'}.")
    return line.removeprefix(READY_WORDS).strip()


def _first_line(process: subprocess.Popen[str]) -> str:
    """The first line that it writes; empty when it ends or stays silent for too long."""
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        ready = selector.select(PATIENCE_SECONDS)
    return process.stdout.readline() if ready else ""


def _end(process: subprocess.Popen[str]) -> None:
    """Close its input, which stops it; kill it when it does not listen."""
    assert process.stdin is not None  # noqa: S101 - it was started with a pipe
    process.stdin.close()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
    with process:  # closes the other pipe and collects the exit code
        pass
