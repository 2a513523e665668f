"""Admin's pages over HTTP: installing the app, framing it, removing it."""

import asyncio
import base64
import hashlib
import hmac
import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import httpx
import jwt
import pytest

from powerpact.simulator.control_client import SimulatorClient
from powerpact.simulator.house import USUAL_SCOPES, HouseRules
from powerpact.simulator.server import serving
from tests.simulator.conftest import CREDENTIALS, SHOP, Store

PLACE = "/store/kiln/apps/app"
APP = "http://127.0.0.1:9/app/"
Pairs = list[tuple[str, str]]


@pytest.fixture(autouse=True)
def _app_is_somewhere(control: SimulatorClient) -> None:
    control.set_app_url(APP)


def framed(answer: httpx.Response) -> tuple[str, Pairs]:
    """The address of the frame without its query, and the query."""
    (source,) = re.findall(r'<iframe[^>]* src="([^"]+)"', answer.text)
    address = urlsplit(unescape(source))
    return f"{address.scheme}://{address.netloc}{address.path}", parse_qsl(address.query)


def claims(token: str) -> dict[str, str]:
    secret = CREDENTIALS.client_secret
    read: dict[str, str] = jwt.decode(token, secret, algorithms=["HS256"], audience="app")
    return read


def test_the_app_is_framed_with_what_shopify_adds(store: Store) -> None:
    address, query = framed(store.http.get(PLACE))

    said = dict(query)
    assert address == APP
    assert set(said) == {
        *("embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp")
    }
    assert (said["embedded"], said["locale"], said["shop"]) == ("1", "en", SHOP)
    assert claims(said["id_token"])["dest"] == f"https://{SHOP}"
    admin = urlsplit(store.control.base_url).netloc
    padded = said["host"] + "=" * (-len(said["host"]) % 4)
    assert base64.b64decode(padded).decode() == f"{admin}/store/kiln"


def test_the_query_is_signed_with_the_app_s_own_part_of_it(store: Store) -> None:
    address, query = framed(store.http.get(f"{PLACE}/orders/7?state=failed&state=new&shop=x"))

    signed = sorted(pair for pair in query if pair[0] != "hmac")
    message = "&".join(f"{name}={value}" for name, value in signed)
    digest = hmac.new(CREDENTIALS.client_secret.encode(), message.encode(), hashlib.sha256)
    assert address == f"{APP}orders/7"
    assert [value for name, value in query if name == "state"] == ["failed", "new"]
    assert [value for name, value in query if name == "shop"] == [SHOP]
    assert dict(query)["hmac"] == digest.hexdigest()


def test_a_store_without_the_app_is_offered_it(store: Store) -> None:
    store.control.uninstall(SHOP)

    answer = store.http.get(PLACE)

    assert "<h1>Install PowerPact</h1>" in answer.text
    assert "Kiln &amp; Harbour" in answer.text
    assert "<iframe" not in answer.text
    assert [scope for scope in USUAL_SCOPES if scope not in answer.text] == []


def test_installing_grants_what_the_app_asks_for_and_opens_it(store: Store) -> None:
    store.control.uninstall(SHOP)

    answer = store.http.post(f"/_admin/{SHOP}/install")

    assert (answer.status_code, answer.headers["Location"]) == (303, PLACE)
    shop = store.control.store(SHOP)
    assert (shop["installed"], shop["scopes"]) == (True, sorted(USUAL_SCOPES))


def test_what_the_app_asks_for_is_said_when_the_simulator_is_started() -> None:
    async def install() -> set[str]:
        rules = HouseRules(CREDENTIALS, app_url=APP, scopes=("read_orders",))
        async with serving(rules) as house:
            shop = house.world.create_shop(SHOP, name="Kiln")
            async with httpx.AsyncClient(trust_env=False) as http:
                await http.post(f"{house.base_url}/_admin/{SHOP}/install")
            return shop.app.scopes

    assert asyncio.run(install()) == {"read_orders"}


