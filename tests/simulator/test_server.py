"""The door of a store: versions, tokens, states, bad bodies, cost and throttling."""

from typing import Any

import httpx
import pytest

from powerpact.simulator.control_client import SimulatorClient

from .conftest import Store

SHOP_NAME = "{ shop { name } }"
SHOP_MUTATION = """
mutation Tag($id: ID!) {
  done: tagsAdd(id: $id, tags: ["x"]) { node { id } problems: userErrors { field message } }
}
"""


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


def test_a_throttled_fault_reports_too_few_points(store: Store) -> None:
    store.control.add_fault("throttled", shop=store.shop, count=1)

    cost = store.query(SHOP_NAME).json()["extensions"]["cost"]

    assert cost["throttleStatus"]["currentlyAvailable"] < cost["requestedQueryCost"]
    assert "data" in store.query(SHOP_NAME).json()


def test_too_many_requests_says_when_to_come_back(store: Store) -> None:
    store.control.add_fault("too_many_requests", count=1, seconds=4)

    answer = store.query(SHOP_NAME)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "4.0")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_is_an_html_page_and_does_nothing(store: Store, status: int) -> None:
    store.control.add_fault("server_error", count=1, status=status)

    answer = store.query(SHOP_NAME)

    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert store.control.calls(store.shop, "shop") == (1, 0)


@pytest.mark.parametrize(("after_work", "performed"), [(False, 0), (True, 1)])
def test_an_internal_error_comes_before_or_after_the_work(
    store: Store, after_work: bool, performed: int
) -> None:
    store.control.add_fault("internal_error", count=1, after_work=after_work)

    answer = store.query(SHOP_NAME)

    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert store.control.calls(store.shop, "shop") == (1, performed)


def test_a_reset_connection_did_nothing(store: Store) -> None:
    store.control.add_fault("reset", count=1)

    with pytest.raises(httpx.ReadError):
        store.query(SHOP_NAME)

    assert store.control.calls(store.shop, "shop") == (1, 0)


def test_a_lost_answer_did_its_work(store: Store) -> None:
    store.control.add_fault("answer_lost", count=1)

    with pytest.raises(httpx.RemoteProtocolError):
        store.query(SHOP_NAME)

    assert store.control.calls(store.shop, "shop") == (1, 1)


def test_an_answer_can_be_lost_to_a_gateway_timeout(store: Store) -> None:
    store.control.add_fault("answer_lost", count=1, status=504)

    assert store.query(SHOP_NAME).status_code == 504
    assert store.control.calls(store.shop, "shop") == (1, 1)


def test_a_slow_answer_arrives_late_and_whole(store: Store) -> None:
    store.control.add_fault("slow", count=1, seconds=0.2)

    answer = store.query(SHOP_NAME)

    assert answer.elapsed.total_seconds() >= 0.2
    assert answer.json()["data"]


def test_user_errors_take_the_shape_that_the_mutation_selects(store: Store) -> None:
    store.control.add_fault(
        "user_errors", operation="tagsAdd", count=1, field=["id"], message="No.", code="INVALID"
    )

    body = store.query(SHOP_MUTATION, {"id": "gid://shopify/Order/1"}).json()

    assert body["data"] == {
        "done": {"node": None, "problems": [{"field": ["id"], "message": "No."}]}
    }
    assert store.control.calls(store.shop, "tagsAdd") == (1, 0)


def test_user_errors_are_found_behind_fragments(store: Store) -> None:
    store.control.add_fault("user_errors", count=1, field=["id"], message="No.")
    document = """
    mutation Tag($id: ID!) { tagsAdd(id: $id, tags: ["x"]) { ...Outcome ... { node { id } } } }
    fragment Outcome on TagsAddPayload { userErrors { message } }
    """

    body = store.query(document, {"id": "gid://shopify/Order/1"}).json()

    assert body["data"] == {"tagsAdd": {"userErrors": [{"message": "No."}], "node": None}}


def test_a_fault_can_end_the_refresh_token_too(store: Store) -> None:
    pair = store.exchange().json()
    store.token = pair["access_token"]
    store.control.add_fault("token_revoked", count=1, refresh_too=True)

    assert store.query(SHOP_NAME).status_code == 401
    refused = store.ask_for_tokens(grant_type="refresh_token", refresh_token=pair["refresh_token"])
    assert refused.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("fault", "status"), [({"kind": "slow", "seconds": 0.01}, 200), ({"kind": "server_error"}, 500)]
)
def test_the_token_endpoint_has_faults_of_its_own(
    store: Store, fault: dict[str, Any], status: int
) -> None:
    store.control.add_fault(operation="access_token", count=1, **fault)

    assert store.exchange().status_code == status


def test_a_revoked_token_is_refused_and_can_be_refreshed(store: Store) -> None:
    pair = store.exchange().json()
    store.token = pair["access_token"]
    store.control.add_fault("token_revoked", count=1)

    assert store.query(SHOP_NAME).status_code == 401
    assert store.query(SHOP_NAME).status_code == 401
    renewed = store.ask_for_tokens(grant_type="refresh_token", refresh_token=pair["refresh_token"])
    store.token = renewed.json()["access_token"]
    assert store.query(SHOP_NAME).status_code == 200


def test_a_dead_pair_cannot_be_refreshed(store: Store) -> None:
    pair = store.exchange().json()
    store.control.revoke_tokens(store.shop, refresh_too=True)

    answer = store.ask_for_tokens(grant_type="refresh_token", refresh_token=pair["refresh_token"])

    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_grant"


def test_an_uninstalled_fault_removes_the_app_in_the_middle_of_a_call(store: Store) -> None:
    store.control.add_fault("uninstalled", count=1)

    assert store.query(SHOP_NAME).status_code == 401
    assert store.control.store(store.shop)["installed"] is False


def test_a_store_that_is_down_refuses_everything_until_it_is_repaired(store: Store) -> None:
    store.control.add_fault("down", shop=store.shop)
    assert store.query(SHOP_NAME).status_code == 503
    assert store.exchange().status_code == 503

    store.control.clear_faults(shop=store.shop)
    assert store.query(SHOP_NAME).status_code == 200


def test_a_refresh_whose_answer_was_lost_can_be_asked_again(store: Store) -> None:
    pair = store.exchange().json()
    store.control.add_fault("answer_lost", operation="access_token", count=1)
    refresh = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}

    with pytest.raises(httpx.RemoteProtocolError):
        store.ask_for_tokens(**refresh)

    assert store.ask_for_tokens(**refresh).status_code == 200


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
