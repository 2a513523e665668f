"""What goes over the wire, and what comes back whole."""

from dataclasses import replace
from decimal import Decimal

from structlog.testing import capture_logs

from powerpact.shopify.client import ShopifyClient
from powerpact.shopify.version import API_VERSION
from tests.shopify.scripted import TOKEN, HttpAnswer, ScriptedStore, data


def test_an_operation_is_posted_to_the_pinned_version_with_the_stores_token() -> None:
    store = ScriptedStore(data(productOperation=None))
    store.call("product_operation", {"id": "gid://shopify/ProductSetOperation/1"})
    assert store.paths == [f"/admin/api/{API_VERSION}/graphql.json"]
    assert store.headers[0]["X-Shopify-Access-Token"] == TOKEN
    assert store.variables() == {"id": "gid://shopify/ProductSetOperation/1"}
    assert store.sent[0]["query"].startswith("query ProductOperation")


def test_an_answer_carries_its_cost_its_request_id_and_exact_numbers() -> None:
    body = (
        '{"data": {"shop": {"rate": 0.1}}, "extensions": {"cost": {"requestedQueryCost": 2,'
        ' "actualQueryCost": 2, "throttleStatus": {"maximumAvailable": 4000.0,'
        ' "currentlyAvailable": 3998, "restoreRate": 200.0}}}}'
    )
    headers = {"X-Request-Id": "r-1", "X-Shopify-API-Version": API_VERSION}
    answer = ScriptedStore(HttpAnswer(200, content=body.encode(), headers=headers)).call(
        "app_scopes", {}
    )
    assert answer.data["shop"]["rate"] == Decimal("0.1")
    assert answer.cost is not None
    assert (answer.cost.actual, answer.cost.available, answer.cost.restore_rate) == (2, 3998, 200)
    assert (answer.request_id, answer.api_version) == ("r-1", API_VERSION)


def test_a_search_term_that_shopify_ignored_is_a_warning() -> None:
    warning = {"field": "x", "message": "Invalid search field.", "code": "invalid_field"}
    search = [{"path": ["orders"], "query": "x:1", "warnings": [warning]}]
    answer = ScriptedStore({"data": {"orders": {}}, "extensions": {"search": search}}).call(
        "orders_search", {}
    )
    assert [ignored.field for ignored in answer.ignored_search_terms] == [("search", "x")]


def test_an_answer_of_another_version_is_logged_once_per_store() -> None:
    served = {"X-Shopify-API-Version": "2026-07"}
    store = ScriptedStore(*(HttpAnswer(200, headers=served, json=data(shop={})) for _ in range(3)))
    client, other = ShopifyClient(store.http), replace(store.access, shop="b.myshopify.com")
    with capture_logs() as logs:
        for access in (store.access, store.access, other):
            client.execute(access, "shop_identity", {})
    assert [(line["shop"], line["served"]) for line in logs] == [
        ("partner.myshopify.com", "2026-07"),
        ("b.myshopify.com", "2026-07"),
    ]


def test_the_token_is_not_shown() -> None:
    assert TOKEN not in repr(ScriptedStore().access)
