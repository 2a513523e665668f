"""Three people around a demo that was just told: a newcomer, a member of staff, and Shopify."""

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from powerpact.simulator.control_client import SimulatorClient
from tests.fixtures.chromium import OpenPage, new_context, watch
from tests.stories.console.looking import sign_in
from tests.stories.dashboard.looking import Dashboard
from tests.stories.running_demo import Demo, Picture, keep, running_demo


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """A demo that has told its story and stays up."""
    with running_demo() as demo:
        yield demo


@pytest.fixture
def address(demo: Demo) -> str:
    """Where the console is."""
    return demo.address


@pytest.fixture
def shopify(demo: Demo) -> Iterator[SimulatorClient]:
    """What goes on in the stores."""
    with closing(SimulatorClient(f"http://127.0.0.1:{urlsplit(demo.newcomer).port}")) as client:
        yield client


@pytest.fixture
def partner(chromium: Browser, demo: Demo, shopify: SimulatorClient) -> Iterator[Dashboard]:
    """The newcomer's own browser. An error on its console fails the test."""
    admin = demo.newcomer.partition("/store/")[0]
    context = new_context(chromium, (demo.address, admin, shopify.base_url))
    page, faults = context.new_page(), list[str]()
    watch(page, faults)
    yield Dashboard(page, demo.newcomer)
    context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def staff(open_page: OpenPage, demo: Demo) -> Page:
    """The browser of somebody at Bubbly, signed in to the console."""
    page = open_page()
    sign_in(page, demo)
    return page


@pytest.fixture
def picture() -> Picture:
    """Keeps what the browser shows, when pictures are wanted."""
    return keep
