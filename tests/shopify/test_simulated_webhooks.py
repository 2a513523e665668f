"""Paid orders as the simulator's webhooks bring them: genuine, readable, and adding up."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from powerpact.domain.placed_order import PlacedOrder
from powerpact.shopify.parsing.compliance import ask_from_webhook, order_named_in, without_shopper
from powerpact.shopify.parsing.placed_order import placed_order_from_webhook
from powerpact.shopify.signatures import webhook_is_genuine
from powerpact.shopify.topics import COMPLIANCE, Topic
from powerpact.simulator.control_client import SimulatorClient
from tests.fixtures.simulator import CLIENT_SECRET
from tests.shopify.simulated import DOMAIN, SimulatedStore
from tests.shopify.test_simulated_listings import of_sizes, put


class Inbox(ThreadingHTTPServer):
    """Keeps every delivery: its signature and its body."""

    request_queue_size = 128  # the simulator delivers all at once, and gives up after a second

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Keep)
        self.deliveries: list[tuple[str, bytes]] = []

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Keep(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert isinstance(self.server, Inbox)
        self.server.deliveries.append((self.headers["X-Shopify-Hmac-Sha256"], body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """A test has no access log."""


@pytest.fixture
def inbox(simulator: SimulatorClient) -> Iterator[Inbox]:
    """A receiver of the paid orders of every store."""
    with Inbox() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        topics = (Topic.ORDERS_PAID, *COMPLIANCE)
        table = {"topics": [topic.value for topic in topics], "uri": server.uri}
        simulator.set_app_subscriptions([table])
        yield server
        server.shutdown()


def received(store: SimulatedStore, inbox: Inbox) -> list[PlacedOrder]:
    """Every order in the inbox once nothing is under way, each of them genuine."""
    store.control.wait_for_deliveries()
    assert inbox.deliveries
    assert all(webhook_is_genuine(body, sign, [CLIENT_SECRET]) for sign, body in inbox.deliveries)
    return [placed_order_from_webhook(body) for _, body in inbox.deliveries]


def adds_up(order: PlacedOrder) -> bool:
    """Whether lines, shipping and the tax on top are what the shopper paid."""
    added_tax = Decimal(0) if order.taxes_included else order.tax
    return order.total == sum(line.net for line in order.lines) + order.shipping + added_tax


@pytest.mark.parametrize("currency", ["GBP", "JPY", "KWD"])
def test_random_baskets_are_genuine_and_add_up(
    ready: SimulatedStore, inbox: Inbox, currency: str
) -> None:
    ready.control.create_store("shop.myshopify.com", "Shop", currency=currency)
    for price in ("7", "19", "120", "1301"):  # whole amounts exist in every currency
        ready.control.create_product("shop.myshopify.com", f"Vase {price}", price=price)
    ready.control.place_random_orders(
        "shop.myshopify.com", 20, lines=3, shipping_price="7", tax_rate=0.2
    )
    orders = received(ready, inbox)
    assert len(orders) == 20
    assert {order.currency for order in orders} == {currency}
    assert all(adds_up(order) for order in orders)


def test_a_discounted_taxed_order_adds_up(ready: SimulatedStore, inbox: Inbox) -> None:
    listed = put(ready, of_sizes(6), first_time=True)
    lines = [{"variant": variant.id, "quantity": 3} for variant in listed.variants[3:]]
    lines.append({"title": "Gift wrap", "price": "2.99", "quantity": 1})
    ready.control.place_order(
        DOMAIN, lines, shipping_price="4.95", discount="10.00", tax_rate=0.175, note="ring twice"
    )
    (order,) = received(ready, inbox)
    assert adds_up(order)
    assert sum(line.discount for line in order.lines) == Decimal("10.00")
    assert order.tax > 0
    assert [line.variant_id for line in order.lines] == [
        *(variant.id for variant in listed.variants[3:]),
        None,
    ]
    assert order.note == "ring twice"


@pytest.mark.parametrize("topic", [Topic.CUSTOMERS_DATA_REQUEST, Topic.CUSTOMERS_REDACT])
def test_a_shoppers_wish_is_genuine_and_names_the_shoppers_orders_alone(
    ready: SimulatedStore, inbox: Inbox, topic: Topic
) -> None:
    lines = [{"title": "Vase", "price": "7.00", "quantity": 1}]
    mine = [
        ready.control.place_order(DOMAIN, lines, email="ada@example.test")["id"] for _ in range(2)
    ]
    ready.control.place_order(DOMAIN, lines, email="bob@example.test")
    ready.control.wait_for_deliveries()
    inbox.deliveries.clear()
    ready.control.uninstall(DOMAIN)
    ready.control.ask_by_law(DOMAIN, topic, "ada@example.test")
    ready.control.wait_for_deliveries()
    ((sign, body),) = inbox.deliveries
    assert webhook_is_genuine(body, sign, [CLIENT_SECRET])
    asked = ask_from_webhook(body)
    assert (asked.email, asked.orders) == ("ada@example.test", tuple(sorted(mine)))
    assert bool(asked.reference) is (topic is Topic.CUSTOMERS_DATA_REQUEST)


def test_an_order_without_its_shopper_is_still_the_same_order(
    ready: SimulatedStore, inbox: Inbox
) -> None:
    shopper = {"first_name": "Ada", "address1": "1 Analytical Street", "country_code": "GB"}
    lines = [{"title": "Vase", "price": "7.00", "quantity": 2}]
    ready.control.place_order(
        DOMAIN, lines, email="ada@example.test", address=shopper, shipping_price="3.00"
    )
    (whole,) = received(ready, inbox)
    body = without_shopper(inbox.deliveries[0][1])
    assert b"Ada" not in body
    assert b"ada@example.test" not in body
    assert order_named_in(body) == whole.id
    nobody = {"shipping_address": None, "email": "", "phone": "", "note": "", "tags": ()}
    assert placed_order_from_webhook(body) == replace(whole, custom_attributes=(), **nobody)
