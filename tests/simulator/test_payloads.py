"""Webhook bodies have the field names and the types of Shopify's own examples."""

import json
import os
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from powerpact.simulator import actions
from powerpact.simulator.store.orders import Order
from tests.simulator.benches import SHARED, Bench

EXAMPLES = SHARED / "webhooks/metadatas"

pytestmark = pytest.mark.skipif(
    not EXAMPLES.is_dir() and not os.environ.get("CI"),
    reason="Shopify's example payloads are not beside the project.",
)


def example(topic: str) -> Any:
    return json.loads((EXAMPLES / f"{topic}.json").read_text())["response"]


def kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else type(value).__name__


def unlike(theirs: Any, ours: Any, path: str) -> Iterator[str]:
    """Where keys or types differ; what is null on either side tells nothing of its type."""
    if theirs is None or ours is None:
        return
    if kind_of(theirs) != kind_of(ours):
        yield f"{path}: example {kind_of(theirs)}, ours {kind_of(ours)}"
    elif isinstance(theirs, dict):
        if missing := theirs.keys() - ours.keys():
            yield f"{path}: without {sorted(missing)}"
        if strange := ours.keys() - theirs.keys():
            yield f"{path}: has {sorted(strange)} too"
        for key in theirs.keys() & ours.keys():
            yield from unlike(theirs[key], ours[key], f"{path}.{key}")
    elif isinstance(theirs, list) and theirs and ours:
        yield from unlike(theirs[0], ours[0], f"{path}[0]")


def stocked_order(bench: Bench) -> Order:
    """A paid order of a tracked variant with shipping, tax, discount and an address."""
    product = actions.create_product(bench.shop, "Mug", price=Decimal("9.99"), quantity=9)
    return actions.place_order(
        bench.shop,
        [(product.variants[0].id, 2)],
        shipping_price=Decimal("3.95"),
        discount=Decimal(2),
        tax_rate=Decimal("0.2"),
    )


def order_placed(bench: Bench) -> None:
    stocked_order(bench)


def order_cancelled(bench: Bench) -> None:
    actions.cancel_order(bench.shop, stocked_order(bench))


def order_refunded(bench: Bench) -> None:
    actions.refund(bench.shop, stocked_order(bench), {"Mug": 1})


def order_shipped(bench: Bench) -> None:
    order = stocked_order(bench)
    shipped = actions.ship(bench.shop, order, company="UPS", number="1Z", url="https://ups.test/1Z")
    actions.cancel_fulfillment(bench.shop, shipped[0])


def product_sold(bench: Bench) -> None:
    picture = {"originalSource": "https://cdn.example.com/mug.jpg", "alt": "A mug"}
    product = actions.create_product(bench.shop, "Mug", tags=["a", "b"], files=[picture])
    actions.edit_product(bench.shop, product, title="Cup")
    actions.delete_product(bench.shop, product)


def stock_counted(bench: Bench) -> None:
    product = actions.create_product(bench.shop, "Mug")
    actions.set_stock(bench.shop, product.variants[0], 4)
    actions.delete_product(bench.shop, product)


def line_held(bench: Bench) -> None:
    gid = stocked_order(bench).fulfillment_orders[0].id
    bench.data(
        """mutation ($id: ID!) {
          fulfillmentOrderHold(id: $id, fulfillmentHold: {reason: OTHER, handle: "h"}) {
            userErrors { message } } }""",
        {"id": gid},
    )


def bulk_query_run(bench: Bench) -> None:
    query = "{ products { edges { node { id } } } }"
    bench.data(
        "mutation ($q: String!) { bulkOperationRunQuery(query: $q) { userErrors { message } } }",
        {"q": query},
    )
    bench.pass_time(5)


def scopes_changed(bench: Bench) -> None:
    bench.world.change_scopes(bench.shop, {"read_products"})


def app_removed(bench: Bench) -> None:
    bench.world.uninstall(bench.shop)


DEEDS: dict[str, Callable[[Bench], None]] = {
    "orders/create": order_placed,
    "orders/paid": order_placed,
    "orders/updated": order_refunded,
    "orders/cancelled": order_cancelled,
    "refunds/create": order_refunded,
    "fulfillments/create": order_shipped,
    "fulfillments/update": order_shipped,
    "fulfillment_orders/order_routing_complete": order_placed,
    "fulfillment_orders/cancelled": order_cancelled,
    "fulfillment_orders/placed_on_hold": line_held,
    "products/create": product_sold,
    "products/update": product_sold,
    "products/delete": product_sold,
    "inventory_levels/connect": stock_counted,
    "inventory_levels/update": stock_counted,
    "inventory_levels/disconnect": stock_counted,
    "inventory_items/update": stock_counted,
    "inventory_items/delete": stock_counted,
    "bulk_operations/finish": bulk_query_run,
    "app/scopes_update": scopes_changed,
    "app/uninstalled": app_removed,
}


@pytest.mark.parametrize("topic", DEEDS)
def test_a_body_is_built_like_shopifys_example(topic: str) -> None:
    bench = Bench()
    DEEDS[topic](bench)
    bodies = [event.payload for event in bench.events if event.topic == topic]
    assert bodies, f"Nothing told of {topic}."
    assert list(unlike(example(topic), bodies[-1], topic)) == []


def test_a_large_product_shows_a_hundred_variants_and_all_their_ids() -> None:
    bench = Bench()
    sizes = [str(number) for number in range(130)]
    variants = [{"optionValues": [{"optionName": "Size", "name": size}]} for size in sizes]
    options = [{"name": "Size", "values": [{"name": size} for size in sizes]}]
    actions.create_products(
        bench.shop, [{"title": "Mug", "productOptions": options, "variants": variants}]
    )
    body = bench.events[-1].payload
    assert len(body["variants"]) == 100
    assert len(body["variant_gids"]) == 130


def test_times_are_in_the_stores_own_zone() -> None:
    bench = Bench()
    bench.shop.timezone_name = "America/New_York"
    order_placed(bench)
    assert bench.events[-1].payload["created_at"] == "2026-11-22T07:00:00-05:00"


def test_one_action_has_one_event_id_and_the_next_another() -> None:
    bench = Bench()
    order = stocked_order(bench)
    placed = {event.event_id for event in bench.events if event.topic.startswith("orders/")}
    actions.cancel_order(bench.shop, order)
    assert len(placed) == 1
    assert bench.events[-1].event_id not in placed
