"""Who gets into the dashboard, and how the others are sent for a token."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from powerpact.permissions import Role
from tests.admin.conftest import Browser
from tests.admin.partner.conftest import HOST, Frame, token_for
from tests.factories import PartnerStoreFactory
from tests.fixtures.simulator import CLIENT_ID, CLIENT_SECRET

SHOP = "fern.myshopify.com"
IN_ADMIN = {"shop": SHOP, "host": HOST, "embedded": "1"}


@pytest.fixture
def shop(app: Flask) -> str:
    """The domain of a partner's shop."""
    with app.app_context():
        PartnerStoreFactory(shop_domain=SHOP)
    return SHOP


def forged(algorithm: str = "HS256", secret: str = CLIENT_SECRET, **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": f"https://{SHOP}/admin",
        "dest": f"https://{SHOP}",
        "aud": CLIENT_ID,
        "sub": "1",
        "exp": now + 60,
        "nbf": now,
        "iat": now,
        "jti": "a",
        "sid": "b",
        **changes,
    }
    return jwt.encode(claims, secret, algorithm)


def framers(app: Flask, shop: str) -> str:
    """The part of the policy that lets a shop's admin frame a page, and nobody else."""
    admin = str(app.config["SETTINGS"].shopify_admin_url).rstrip("/")
    return f"frame-ancestors https://{shop} {admin};"


BAD = {
    "another secret": lambda: forged(secret="x" * 40),
    "another algorithm": lambda: forged("HS512", CLIENT_SECRET * 3),
    "no algorithm": lambda: forged("none", ""),
    "another app": lambda: forged(aud="another-app"),
    "expired": lambda: forged(exp=int(time.time()) - 60),
    "not yet": lambda: forged(nbf=int(time.time()) + 3600),
    "two hosts": lambda: forged(iss="https://other.myshopify.com/admin"),
    "no shop": lambda: forged(iss="https://evil.example/admin", dest="https://evil.example"),
    "a domain like ours": lambda: forged(
        iss=f"https://{SHOP}.evil.example/admin", dest=f"https://{SHOP}.evil.example"
    ),
    "truncated": lambda: forged()[:-8],
    "unsigned": lambda: forged().rpartition(".")[0] + ".",
    "empty": lambda: "",
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_token_is_told_to_ask_again(client: FlaskClient, shop: str, kind: str) -> None:
    answer = client.get("/app/", headers={"Authorization": f"Bearer {BAD[kind]()}"})

    assert answer.status_code == 401
    assert answer.headers["X-Shopify-Retry-Invalid-Session-Request"] == "1"
    assert shop not in answer.headers["Content-Security-Policy"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="\r\n"), max_size=300))
def test_no_text_is_a_token(client: FlaskClient, text: str) -> None:
    answer = client.get("/app/", headers={"Authorization": f"Bearer {text}"})

    assert answer.status_code == 401


GOOD = forged(exp=int(time.time()) + 36_000)
# The last letter of a part has bits that say nothing, so changing it may change nothing.
ENDS = {place - 1 for place, letter in enumerate(GOOD) if letter == "."} | {len(GOOD) - 1}
PLACES = [place for place in range(len(GOOD)) if place not in ENDS]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PLACES), st.sampled_from("abcXYZ019-_."))
def test_a_token_of_which_one_character_was_changed_is_none(
    client: FlaskClient, place: int, letter: str
) -> None:
    assume(letter != GOOD[place])
    changed = GOOD[:place] + letter + GOOD[place + 1 :]

    assert client.get("/app/", headers={"Authorization": f"Bearer {changed}"}).status_code == 401


def test_first_load_comes_in_by_the_token_in_its_address(client: FlaskClient, shop: str) -> None:
    answer = client.get("/app/", query_string={**IN_ADMIN, "id_token": token_for(shop)})

    assert answer.status_code == 200
    assert framers(client.application, shop) in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_document_that_is_led_on_keeps_its_token(client: FlaskClient) -> None:
    stranger = token_for("stranger.myshopify.com")
    answer = client.get("/app/", query_string={**IN_ADMIN, "id_token": stranger})

    assert urlsplit(answer.location).path == "/app/welcome/"
    assert client.get(answer.location).status_code == 200


def test_shop_in_the_address_proves_nothing(client: FlaskClient, shop: str) -> None:
    with client.application.app_context():
        other = PartnerStoreFactory(name="Kiln").shop_domain

    answer = client.get("/app/", query_string={"shop": other, "id_token": token_for(shop)})

    assert f"https://{shop} " in answer.headers["Content-Security-Policy"]
    assert "Kiln" not in answer.text


