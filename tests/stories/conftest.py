"""Stories run the whole product: real processes, real PostgreSQL and Redis, a simulated Shopify."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from powerpact.config import Settings
from powerpact.models import StoreKind
from powerpact.services.platform import bind_platform
from powerpact.services.store_connection import Newcomer, connect
from powerpact.simulator.control_client import SimulatorClient
from tests.fixtures.application import bind_queue
from tests.services.marketplace import ANA, Shop
from tests.stories.marketplace import Marketplace, environment, hurried


@pytest.fixture
def marketplace(
    app: Flask, settings: Settings, simulator: SimulatorClient, tmp_path: Path
) -> Iterator[Marketplace]:
    """The product with its web process running; a story starts workers and beat itself."""
    own = hurried(settings)
    bind_platform(own)
    bind_queue(app, own)
    running = Marketplace(own, simulator, tmp_path)
    with environment(own), app.app_context():
        running.start_web()
        try:
            yield running
        finally:
            running.stop()


@pytest.fixture
def open_store(marketplace: Marketplace) -> Callable[..., Shop]:
    """Opens a store at Shopify and connects it; with a code it is a partner's."""

    def opened(name: str, code: str | None = None, **details: object) -> Shop:
        domain = f"{name.lower()}.myshopify.com"
        marketplace.simulator.create_store(domain, name, plan="plus", **details)
        kind = StoreKind.PARTNER if code else StoreKind.BUBBLY
        token = marketplace.simulator.session_token(domain)
        connected = connect(Newcomer(domain, kind, code), token, ANA)
        return Shop(connected, domain, marketplace.simulator)

    return opened
