"""The authorization-code flow: platform facts 1.5."""

import hashlib
import hmac
from urllib.parse import parse_qs, urlsplit

import httpx

from .conftest import CREDENTIALS, Store

CALLBACK = "https://app.powerpact.test/auth/callback"


def _authorize(store: Store, **more: str) -> httpx.Response:
    parameters = {
        "client_id": CREDENTIALS.client_id,
        "scope": "write_orders,read_products",
        "redirect_uri": CALLBACK,
        "state": "nonce-1",
        **more,
    }
    return store.http.get(f"/{store.shop}/admin/oauth/authorize", params=parameters)


def _callback(answer: httpx.Response) -> dict[str, str]:
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


def test_the_merchant_comes_back_with_a_signed_code(store: Store) -> None:
    answer = _authorize(store)

    back = _callback(answer)
    signature = back.pop("hmac")
    message = "&".join(f"{name}={value}" for name, value in sorted(back.items()))
    digest = hmac.new(CREDENTIALS.client_secret.encode(), message.encode(), hashlib.sha256)
    assert answer.headers["Location"].startswith(f"{CALLBACK}?")
    assert set(back) == {"code", "host", "shop", "state", "timestamp"}
    assert (back["shop"], back["state"]) == (store.shop, "nonce-1")
    assert signature == digest.hexdigest()


def test_the_code_buys_a_pair_for_the_scopes_that_were_granted(store: Store) -> None:
    code = _callback(_authorize(store))["code"]

    answer = store.ask_for_tokens(code=code, expiring=1).json()

    assert answer["scope"] == "read_products,write_orders"
    assert answer["refresh_token"]
    assert store.control.store(store.shop)["scopes"] == ["read_products", "write_orders"]


def test_authorizing_installs_an_app_that_was_removed(store: Store) -> None:
    store.control.uninstall(store.shop)

    _authorize(store)

    assert store.control.store(store.shop)["installed"] is True


def test_an_unknown_app_is_refused(store: Store) -> None:
    assert _authorize(store, client_id="another").status_code == 400


def test_a_form_is_taken_as_well_as_json(store: Store) -> None:
    answer = store.http.post(
        f"/{store.shop}/admin/oauth/access_token",
        data={
            "client_id": CREDENTIALS.client_id,
            "client_secret": CREDENTIALS.client_secret,
            "code": _callback(_authorize(store))["code"],
            "expiring": "1",
        },
    )

    assert answer.json()["expires_in"] == 3600


def test_a_body_that_is_no_object_is_an_invalid_request(store: Store) -> None:
    answer = store.http.post(
        f"/{store.shop}/admin/oauth/access_token",
        content=b"[1",
        headers={"Content-Type": "application/json"},
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
