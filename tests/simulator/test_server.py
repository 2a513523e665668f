"""The door of a store: versions, tokens, states, bad bodies, cost, throttling and files."""

import httpx
import pytest

from powerpact.simulator.control_client import SimulatorClient

from .conftest import Store

SHOP_NAME = "{ shop { name } }"


def test_an_answer_has_its_cost_as_recorded_and_says_which_version_served_it(
    store: Store,
) -> None:
    answer = store.query(SHOP_NAME)

    cost = answer.json()["extensions"]["cost"]
    assert answer.json()["data"] == {"shop": {"name": "Kiln & Harbour"}}
    assert cost["requestedQueryCost"] == cost["actualQueryCost"] == 1
    assert cost["throttleStatus"]["maximumAvailable"] == 2000
    assert cost["throttleStatus"]["restoreRate"] == 100
    assert answer.headers["X-Shopify-API-Version"] == "2026-10"
    assert answer.headers["X-Request-Id"]


@pytest.mark.parametrize(("asked", "served"), [("2026-07", "2026-07"), ("2024-01", "2026-01")])
def test_a_version_that_is_gone_is_served_by_the_oldest_that_is_left(
    store: Store, asked: str, served: str
) -> None:
    assert store.query(SHOP_NAME, version=asked).headers["X-Shopify-API-Version"] == served


def test_a_path_that_names_no_version_is_not_found(store: Store) -> None:
    assert store.query(SHOP_NAME, version="latest").status_code == 404


@pytest.mark.parametrize("token", ["", "shpat_made_up"])
def test_a_token_that_is_not_ours_is_refused(store: Store, token: str) -> None:
    store.token = token

    answer = store.query(SHOP_NAME)

    assert answer.status_code == 401
    assert "Invalid API key or access token" in answer.json()["errors"]


def test_a_token_that_never_expires_is_refused(store: Store) -> None:
    old = store.ask_for_tokens(
        grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token=store.control.session_token(store.shop),
        subject_token_type="urn:ietf:params:oauth:token-type:id_token",
        requested_token_type="urn:shopify:params:oauth:token-type:offline-access-token",
    )
    store.token = old.json()["access_token"]

    assert store.query(SHOP_NAME).status_code == 403


@pytest.mark.parametrize(
    ("state", "status"), [("frozen", 402), ("forbidden", 403), ("gone", 404), ("locked", 423)]
)
def test_a_store_that_is_closed_says_so_until_it_opens_again(
    store: Store, state: str, status: int
) -> None:
    store.control.set_state(store.shop, state)
    closed = store.query(SHOP_NAME)
    store.control.set_state(store.shop, "open")

    assert closed.status_code == status
    assert isinstance(closed.json()["errors"], str)
    assert store.query(SHOP_NAME).status_code == 200


def test_an_unknown_store_is_not_found(store: Store) -> None:
    store.shop = "nobody.myshopify.com"

    assert store.query(SHOP_NAME).status_code == 404


@pytest.mark.parametrize("body", [{}, {"query": 1}, ["query"], {"query": "{a}", "variables": 1}])
def test_a_body_that_is_no_graphql_request_is_a_bad_request(store: Store, body: object) -> None:
    answer = store.post(body)

    assert answer.status_code == 400
    assert isinstance(answer.json()["errors"], dict)


def test_a_body_that_is_no_json_is_a_bad_request(store: Store) -> None:
    answer = store.http.post(
        f"/{store.shop}/admin/api/2026-10/graphql.json",
        content=b"{",
        headers={"X-Shopify-Access-Token": store.token},
    )

    assert answer.status_code == 400


def test_an_unknown_field_is_a_graphql_error_without_data(store: Store) -> None:
    answer = store.query("{ shop { colour } }")

    assert answer.status_code == 200
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["extensions"]["code"] == "undefinedField"


def test_a_call_that_the_bucket_cannot_pay_is_throttled_and_not_done(store: Store) -> None:
    store.control.set_rate(store.shop, maximum=0.5, restore_rate=0.01)

    answer = store.query(SHOP_NAME)

    assert answer.status_code == 200
    assert answer.json()["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert "data" not in answer.json()
    assert answer.json()["extensions"]["cost"]["actualQueryCost"] is None
    assert store.control.calls(store.shop, "shop") == (1, 0)


def test_an_access_token_dies_after_its_hour_on_the_simulators_clock(store: Store) -> None:
    store.control.advance(3600)

    assert store.query(SHOP_NAME).status_code == 401


def test_removing_the_app_ends_its_tokens_and_installing_it_again_lets_it_exchange(
    store: Store,
) -> None:
    store.control.uninstall(store.shop)
    assert store.query(SHOP_NAME).status_code == 401
    assert store.exchange().status_code == 400

    store.control.install(store.shop)
    assert store.query(SHOP_NAME).status_code == 401
    store.sign_in()
    assert store.query(SHOP_NAME).status_code == 200


def test_a_dead_pair_cannot_be_refreshed(store: Store) -> None:
    pair = store.exchange().json()
    store.control.revoke_tokens(store.shop, refresh_too=True)

    answer = store.ask_for_tokens(grant_type="refresh_token", refresh_token=pair["refresh_token"])

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_grant"


def test_an_upload_is_taken_and_a_form_without_a_file_is_not(store: Store) -> None:
    address = f"/_uploads/{store.shop}"

    taken = store.http.post(address, data={"key": "tmp/1"}, files={"file": b"{}\n"})
    without = store.http.post(address, data={"key": "tmp/1"}, files={"other": b"{}\n"})

    assert (taken.status_code, without.status_code) == (201, 400)
    assert store.http.post(address, content=b"no form").status_code == 400


def test_a_file_that_is_not_there_is_not_found(store: Store) -> None:
    assert store.http.get(f"/_files/{store.shop}/none.jsonl").status_code == 404
    assert store.http.get("/_files/nobody.myshopify.com/none.jsonl").status_code == 404


def test_health_says_that_it_is_up(control: SimulatorClient) -> None:
    answer = httpx.get(f"{control.base_url}/_health", trust_env=False)

    assert answer.json() == {"status": "ok", "stores": 0}
