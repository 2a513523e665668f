"""The token endpoint: what is asked, what is granted, what a refusal means (facts 1.3 to 1.5)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from powerpact.errors import PowerPactError, RateLimited, StoreUnavailable, Unauthorized, Unclear
from powerpact.shopify.tokens import AppCredentials, TokenEndpoint, TokenGrant
from tests.shopify.scripted import Fault, HttpAnswer, ScriptedStore, hang_up

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
APP = AppCredentials("client-id", "client-secret")
GRANTED = {
    "access_token": "shpat_new",
    "scope": "read_products,write_orders",
    "expires_in": 3600,
    "refresh_token": "shprt_new",
    "refresh_token_expires_in": 7776000,
}


def endpoint(store: ScriptedStore) -> TokenEndpoint:
    return TokenEndpoint(store.http, store.base_url, APP, now=lambda: NOW)


def test_a_grant_holds_both_tokens_their_ends_and_the_scopes() -> None:
    assert endpoint(ScriptedStore(GRANTED)).refresh("shprt_old") == TokenGrant(
        access_token="shpat_new",
        access_expires_at=NOW + timedelta(hours=1),
        refresh_token="shprt_new",
        refresh_expires_at=NOW + timedelta(days=90),
        scopes=frozenset({"read_products", "write_orders"}),
        granted_at=NOW,
    )


@pytest.mark.parametrize(
    ("ask", "sent"),
    [
        (
            lambda door: door.exchange_session_token("id.token"),
            {
                "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token": "id.token",
                "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
                "requested_token_type": (
                    "urn:shopify:params:oauth:token-type:offline-access-token"
                ),
                "expiring": "1",
            },
        ),
        (lambda door: door.exchange_code("c0de"), {"code": "c0de", "expiring": "1"}),
        (
            lambda door: door.refresh("shprt_old"),
            {"grant_type": "refresh_token", "refresh_token": "shprt_old"},
        ),
    ],
)
def test_each_grant_is_asked_for_in_shopifys_words(
    ask: Callable[[TokenEndpoint], TokenGrant], sent: dict[str, str]
) -> None:
    store = ScriptedStore(GRANTED)
    ask(endpoint(store))
    secrets = {"client_id": "client-id", "client_secret": "client-secret"}
    assert store.sent == [{**secrets, **sent}]
    assert store.paths == ["/admin/oauth/access_token"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (HttpAnswer(400, json={"error": "invalid_subject_token"}), Unauthorized),
        (HttpAnswer(400, json={"error": "invalid_grant"}), Unauthorized),
        (HttpAnswer(401, json={"error": ["odd"]}), Unauthorized),
        (HttpAnswer(400, content=b"<h1>no</h1>"), Unauthorized),
        (HttpAnswer(402, json={"errors": "frozen"}), StoreUnavailable),
        (HttpAnswer(404, json={"errors": "Not Found"}), StoreUnavailable),
        (HttpAnswer(429), RateLimited),
        (HttpAnswer(502), Unclear),
        (hang_up, Unclear),
        (HttpAnswer(200, content=b"<html>"), Unclear),
    ],
)
def test_a_refused_grant_is_unauthorized_and_a_lost_one_unclear(
    answer: HttpAnswer | Fault, error: type[PowerPactError]
) -> None:
    with pytest.raises(error) as raised:
        endpoint(ScriptedStore(answer)).refresh("shprt_old")
    assert type(raised.value) is error


@pytest.mark.parametrize(
    "change",
    [
        {"access_token": None},
        {"access_token": ""},
        {"access_token": "two\nlines"},
        {"refresh_token": None},
        {"expires_in": "soon"},
        {"expires_in": 0},
        {"expires_in": 10**10},
        {"refresh_token_expires_in": None},
        {"scope": None},
    ],
)
def test_a_grant_that_does_not_say_all_is_unclear(change: dict[str, Any]) -> None:
    with pytest.raises(Unclear):
        endpoint(ScriptedStore({**GRANTED, **change})).refresh("shprt_old")


def test_secrets_appear_in_no_text() -> None:
    door = endpoint(ScriptedStore(GRANTED, HttpAnswer(400, json={"error": "shprt_old!"})))
    shown = repr(door.refresh("shprt_old")) + repr(APP)
    with pytest.raises(Unauthorized) as raised:
        door.refresh("shprt_old")
    shown += str(raised.value)
    for secret in ("shpat_new", "shprt_new", "shprt_old", "client-secret"):
        assert secret not in shown
