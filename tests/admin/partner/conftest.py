"""Somebody of a partner's staff, for whom Shopify vouches."""

from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from powerpact.models import PartnerStore
from powerpact.simulator.session_tokens import mint
from tests.factories import PartnerStoreFactory
from tests.fixtures.simulator import CLIENT_ID, CLIENT_SECRET

HOST = "YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvcGFydG5lcg"


def token_for(shop_domain: str, **changes: Any) -> str:
    """A session token as Shopify signs it."""
    return mint(shop_domain, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, **changes)


class Frame:
    """The dashboard as its own script asks for it: each request with a fresh token."""

    def __init__(self, client: FlaskClient, shop_domain: str) -> None:
        self.client, self.shop_domain = client, shop_domain

    def open(self, path: str, method: str = "GET", **asked: Any) -> TestResponse:
        """Ask for a path below ``/app/``, or a whole one."""
        address = path if path.startswith("/") else f"/app/{path}"
        headers = {"Authorization": f"Bearer {token_for(self.shop_domain)}"}
        # A file is read to its end, as a browser would.
        asked.setdefault("buffered", True)
        # In no context of the test's: a request has a database session of its own.
        return Context().run(self.client.open, address, method=method, headers=headers, **asked)

    def get(self, path: str = "", **asked: Any) -> TestResponse:
        return self.open(path, **asked)

    def post(self, path: str, data: dict[str, Any] | None = None, **asked: Any) -> TestResponse:
        return self.open(path, "POST", data=data or {}, **asked)


OpenFrame = Callable[..., Frame]


@pytest.fixture
def frame_of(app: Flask) -> OpenFrame:
    """Opens the dashboard for a store's staff."""

    def opened(store: PartnerStore | str) -> Frame:
        shop_domain = store if isinstance(store, str) else store.shop_domain
        return Frame(app.test_client(use_cookies=False), shop_domain)

    return opened


@pytest.fixture
def frame(app: Flask, frame_of: OpenFrame) -> Frame:
    """The dashboard of a partner that has nothing yet."""
    with app.app_context():
        return frame_of(PartnerStoreFactory())
