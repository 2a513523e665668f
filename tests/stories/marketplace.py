"""A marketplace of real processes for stories: web, workers and beat against the simulator."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import func, select

from powerpact.config import Settings
from powerpact.domain.transitions import OrderState, SyncState
from powerpact.embedded.children import start_child, stop_child
from powerpact.models import BubblyOrder, EventState, OrderSync, WebhookEvent
from powerpact.services.map_choice import choose_maps
from powerpact.services.transactions import transaction
from powerpact.shopify.topics import COMPLIANCE, OF_THE_APP
from powerpact.simulator.control_client import SimulatorClient

# A story has no time for the waits that suit a shop.
HURRIED = {
    "sweep_seconds": 0.5,
    "lease_seconds": 12.5,
    "shopify_connect_timeout": 0.5,
    "shopify_read_timeout": 2.5,
    "retry_first_seconds": 0.2,
    "retry_cap_seconds": 1.0,
    "retry_limit": 500,
    "unclear_look_seconds": 0.5,
    "unclear_resend_seconds": 6.0,
    "bulk_poll_seconds": 0.2,
}
CELERY = (sys.executable, "-m", "celery", "--app=wsgi:celery")
POLL_SECONDS = 0.1


@dataclass
class Marketplace:
    """The running product, as a person outside sees it."""

    settings: Settings
    simulator: SimulatorClient
    logs: Path
    _children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the web process listens."""
        return str(self.settings.app_url).rstrip("/")

    def start_web(self) -> None:
        """Start gunicorn and wait until it is ready."""
        bind = self.address.removeprefix("http://")
        command = (sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", bind)
        own = {"uri": f"{self.address}/webhooks", "topics": [*OF_THE_APP, *COMPLIANCE]}
        self.simulator.set_app_subscriptions([own])  # what the app's file tells Shopify
        self._start("web", *command, "--graceful-timeout=1")
        self.wait_until(self._web_is_ready, "the web process is ready")

    def start_worker(self, name: str = "worker") -> None:
        """Start one worker for all queues."""
        queues = "--queues=webhooks,orders,catalogue,maintenance"
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        self._start(
            name,
            *CELERY,
            "worker",
            "--pool=gevent",
            "--concurrency=12",
            queues,
            *quiet,
            f"--hostname={name}@%h",
        )

    def start_beat(self) -> None:
        """Start the clock that wakes the sweepers."""
        self._start("beat", *CELERY, "beat", "--schedule", str(self.logs / "beat"))

    def kill(self, name: str) -> None:
        """End a process as a power cut would."""
        child = self._children.pop(name)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()

    def stop(self) -> None:
        """Stop every process that still runs."""
        while self._children:
            stop_child(self._children.popitem()[1])

    def wait_until(
        self,
        fact: Callable[[], bool],
        what: str,
        seconds: float = 60,
        why: Callable[[], object] = str,
    ) -> None:
        """Return once ``fact()`` is true; fail with what is known when it does not become so."""
        deadline = time.monotonic() + seconds
        while not fact():
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {seconds} s in vain: {what} {why()}\n{self._ends()}")
            time.sleep(POLL_SECONDS)

    def _web_is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _start(self, name: str, *command: str) -> None:
        self._children[name] = start_child(command, log=self.logs / f"{name}.log")

    def _ends(self) -> str:
        return "\n".join(f"{log}:\n{log.read_text()[-1500:]}" for log in self.logs.glob("*.log"))


def hurried(settings: Settings, **changes: object) -> Settings:
    """Settings of a story: the same services, short waits, and a web address of its own."""
    address = {"app_url": f"http://127.0.0.1:{_free_port()}"}
    return Settings(**{**settings.model_dump(), **HURRIED, **address, **changes})


@contextmanager
def environment(settings: Settings) -> Iterator[None]:
    """The settings as environment variables, for child processes."""
    before = dict(os.environ)
    os.environ.update(_variables(settings))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _variables(settings: Settings) -> Mapping[str, str]:
    plain = {name.upper(): str(getattr(settings, name)) for name in HURRIED}
    return {
        **plain,
        "ENVIRONMENT": settings.environment.value,
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "REDIS_URL": settings.redis_url.get_secret_value(),
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "ENCRYPTION_KEYS": ",".join(key.get_secret_value() for key in settings.encryption_keys),
        "APP_URL": str(settings.app_url),
        "SHOPIFY_CLIENT_ID": settings.shopify_client_id,
        "SHOPIFY_CLIENT_SECRETS": settings.client_secret,
        "SHOPIFY_BASE_URL": settings.shopify_base_url,
        "IN_FLIGHT_PER_STORE": str(settings.in_flight_per_store),
    }


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def count_orders() -> int:
    """How many Bubbly orders PowerPact knows."""
    with transaction() as session:
        return session.scalar(select(func.count(BubblyOrder.id))) or 0


def part_states() -> dict[OrderState, int]:
    """How many parts stand where."""
    with transaction() as session:
        rows = session.execute(select(OrderSync.state, func.count()).group_by(OrderSync.state))
        return {row[0]: row[1] for row in rows}


def event_states() -> dict[EventState, int]:
    """How many webhook events stand where."""
    with transaction() as session:
        rows = session.execute(
            select(WebhookEvent.state, func.count()).group_by(WebhookEvent.state)
        )
        return {row[0]: row[1] for row in rows}


def wait_until_listed(marketplace: Marketplace, products: int) -> None:
    """Return once Bubbly lists that many products and none waits."""

    def listed() -> bool:
        rows = choose_maps(None, None, products + 1)
        return [row.sync for row in rows] == [SyncState.SYNCED] * products

    marketplace.wait_until(listed, "everything is listed at Bubbly")