@pytest.mark.usefixtures("shop")
def test_document_without_a_token_is_sent_for_one_and_back(client: FlaskClient) -> None:
    answer = client.get("/app/runs/", query_string={**IN_ADMIN, "page": "2", "hmac": "old"})

    assert answer.status_code == 302
    place, asked = urlsplit(answer.location), parse_qs(urlsplit(answer.location).query)
    assert place.path == "/app/session-token"
    assert (asked["shop"], asked["host"]) == ([SHOP], [HOST])
    again = asked["shopify-reload"][0]
    assert again.startswith("http://localhost/app/runs/?shop=")
    assert "page=2" in again
    assert "hmac" not in again
    bounce = client.get(answer.location)
    assert bounce.status_code == 200
    assert "app-bridge.js" in bounce.text
    assert "polaris" not in bounce.text


@pytest.mark.usefixtures("shop")
def test_document_whose_fresh_token_is_no_good_either_goes_round_no_more(
    client: FlaskClient,
) -> None:
    first = client.get("/app/", query_string={**IN_ADMIN, "id_token": BAD["expired"]()})
    again = parse_qs(urlsplit(first.location).query)["shopify-reload"][0]

    second = client.get(f"{again}&id_token={BAD['expired']()}")

    assert second.status_code == 401
    assert "clock" in second.text


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/app/",
        "//evil.example/app/",
        "http://localhost/console/",
        "http://localhost.evil.example/app/",
        "http://localhost@evil.example/app/",
        "http://localhost/app\\@evil.example/",
        "javascript:alert(1)//app/",
        "http://[bad/app/",
        "",
    ],
)
def test_bounce_page_leads_nowhere_else(client: FlaskClient, address: str) -> None:
    answer = client.get("/app/session-token", query_string={**IN_ADMIN, "shopify-reload": address})

    assert answer.status_code == 400


def test_bounce_page_that_is_opened_alone_says_where_to_begin(client: FlaskClient) -> None:
    own = {"shopify-reload": "http://localhost/app/"}
    answer = client.get("/app/session-token", query_string=own)

    assert answer.status_code == 401
    assert "Apps menu" in answer.text


@pytest.mark.usefixtures("shop")
def test_a_token_in_the_address_changes_nothing(client: FlaskClient) -> None:
    answer = client.post("/app/runs/act/stop/", query_string={"id_token": token_for(SHOP)})

    assert answer.status_code == 401


def test_staff_are_strangers_to_the_dashboard(browser: Browser) -> None:
    staff = browser(Role.ADMIN)

    answer = staff.get("/app/", headers={"Authorization": "Bearer x"})
    document = staff.get("/app/", query_string=IN_ADMIN)

    assert answer.status_code == 401
    assert document.status_code == 302
    assert "Set-Cookie" not in answer.headers


def test_partners_are_strangers_to_the_console(frame: Frame) -> None:
    for path in ("/console/", "/console/order_syncs/", "/console/pictures/1"):
        answer = frame.get(path)

        assert answer.status_code == 302
        assert urlsplit(answer.location).path == "/console/login"


@pytest.mark.usefixtures("shop")
def test_errors_are_framed_by_the_shop_alone_too(frame: Frame) -> None:
    answer = frame.get("nothing/here/")

    assert answer.status_code == 404
    policy = answer.headers["Content-Security-Policy"]
    assert framers(frame.client.application, frame.shop_domain) in policy
    assert "s-page" in answer.text


@pytest.mark.usefixtures("shop")
def test_links_carry_what_app_bridge_needs(client: FlaskClient) -> None:
    answer = client.get("/app/", query_string={**IN_ADMIN, "id_token": token_for(SHOP)})

    assert f"/app/?shop={SHOP}&amp;host={HOST}" in answer.text
    other = {**IN_ADMIN, "host": "another", "id_token": token_for(SHOP)}
    assert HOST not in client.get("/app/", query_string=other).text, "kept from the request before"
    assert "id_token=" not in answer.text


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    "name", ["shopify-reload", "endpoint", "_external", "_scheme", "_anchor", "_method", "shop"]
)
@pytest.mark.parametrize("value", ["javascript", "POST", "a\r\nSet-Cookie: a=b", "\0", "y" * 3_000])
def test_nothing_in_an_address_breaks_the_way_to_a_token_or_leads_elsewhere(
    client: FlaskClient, name: str, value: str
) -> None:
    answer = client.get("/app/", query_string={"host": HOST, name: value})

    assert answer.status_code == 302
    assert answer.location.startswith("/app/session-token?")
    assert "Set-Cookie" not in answer.headers
    assert client.get(answer.location).status_code in {200, 401}
