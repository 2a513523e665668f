"""Installing by an authorization code: from Shopify's address through ours into the app."""

import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from urllib3 import request as fetch
from werkzeug.test import TestResponse

from powerpact.config import Settings
from powerpact.models import AdmissionState, PartnerStore, Store, StoreState, Trade
from powerpact.simulator.admin.embedding import signed_query
from powerpact.simulator.control_client import SimulatorClient
from powerpact.web.install import COOKIE
from tests.factories import AdmissionFactory, PartnerStoreFactory
from tests.fixtures.simulator import CLIENT_ID, CLIENT_SECRET

DOMAIN = "fern.myshopify.com"


@pytest.fixture
def the_app(settings: Settings) -> str:
    """Where the app is inside the store's admin."""
    return f"{str(settings.shopify_admin_url).rstrip('/')}/store/fern/apps/{CLIENT_ID}"


@pytest.fixture
def fern(simulator: SimulatorClient, session: Session) -> SimulatorClient:
    """A store that staff invited."""
    simulator.create_store(DOMAIN, "Fern")
    AdmissionFactory(shop_domain=DOMAIN, code="fern")
    return simulator


def address(path: str, **values: str) -> str:
    values = {"shop": DOMAIN, "timestamp": str(int(time.time())), **values}
    return f"/auth/{path}?{signed_query(values.items(), CLIENT_SECRET)}"


def agree(client: FlaskClient) -> str:
    """Begin, and agree at Shopify; the address to which Shopify sends the browser back."""
    answer = client.get(address("start"))
    assert answer.status_code == 302
    asked = fetch("GET", answer.headers["Location"], redirect=False, retries=False)
    back = urlsplit(asked.headers["Location"])
    assert back.path == "/auth/callback"
    return f"{back.path}?{back.query}"


def stores(session: Session) -> list[Store]:
    session.expire_all()
    return list(session.scalars(select(Store)))


def assert_refused(answer: TestResponse, status: int, words: str) -> None:
    assert (answer.status_code, words in answer.text) == (status, True), answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "Traceback" not in answer.text


def test_an_invited_store_is_connected_and_led_into_the_app(
    client: FlaskClient, fern: SimulatorClient, session: Session, the_app: str
) -> None:
    answer = client.get(agree(client))
    assert (answer.status_code, answer.headers["Location"]) == (302, the_app)
    (store,) = stores(session)
    assert (store.state, store.check_due_at is None) == (StoreState.ACTIVE, False)
    assert isinstance(store, PartnerStore)
    assert (store.code, store.trade) == ("fern", Trade.JOINING)
    assert client.get_cookie(COOKIE, path="/auth") is None


def test_the_nonce_is_kept_by_the_browser_alone(client: FlaskClient, fern: SimulatorClient) -> None:
    answer = client.get(address("start"))
    cookie = answer.headers["Set-Cookie"]
    for word in ("HttpOnly", "SameSite=Lax", "Path=/auth", "Max-Age=600"):
        assert word in cookie
    asked = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    assert len(asked["state"]) >= 32
    assert asked["redirect_uri"].endswith("/auth/callback")


def test_a_store_that_is_known_is_connected_anew(
    client: FlaskClient, simulator: SimulatorClient, session: Session
) -> None:
    simulator.create_store(DOMAIN, "Fern")
    before = PartnerStoreFactory(shop_domain=DOMAIN).access_token
    client.get(agree(client))
    (store,) = stores(session)
    assert store.access_token != before


@pytest.mark.parametrize("state", [None, AdmissionState.ASKED, AdmissionState.DECLINED])
def test_a_store_that_was_not_let_in_does_not_come_in_here_either(
    client: FlaskClient,
    simulator: SimulatorClient,
    session: Session,
    the_app: str,
    state: AdmissionState | None,
) -> None:
    simulator.create_store(DOMAIN, "Fern")
    if state:
        AdmissionFactory(shop_domain=DOMAIN, state=state)
    answer = client.get(agree(client))
    assert_refused(answer, 403, "have not let this store in")
    assert f'href="{the_app}"' in answer.text
    assert stores(session) == []


def test_a_code_counts_once(client: FlaskClient, fern: SimulatorClient, session: Session) -> None:
    back = agree(client)
    nonce = client.get_cookie(COOKIE, path="/auth")
    assert nonce
    assert client.get(back).status_code == 302
    assert_refused(client.get(back), 403, "did not begin this installation")
    client.set_cookie(COOKIE, nonce.value, path="/auth")
    assert_refused(client.get(back), 400, "did not accept this installation")


def test_another_browser_can_not_end_what_this_one_began(
    client: FlaskClient, fern: SimulatorClient, session: Session
) -> None:
    back = agree(client)
    client.delete_cookie(COOKIE, path="/auth")
    assert_refused(client.get(back), 403, "did not begin")
    assert stores(session) == []


def test_a_nonce_is_for_one_store(
    client: FlaskClient, fern: SimulatorClient, session: Session
) -> None:
    state = dict(parse_qsl(urlsplit(agree(client)).query))["state"]
    forged = address("callback", shop="oak.myshopify.com", state=state, code="x")
    assert_refused(client.get(forged), 403, "did not begin")


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/auth/start", 400, "names no Shopify store"),
        (f"/auth/start?shop={DOMAIN}", 403, "not signed by Shopify"),
        (address("start", shop="evil.test"), 400, "names no Shopify store"),
        (address("start", timestamp="1"), 400, "too old"),
        (address("start") + "&shop=oak.myshopify.com", 403, "not signed"),
        ("/auth/callback", 400, "names no Shopify store"),
        (address("callback", code="x", state="y"), 403, "did not begin"),
    ],
)
def test_what_shopify_did_not_send_is_refused_and_spends_the_nonce(
    client: FlaskClient, fern: SimulatorClient, session: Session, path: str, status: int, words: str
) -> None:
    assert_refused(client.get(path), status, words)
    assert client.get_cookie(COOKIE, path="/auth") is None
    assert stores(session) == []


def test_a_refusal_spends_the_nonce(client: FlaskClient, fern: SimulatorClient) -> None:
    back = agree(client)
    assert_refused(client.get(f"{back}&shop=oak.myshopify.com"), 403, "not signed")
    assert_refused(client.get(back), 403, "did not begin")


def test_shopify_being_away_is_said_in_words(
    client: FlaskClient, fern: SimulatorClient, session: Session
) -> None:
    back = agree(client)
    fern.add_fault("server_error", shop=DOMAIN, operation="access_token", count=1)
    assert_refused(client.get(back), 503, "Shopify does not answer")
