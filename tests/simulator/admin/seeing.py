"""What tests of the framed app look at."""

import re

import jwt
from playwright.sync_api import Page, expect

from tests.fixtures.simulator import CLIENT_ID, CLIENT_SECRET

PLACE = f"/store/kiln/apps/{CLIENT_ID}"
TOKEN_IN_TIME = """Promise.race([
    shopify.idToken().catch((fault) => fault.message),
    new Promise((give_up) => setTimeout(give_up, 1500, "nothing")),
])"""
NAV = """<s-app-nav><s-link href="/app/" rel="home">Home</s-link>
    <s-link href="/app/orders">Orders</s-link><s-link href="/app/products">Products</s-link>
    </s-app-nav>"""


def claims(token: str) -> dict[str, str]:
    """What the token says; fails for one that an app would refuse."""
    read: dict[str, str] = jwt.decode(
        token, CLIENT_SECRET, algorithms=["HS256"], audience=CLIENT_ID
    )
    return read


def expect_at(page: Page, place: str) -> None:
    """The address of admin leads to that page of the app."""
    expect(page).to_have_url(re.compile(re.escape(PLACE + place) + "$"))