def test_removing_the_app_ends_its_tokens_and_may_be_clicked_twice(store: Store) -> None:
    for _ in range(2):
        answer = store.http.post(f"/_admin/{SHOP}/uninstall")
        assert (answer.status_code, answer.headers["Location"]) == (303, PLACE)

    assert store.control.store(SHOP)["installed"] is False
    assert store.query("{ shop { name } }").status_code == 401


@pytest.mark.parametrize("place", ["/store/nobody/apps/app", "/store/kiln/apps/other"])
def test_an_unknown_store_or_app_is_not_found(store: Store, place: str) -> None:
    assert store.http.get(place).status_code == 404


def test_nobody_said_where_the_app_is(store: Store) -> None:
    store.control.reset()  # which forgets that, too
    store.control.create_store(SHOP, "Kiln")

    answer = store.http.get(PLACE)

    assert answer.status_code == 503
    assert "--app-url" in answer.text


@pytest.mark.parametrize(
    ("at", "place"),
    [
        ("/app/orders?state=failed", f"{PLACE}/orders?state=failed"),
        ("/app/?page=2", f"{PLACE}?page=2"),
        ("/elsewhere", f"{PLACE}/"),
        ("https://evil.test/app/orders", f"{PLACE}/orders"),
    ],
)
def test_a_page_of_the_app_has_its_place_in_admin(store: Store, at: str, place: str) -> None:
    answer = store.http.get(f"/_admin/{SHOP}/open", params={"at": at})

    assert (answer.status_code, answer.headers["Location"]) == (302, place)


def test_app_bridge_is_given_real_tokens_and_new_ones_each_time(store: Store) -> None:
    first, second = (store.http.post(f"/_admin/{SHOP}/session-token").text for _ in range(2))

    assert claims(first)["dest"] == f"https://{SHOP}"
    assert claims(first)["jti"] != claims(second)["jti"]


@pytest.mark.parametrize(("kind", "status"), [("id_token_silent", 204), ("id_token_refused", 403)])
def test_app_bridge_is_given_no_token_when_told_so(store: Store, kind: str, status: int) -> None:
    store.control.add_fault(kind, count=1)
    _, document = framed(store.http.get(PLACE))

    answers = [store.http.post(f"/_admin/{SHOP}/session-token").status_code for _ in range(2)]

    assert answers == [status, 200]
    assert claims(dict(document)["id_token"])


def test_a_store_without_the_app_has_no_token_for_it(store: Store) -> None:
    store.control.uninstall(SHOP)

    assert store.http.post(f"/_admin/{SHOP}/session-token").status_code == 403


@pytest.mark.parametrize("occasion", ["document", "id_token"])
@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("id_token_expired", jwt.ExpiredSignatureError),
        ("id_token_foreign", jwt.InvalidAudienceError),
    ],
)
def test_a_token_is_spoilt_where_told_so(
    store: Store, kind: str, fault: type[Exception], occasion: str
) -> None:
    store.control.add_fault(kind, shop=SHOP, operation=occasion)

    tokens = {
        "document": dict(framed(store.http.get(PLACE))[1])["id_token"],
        "id_token": store.http.post(f"/_admin/{SHOP}/session-token").text,
    }

    with pytest.raises(fault):
        claims(tokens.pop(occasion))
    (other,) = tokens.values()
    assert claims(other)


def test_the_authorize_step_leads_back_to_the_same_place(store: Store) -> None:
    asked = {"client_id": "app", "redirect_uri": "https://app.test/callback", "scope": "read_x"}
    answer = store.http.get(f"/{SHOP}/admin/oauth/authorize", params=asked)

    back = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    assert back["host"] == dict(framed(store.http.get(PLACE))[1])["host"]


def test_an_unknown_script_is_not_found(store: Store) -> None:
    assert store.http.get("/shopifycloud/../house.py").status_code == 404
    assert store.http.get("/shopifycloud/start.js").status_code == 404
    assert store.http.get("/_admin/static/host.html").status_code == 404
