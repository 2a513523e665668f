"""Everything that the demo runs: servers, simulator, web, worker and beat, on free local ports."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from powerpact.config import Settings, load_settings
from powerpact.demo.environment import CLIENT_ID, variables, write_for_shells
from powerpact.demo.processes import Processes
from powerpact.embedded import running_services
from powerpact.simulator.control_client import SimulatorClient

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".powerpact" / "demo"
READY_WITHIN = 180.0  # seconds; about three on an idle machine

# With the settings of gunicorn.conf.py; the demo's end waits for nobody who stays connected.
WEB = ("gunicorn", "wsgi:app", "--graceful-timeout=1")
CELERY = ("celery", "--app=wsgi:celery")
WORKER = (
    "--pool=gevent",
    "--concurrency=8",
    "--queues=webhooks,orders,catalogue,maintenance",
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),  # there is one worker
)


@dataclass(frozen=True)
class Stack:
    """The running marketplace."""

    settings: Settings
    simulator: SimulatorClient
    web_url: str
    processes: Processes
    _run: Path

    @property
    def environment_file(self) -> Path:
        """A file that a shell can read, so that `powerpact` commands reach this demo."""
        return self._run / "environment"

    @property
    def mails(self) -> Path:
        """The folder that mails are written into; it is made by the first of them."""
        return self._run / "mails"

    def start_product(self) -> None:
        """Start web, worker and beat, and wait until web answers. The database is migrated."""
        self._start("web", *WEB, "--bind", self.web_url.removeprefix("http://"))
        self._start("worker", *CELERY, "worker", *WORKER)
        self._start("beat", *CELERY, "beat", "--schedule", str(self._run / "beat-schedule"))
        ready = answers(f"{self.web_url}/readyz")
        self.processes.wait_until(ready, "the web process is ready", within=READY_WITHIN)

    def start_simulator(self) -> None:
        """Start the simulator, without stores, and wait until it answers."""
        port = self.simulator.base_url.rpartition(":")[2]
        secret = self.settings.client_secret
        app = ("--client-id", CLIENT_ID, "--client-secret", secret)
        self._start("simulator", "powerpact.simulator", "serve", "--port", port, *app)
        ready = answers(f"{self.simulator.base_url}/_health")
        self.processes.wait_until(ready, "the simulator is ready", within=READY_WITHIN)

    def _start(self, name: str, module: str, *arguments: str) -> None:
        self.processes.start(name, [sys.executable, "-m", module, *arguments])


@contextmanager
def running_stack(heed: Callable[[], None]) -> Iterator[Stack]:
    """Empty PostgreSQL and Redis and a simulator without stores; `start_product` does the rest.

    Everything stops when the block ends, and dies with this process. `heed` is called while
    waiting, and may raise. Raises `ServiceError` and `DemoError`.
    """
    run = HOME / f"run-{os.getpid()}"
    processes = Processes(HOME, heed)
    simulator_url, web_url = (f"http://127.0.0.1:{port}" for port in _free_ports(2))
    with running_services(run) as services, closing(SimulatorClient(simulator_url)) as simulator:
        # The environment of this process is the demo's alone, and its children inherit it.
        named = variables(services, shopify_url=simulator_url, web_url=web_url, mails=run / "mails")
        os.environ.update(named)
        stack = Stack(load_settings(), simulator, web_url, processes, run)
        write_for_shells(stack.environment_file, named)
        try:
            stack.start_simulator()
            yield stack
        finally:
            processes.stop_all()


def _free_ports(count: int) -> list[int]:
    """Ports that nobody uses; all are held at once, so that they differ."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def answers(url: str) -> Callable[[], bool]:
    """Whether the address answers with success, each time one asks."""

    def asked() -> bool:
        try:
            return httpx.get(url, trust_env=False, timeout=2).is_success
        except httpx.TransportError:
            return False

    return asked
