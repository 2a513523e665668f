"""An app of a few pages, such as a simulator's admin would frame."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Frame, Page

from powerpact.simulator.control_client import SimulatorClient
from tests.fixtures.chromium import served
from tests.fixtures.embedded import OpenInAdmin, app_frame
from tests.fixtures.simulator import CLIENT_ID

SHOP = "kiln.myshopify.com"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An app</title>
<link rel="icon" href="data:,"><meta name="shopify-api-key" content="{client_id}">
<script src="{scripts}/app-bridge.js"></script><script src="{scripts}/polaris.js"></script>
</head><body>{body}</body></html>"""
BOUNCE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>One moment</title>
<script data-api-key="{client_id}" src="{scripts}/app-bridge.js"></script></head></html>"""


@dataclass
class Seen:
    """One request to the app."""

    path: str
    query: dict[str, list[str]]
    bearer: str
    cookies: str
    body: bytes


@dataclass
class Answer:
    """What the app says to a path: an HTML page, or a status and headers."""

    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""


@dataclass
class StandIn:
    """An app that serves what it is told to, under a policy as strict as ours."""

    admin_url: str
    scripts: str
    seen: list[Seen] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    # The answers of a path one after another; the last one stays.
    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))

    def requests(self, path: str) -> list[Seen]:
        return [one for one in self.seen if one.path == path]

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        path = environ["PATH_INFO"]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        self.seen.append(
            Seen(
                path,
                parse_qs(environ["QUERY_STRING"]),
                environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer "),
                environ.get("HTTP_COOKIE", ""),
                environ["wsgi.input"].read(length),
            )
        )
        told = self.answers[path]
        answer = (told.pop(0) if len(told) > 1 else told[0]) if told else self._page(path)
        start(answer.status, [*self._policy(), *answer.headers])
        return [answer.text.encode()]

    def _page(self, path: str) -> Answer:
        names = {"client_id": CLIENT_ID, "scripts": self.scripts}
        if path == "/bounce":
            return Answer(text=BOUNCE.format(**names))
        return Answer(text=PAGE.format(**names, body=self.pages.get(path, "")))

    def _policy(self) -> list[tuple[str, str]]:
        policy = (
            f"default-src 'self'; script-src 'self' {self.scripts}/; img-src data:; "
            f"frame-ancestors {self.admin_url}"
        )
        return [("Content-Type", "text/html"), ("Content-Security-Policy", policy)]


@pytest.fixture
def stand_in(simulator: SimulatorClient, admin_url: str) -> StandIn:
    """The app, and a store that has installed it."""
    simulator.create_store(SHOP, "Kiln & Harbour")
    return StandIn(admin_url, f"{simulator.base_url}/shopifycloud")


@pytest.fixture
def address(stand_in: StandIn) -> Iterator[str]:
    """Where the app is served."""
    with served(stand_in) as address:
        yield address


OpenFrame = Callable[..., tuple[Page, Frame]]


@pytest.fixture
def open_frame(open_in_admin: OpenInAdmin) -> OpenFrame:
    """Opens a page of the app in the store's admin, and waits until it is all there."""

    def opened(path: str = "", **how: Any) -> tuple[Page, Frame]:
        page, _ = open_in_admin(SHOP, path, **how)
        frame = app_frame(page)
        frame.wait_for_load_state()
        return page, frame

    return opened
