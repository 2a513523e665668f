"""The whole house at work: an app over HTTP, a store behind it, webhooks coming back."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from .conftest import SHOP, Store

SUBSCRIBE = """
mutation Subscribe($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri }) {
    webhookSubscription { id }
    userErrors { field message }
  }
}
"""
DEFINE = """
mutation Define {
  metafieldDefinitionCreate(definition: {
    name: "Part", namespace: "$app", key: "split_id", type: "id", ownerType: ORDER
  }) { createdDefinition { id } }
}
"""
CREATE_ORDER = """
mutation Create($order: OrderCreateOrderInput!) {
  orderCreate(order: $order) { order { id } userErrors { field message code } }
}
"""
FIND_ORDER = """
query Find($id: String!) {
  orderByIdentifier(identifier: {
    customId: { namespace: "$app", key: "split_id", value: $id }
  }) { id sourceIdentifier }
}
"""
EXPORT = """
mutation Export {
  bulkOperationRunQuery(query: "{ products { edges { node { id title } } } }") {
    bulkOperation { id }
    userErrors { message }
  }
}
"""
BULK = "query Bulk($id: ID!) { bulkOperation(id: $id) { status url objectCount } }"


class Inbox(ThreadingHTTPServer):
    """An app's webhook endpoint; keeps the headers and bodies that it gets."""

    request_queue_size = 64
    daemon_threads = True

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), _Clerk)

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/webhooks"

    def headers(self, name: str) -> list[str]:
        return [headers[name] for headers, _ in self.received]


class _Clerk(BaseHTTPRequestHandler):
    server: Inbox

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox() as inbox:
        thread = threading.Thread(target=inbox.serve_forever, args=[0.01])
        thread.start()
        yield inbox
        inbox.shutdown()
        thread.join()


@pytest.fixture
def shop(store: Store) -> Store:
    """A store with one thing to sell."""
    store.control.create_product(SHOP, "Mug", price="18.00", sku="MUG", quantity=100)
    return store


def _subscribe(store: Store, inbox: Inbox, *topics: str) -> None:
    for topic in topics:
        answer = store.query(SUBSCRIBE, {"topic": topic, "uri": inbox.uri}).json()
        assert answer["data"]["webhookSubscriptionCreate"]["userErrors"] == []


def _order(part: str) -> dict[str, object]:
    money = {"shopMoney": {"amount": "18.00", "currencyCode": "GBP"}}
    line = {"title": "Mug", "quantity": 1, "priceSet": money, "requiresShipping": True}
    mark = {"namespace": "$app", "key": "split_id", "type": "id", "value": part}
    return {"order": {"lineItems": [line], "metafields": [mark], "sourceIdentifier": part}}


def test_one_purchase_tells_two_topics_with_one_event_id(shop: Store, inbox: Inbox) -> None:
    _subscribe(shop, inbox, "ORDERS_CREATE", "ORDERS_PAID")

    order = shop.control.place_order(SHOP, [{"variant": "MUG", "quantity": 2}])
    shop.control.wait_for_deliveries()

    # Two deliveries under way at once may arrive in either order, as Shopify's do.
    assert set(inbox.headers("X-Shopify-Topic")) == {"orders/create", "orders/paid"}
    assert len(set(inbox.headers("X-Shopify-Event-Id"))) == 1
    assert len(set(inbox.headers("X-Shopify-Webhook-Id"))) == 2
    assert {json.loads(body)["admin_graphql_api_id"] for _, body in inbox.received} == {order["id"]}


def test_removing_the_app_is_told_and_ends_its_subscriptions(shop: Store, inbox: Inbox) -> None:
    _subscribe(shop, inbox, "APP_UNINSTALLED", "ORDERS_PAID")

    shop.control.uninstall(SHOP)
    shop.control.place_order(SHOP, [{"variant": "MUG"}])
    shop.control.wait_for_deliveries()

    assert inbox.headers("X-Shopify-Topic") == ["app/uninstalled"]
    assert shop.control.store(SHOP)["subscriptions"] == []


def test_an_order_whose_answer_was_lost_is_found_by_its_custom_id(shop: Store) -> None:
    shop.query(DEFINE)
    shop.control.add_fault("answer_lost", operation="orderCreate", count=1)

    with pytest.raises(httpx.RemoteProtocolError):
        shop.query(CREATE_ORDER, _order("part-1"))

    found = shop.query(FIND_ORDER, {"id": "part-1"}).json()["data"]["orderByIdentifier"]
    assert found["sourceIdentifier"] == "part-1"
    assert [order["id"] for order in shop.control.orders(SHOP)] == [found["id"]]


@pytest.mark.parametrize(("behaviour", "orders"), [("refuse", 1), ("accept", 2)])
def test_a_repeated_custom_id_is_refused_or_accepted_as_the_store_was_told(
    shop: Store, behaviour: str, orders: int
) -> None:
    shop.query(DEFINE)
    shop.control.set_options(SHOP, custom_id_repeat=behaviour)

    for _ in range(2):
        shop.query(CREATE_ORDER, _order("part-1"))

    assert len(shop.control.orders(SHOP)) == orders
    assert shop.control.calls(SHOP, "orderCreate") == (2, 2)


def test_a_bulk_export_is_fetched_from_the_address_it_gives(shop: Store) -> None:
    started = shop.query(EXPORT).json()["data"]["bulkOperationRunQuery"]["bulkOperation"]
    shop.control.advance(5)

    finished = shop.query(BULK, {"id": started["id"]}).json()["data"]["bulkOperation"]
    lines = httpx.get(finished["url"], trust_env=False).text.splitlines()

    assert finished["status"] == "COMPLETED"
    assert [json.loads(line)["title"] for line in lines] == ["Mug"]
