"""Everything that the demo runs: servers, simulator, web, worker and beat, on free local ports."""

import os
import secrets
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography.fernet import Fernet

from powerpact.config import Settings, load_settings
from powerpact.demo.processes import Processes
from powerpact.embedded import Services, running_services
from powerpact.simulator.control_client import SimulatorClient
from powerpact.simulator.running import start_simulator

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".powerpact" / "demo"
CLIENT_ID = "powerpact-demo"

# A story has no time for the waits that suit a shop: everything that is due is looked for each
# second, and a failed call is tried again after one. All in seconds.
HURRY = {
    "SWEEP_SECONDS": "1",
    "RETRY_FIRST_SECONDS": "1",
    "RETRY_CAP_SECONDS": "2",
    "BULK_POLL_SECONDS": "1",
    "UNCLEAR_LOOK_SECONDS": "1",
    "SHOPIFY_CONNECT_TIMEOUT": "1",
    "SHOPIFY_READ_TIMEOUT": "10",
    "LEASE_SECONDS": "60",
}
# gunicorn's control socket has one fixed place, which a second demo would fight for.
WEB = ("gunicorn", "wsgi:app", "--threads=8", "--no-control-socket")
CELERY = ("celery", "--app=wsgi:celery")
WORKER = (
    "--pool=threads",
    "--concurrency=8",
    "--queues=webhooks,orders,catalogue,maintenance",
    "--loglevel=INFO",
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

    def start_product(self) -> None:
        """Start web, worker and beat, and wait until web answers. The database is migrated."""
        self._start("web", *WEB, "--bind", self.web_url.removeprefix("http://"))
        self._start("worker", *CELERY, "worker", *WORKER)
        schedule = str(self._run / "beat-schedule")
        self._start("beat", *CELERY, "beat", "--schedule", schedule)
        ready = _answers(f"{self.web_url}/readyz")
        self.processes.wait_until(ready, "the web process is ready", within=60)

    def _start(self, name: str, module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", module, *arguments]
        self.processes.start(name, command)


@contextmanager
def running_stack() -> Iterator[Stack]:
    """Empty PostgreSQL and Redis and a simulator without stores; `start_product` does the rest.

    Everything stops when the block ends, and dies with this process. Raises `ServiceError`,
    `SimulatorDidNotStart` and `DemoError`.
    """
    secret = secrets.token_urlsafe(24)
    run = HOME / f"run-{os.getpid()}"
    processes = Processes(HOME)
    with running_services(run) as services, start_simulator(CLIENT_ID, secret) as simulator:
        web_url = f"http://127.0.0.1:{_free_port()}"
        # The environment of this process is the demo's alone, and its children inherit it.
        os.environ.update(_variables(services, simulator.base_url, web_url, secret))
        try:
            yield Stack(load_settings(), simulator.client, web_url, processes, run)
        finally:
            processes.stop_all()


def _variables(services: Services, shopify: str, web_url: str, secret: str) -> dict[str, str]:
    return {
        "ENVIRONMENT": "demo",
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "SECRET_KEY": secrets.token_urlsafe(32),
        "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "APP_URL": web_url,
        "SHOPIFY_CLIENT_ID": CLIENT_ID,
        "SHOPIFY_CLIENT_SECRETS": secret,
        "SHOPIFY_BASE_URL": f"{shopify}/{{shop}}",
        **HURRY,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> Callable[[], bool]:
    def asked() -> bool:
        try:
            return httpx.get(url, trust_env=False, timeout=2).is_success
        except httpx.TransportError:
            return False

    return asked
