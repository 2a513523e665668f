"""A simulator in a thread of this process, emptied for each test."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from powerpact.simulator.control_client import SimulatorClient
from powerpact.simulator.grants import ID_TOKEN, OFFLINE, TOKEN_EXCHANGE, AppCredentials
from powerpact.simulator.house import HouseRules
from powerpact.simulator.server import serving

CREDENTIALS = AppCredentials("app", "a secret of at least thirty-two bytes")
SHOP = "kiln.myshopify.com"


class Served:
    """Serves until told to stop, on an event loop of its own thread."""

    def __init__(self) -> None:
        self.address: Future[str] = Future()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._serve()])

    def start(self) -> str:
        self._thread.start()
        return self.address.result(timeout=10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=10)
        self._loop.close()

    async def _serve(self) -> None:
        async with serving(HouseRules(CREDENTIALS)) as house:
            self.address.set_result(house.base_url)
            await self._stop.wait()


@pytest.fixture(scope="session")
def simulator_address() -> Iterator[str]:
    """Where the simulator of this test session is served."""
    served = Served()
    yield served.start()
    served.stop()


@pytest.fixture
def control(simulator_address: str) -> Iterator[SimulatorClient]:
    """The control of a simulator that holds nothing."""
    client = SimulatorClient(simulator_address)
    client.reset()
    yield client
    client.close()


@dataclass
class Store:
    """A store as the app reaches it: with an access token, over HTTP."""

    shop: str
    control: SimulatorClient
    http: httpx.Client
    token: str = ""

    def ask_for_tokens(self, **parameters: Any) -> httpx.Response:
        identity = {
            "client_id": CREDENTIALS.client_id,
            "client_secret": CREDENTIALS.client_secret,
        }
        return self.http.post(
            f"/{self.shop}/admin/oauth/access_token", json={**identity, **parameters}
        )

    def exchange(self) -> httpx.Response:
        return self.ask_for_tokens(
            grant_type=TOKEN_EXCHANGE,
            subject_token=self.control.session_token(self.shop),
            subject_token_type=ID_TOKEN,
            requested_token_type=OFFLINE,
            expiring=1,
        )

    def sign_in(self) -> None:
        self.token = self.exchange().json()["access_token"]

    def query(
        self, document: str, variables: dict[str, Any] | None = None, version: str = "2026-10"
    ) -> httpx.Response:
        return self.post({"query": document, "variables": variables or {}}, version)

    def post(self, body: Any, version: str = "2026-10") -> httpx.Response:
        return self.http.post(
            f"/{self.shop}/admin/api/{version}/graphql.json",
            json=body,
            headers={"X-Shopify-Access-Token": self.token},
        )


@pytest.fixture
def store(control: SimulatorClient) -> Iterator[Store]:
    """A store that has installed the app, which holds a token for it."""
    control.create_store(SHOP, "Kiln & Harbour")
    with httpx.Client(base_url=control.base_url, trust_env=False) as http:
        store = Store(SHOP, control, http)
        store.sign_in()
        yield store
