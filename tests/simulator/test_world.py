"""Stores, installs, what happens later and what people look at."""

import asyncio
import json
from decimal import Decimal

import pytest

from powerpact.simulator import actions
from powerpact.simulator.clock import Clock
from powerpact.simulator.store.shops import allows
from powerpact.simulator.world import Event, World
from tests.simulator.benches import Bench


def test_a_domain_is_taken_once() -> None:
    bench = Bench()
    with pytest.raises(ValueError, match="already"):
        bench.world.create_shop(bench.shop.domain, name="Another")


def test_nothing_is_told_where_the_app_is_not_installed() -> None:
    bench = Bench()
    other = bench.world.create_shop("barn.myshopify.com", name="Barn")
    actions.create_product(other, "Hay")
    assert bench.topics() == []


def test_an_uninstall_is_told_and_takes_the_subscriptions() -> None:
    bench = Bench()
    bench.data(
        """mutation { webhookSubscriptionCreate(topic: ORDERS_PAID, webhookSubscription: {
          uri: "http://127.0.0.1:5000/webhooks" }) { userErrors { message } } }"""
    )
    told_to = list(bench.shop.subscriptions.values())
    bench.world.uninstall(bench.shop)
    assert [subscription.path for subscription in told_to] == ["orders/paid"]
    assert bench.topics() == ["app/uninstalled"]
    assert bench.shop.subscriptions == {}
    assert not bench.shop.app.installed


def test_a_development_store_is_limited_by_itself() -> None:
    bench = Bench()
    shop = bench.world.create_shop("dev.myshopify.com", name="Dev", plan="development")
    assert shop.options.order_limit_per_minute == 5


def test_ids_are_never_shared_between_stores() -> None:
    bench = Bench()
    other = bench.world.create_shop("barn.myshopify.com", name="Barn")
    assert not other.nodes.keys() & bench.shop.nodes.keys()


def test_what_follows_something_late_counts_from_when_it_should_have_been() -> None:
    bench, happened = Bench(), list[str]()

    def first() -> None:
        happened.append("first")
        bench.world.after(5, lambda: happened.append("second"))

    bench.world.after(5, first)
    bench.pass_time(9)
    assert happened == ["first"]
    bench.pass_time(2)
    assert happened == ["first", "second"]


def test_in_an_event_loop_things_happen_by_themselves() -> None:
    async def wait() -> bool:
        bench, happened = Bench(), asyncio.Event()
        bench.world.after(60, happened.set)
        bench.clock.speed = 6000
        await asyncio.wait_for(happened.wait(), 5)
        return happened.is_set()

    assert asyncio.run(wait())


def test_a_reset_forgets_what_was_still_to_happen() -> None:
    bench, happened = Bench(), list[str]()
    bench.world.after(1, lambda: happened.append("late"))
    bench.world.reset()
    bench.pass_time(5)
    assert happened == []
    assert bench.world.shops == {}


@pytest.mark.parametrize(
    ("granted", "asked", "allowed"),
    [
        ({"write_orders"}, "read_orders", True),
        ({"read_orders"}, "write_orders", False),
        ({"read_orders"}, "read_orders", True),
    ],
)
def test_writing_implies_reading(granted: set[str], asked: str, allowed: bool) -> None:
    assert allows(granted, asked) == allowed


def test_what_a_store_holds_is_json_with_custom_ids() -> None:
    bench = Bench()
    mark = [{"namespace": "$app", "key": "ref", "type": "id", "value": "p7"}]
    product = actions.create_product(
        bench.shop, "Mug", price=Decimal("9.5"), sku="MUG", quantity=3, metafields=mark
    )
    order = actions.place_order(bench.shop, [(product.variants[0].id, 1)], metafields=mark)
    actions.ship(bench.shop, order)
    held = json.loads(json.dumps(actions.holdings(bench.shop)))
    [shown] = held["products"]
    assert shown["custom_ids"] == {"app--347082227713.ref": "p7"}
    assert [(v["sku"], v["price"], v["available"]) for v in shown["variants"]] == [
        ("MUG", "9.50", 2)
    ]
    [sold] = held["orders"]
    assert sold["custom_ids"] == {"app--347082227713.ref": "p7"}
    assert (sold["total"], sold["lines"][0]["sku"]) == ("9.50", "MUG")


def test_an_edit_reprices_every_variant() -> None:
    bench = Bench()
    product = actions.create_product(bench.shop, "Mug")
    actions.edit_product(bench.shop, product, price=Decimal(12), title="Cup")
    assert (product.title, product.variants[0].price) == ("Cup", Decimal(12))


def test_an_order_can_be_paid_later() -> None:
    bench = Bench()
    line = actions.BasketLine(title="Pot", price=Decimal(3))
    order = actions.place_order(bench.shop, [line], paid=False)
    bench.topics()
    actions.pay_order(bench.shop, order)
    assert order.financial_status == "PAID"
    assert bench.topics() == ["orders/paid", "orders/updated"]


def test_a_payload_that_nobody_wants_is_not_made() -> None:
    made: list[str] = []

    def payload(name: str) -> dict[str, str]:
        made.append(name)
        return {"name": name}

    events = list[Event]()
    wanted = {"orders/create"}
    world = World(Clock(), "http://127.0.0.1:1", events.append, lambda _, topic: topic in wanted)
    shop = world.create_shop("kiln.myshopify.com", name="Kiln")
    world.install(shop, set())
    for topic in ("orders/create", "orders/updated"):
        world.publish(shop, topic, payload, topic)
    assert made == [event.topic for event in events] == ["orders/create"]
