"""The console as the demo has it: with a page for the simulator."""

from collections.abc import Iterator

import pytest
from flask import Flask

from powerpact.app import create_app
from powerpact.config import Environment, Settings
from powerpact.demo.simulator_page import offer_simulator_page
from powerpact.simulator.running import RunningSimulator
from tests.admin.conftest import browser as browser
from tests.fixtures.application import close


@pytest.fixture(scope="module")
def demo_app(settings: Settings, running_simulator: RunningSimulator) -> Iterator[Flask]:
    """An application with the page, on the tests' database and simulator."""
    own = {"environment": Environment.DEMO, "simulator_url": running_simulator.base_url}
    app = create_app(Settings(**{**settings.model_dump(), **own}))
    offer_simulator_page(app)
    yield app
    close(app)


@pytest.fixture
def app(demo_app: Flask, app: Flask) -> Flask:
    """The one with the page; the other one cleans up the database that they share."""
    return demo_app
