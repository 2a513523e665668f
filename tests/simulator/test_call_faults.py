"""What the app sees of a call when a fault strikes it, and whether the work was done."""

from typing import Any

import httpx
import pytest

from .conftest import Store

SHOP_NAME = "{ shop { name } }"
SHOP_MUTATION = """
mutation Tag($id: ID!) {
  done: tagsAdd(id: $id, tags: ["x"]) { node { id } problems: userErrors { field message } }
}
"""


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
