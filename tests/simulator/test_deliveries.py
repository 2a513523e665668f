"""Webhooks arrive signed, in order and again, as platform facts 2.1 say."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from powerpact.simulator.clock import Clock
from powerpact.simulator.deliveries import (
    FIRST_WAIT_SECONDS,
    RETRIES,
    Deliveries,
    Delivery,
    DeliveryState,
)
from powerpact.simulator.faults import FaultBook, FaultDetails, FaultKind
from powerpact.simulator.store.shops import WebhookSubscription
from powerpact.simulator.subscriptions import AppSubscription
from powerpact.simulator.world import Event, Shop, World

SECRET = "hush"
FOUR_HOURS = 4 * 3600


class Office:
    """An app's webhook endpoint beside a Shopify of one store."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.clock = Clock()
        self.faults = FaultBook(seed=1)
        self.deliveries = Deliveries(self.clock, SECRET, self.faults)
        self.world = World(self.clock, "http://127.0.0.1:1", list[Event]().append)
        self.shop = self.open_store("kiln.myshopify.com")
        self.uri = ""

    def open_store(self, domain: str) -> Shop:
        return self.world.create_shop(domain, name=domain)

    async def receive(self, request: web.Request) -> web.Response:
        self.received.append((dict(request.headers), await request.read()))
        return web.Response(status=self.status)

    def subscribe(self, topic: str, **more: Any) -> None:
        gid = self.shop.ids.gid("WebhookSubscription")
        now = self.world.now()
        self.shop.subscriptions[gid] = WebhookSubscription(
            gid, topic.upper().replace("/", "_"), topic, self.uri, now, now, **more
        )

    def send(self, topic: str, payload: Any, event_id: str = "event-1") -> list[Delivery]:
        return self.deliveries.send_event(
            Event(self.shop, topic, payload, event_id, self.clock.now())
        )

    def topics(self) -> list[str]:
        return [headers["X-Shopify-Topic"] for headers, _ in self.received]

    def ids(self) -> list[str]:
        return [headers["X-Shopify-Webhook-Id"] for headers, _ in self.received]

    async def until(self, met: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not met():  # noqa: ASYNC110 - several parts move; none of them has an event
                await asyncio.sleep(0.005)

    async def until_tried(self, delivery: Delivery, times: int) -> None:
        await self.until(lambda: len(delivery.tries) == times)

    async def until_quiet(self) -> None:
        await self.until(lambda: self.deliveries.summary()["under_way"] == 0)


@asynccontextmanager
async def open_office() -> AsyncIterator[Office]:
    office = Office()
    app = web.Application()
    app.router.add_post("/webhooks", office.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    office.uri = f"http://127.0.0.1:{runner.addresses[0][1]}/webhooks"
    try:
        yield office
    finally:
        await office.deliveries.close()
        await runner.cleanup()


def in_office(story: Callable[[Office], Awaitable[None]]) -> None:
    async def run() -> None:
        async with open_office() as office:
            await story(office)

    asyncio.run(run())


def test_a_delivery_carries_every_header_and_a_signature_of_its_raw_body() -> None:
    async def story(office: Office) -> None:
        office.subscribe("orders/paid")
        office.send("orders/paid", {"id": 1, "name": "Café"})
        await office.until_quiet()

        headers, body = office.received[0]
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()
        assert headers["X-Shopify-Hmac-Sha256"] == base64.b64encode(digest).decode()
        assert headers["X-Shopify-Shop-Domain"] == "kiln.myshopify.com"
        assert headers["X-Shopify-Topic"] == "orders/paid"
        assert headers["X-Shopify-API-Version"] == "2026-10"
        assert headers["X-Shopify-Event-Id"] == "event-1"
        assert headers["X-Shopify-Triggered-At"].endswith("Z")
        assert json.loads(body) == {"id": 1, "name": "Café"}

    in_office(story)


def test_each_subscription_gets_its_own_webhook_id_and_the_events_own_id() -> None:
    async def story(office: Office) -> None:
        office.subscribe("orders/paid")
        office.deliveries.app_subscriptions = [AppSubscription(("orders/paid",), office.uri)]
        office.send("orders/paid", {})
        await office.until_quiet()

        assert len(set(office.ids())) == 2
        assert {headers["X-Shopify-Event-Id"] for headers, _ in office.received} == {"event-1"}

    in_office(story)


def test_a_subscription_gets_its_own_topic_its_filter_and_its_fields_only() -> None:
    async def story(office: Office) -> None:
        office.subscribe("orders/paid", include_fields=["id"], filter="currency:GBP")
        office.send("orders/paid", {"id": 1, "currency": "GBP"})
        office.send("orders/paid", {"id": 2, "currency": "EUR"})
        office.send("orders/create", {"id": 3, "currency": "GBP"})
        await office.until_quiet()

        assert [json.loads(body) for _, body in office.received] == [{"id": 1}]

    in_office(story)


def test_a_refused_delivery_comes_again_with_the_same_id_and_body() -> None:
    async def story(office: Office) -> None:
        office.status = 500
        office.subscribe("orders/paid")
        (delivery,) = office.send("orders/paid", {"id": 1})
        await office.until_tried(delivery, 1)
        office.status = 200
        office.clock.advance(60)
        await office.until_quiet()

        assert delivery.state is DeliveryState.DELIVERED
        assert [attempt.status for attempt in delivery.tries] == [500, 200]
        assert len(set(office.ids())) == 1
        assert office.received[0][1] == office.received[1][1]

    in_office(story)


def test_eight_retries_fill_four_hours_and_then_an_api_made_subscription_goes() -> None:
    async def story(office: Office) -> None:
        office.status = 302
        office.subscribe("orders/paid")
        office.deliveries.app_subscriptions = [AppSubscription(("orders/paid",), office.uri)]
        own, shared = office.send("orders/paid", {})
        for number in range(RETRIES):
            await office.until_tried(own, number + 1)
            await office.until_tried(shared, number + 1)
            office.clock.advance(FIRST_WAIT_SECONDS * 2**number)
        await office.until_quiet()

        spent = (own.tries[-1].at - own.tries[0].at).total_seconds()
        assert len(own.tries) == len(shared.tries) == 1 + RETRIES
        assert FOUR_HOURS <= spent < FOUR_HOURS + 60
        assert own.state is DeliveryState.FAILED
        assert office.shop.subscriptions == {}
        assert len(office.deliveries.app_subscriptions) == 1

    in_office(story)


def test_an_address_where_nobody_listens_counts_as_a_failure() -> None:
    async def story(office: Office) -> None:
        office.uri = "http://127.0.0.1:9/webhooks"
        office.subscribe("orders/paid")
        (delivery,) = office.send("orders/paid", {})
        await office.until_tried(delivery, 1)

        assert delivery.tries[0].status is None
        assert "Connect" in (delivery.tries[0].fault or "")

    in_office(story)


def test_deliveries_of_a_store_leave_in_the_order_of_their_events() -> None:
    async def story(office: Office) -> None:
        office.subscribe("orders/create")
        office.subscribe("orders/paid")
        for _ in range(3):
            office.send("orders/create", {})
            office.send("orders/paid", {})
            await office.until_quiet()

        assert office.topics() == ["orders/create", "orders/paid"] * 3

    in_office(story)


def test_a_dropped_webhook_never_arrives() -> None:
    async def story(office: Office) -> None:
        office.faults.add(FaultKind.WEBHOOK_DROPPED, operation="orders/paid", count=1)
        office.subscribe("orders/paid")
        (lost,) = office.send("orders/paid", {"id": 1})
        office.send("orders/paid", {"id": 2})
        await office.until_quiet()

        assert lost.state is DeliveryState.DROPPED
        assert [json.loads(body)["id"] for _, body in office.received] == [2]

    in_office(story)


def test_a_repeated_webhook_arrives_so_often_with_one_id() -> None:
    async def story(office: Office) -> None:
        details = FaultDetails(times=5)
        office.faults.add(FaultKind.WEBHOOK_REPEATED, count=1, details=details)
        office.subscribe("orders/paid")
        office.send("orders/paid", {})
        await office.until_quiet()

        assert len(office.received) == 5
        assert len(set(office.ids())) == 1

    in_office(story)


def test_a_delayed_webhook_waits_for_its_time() -> None:
    async def story(office: Office) -> None:
        details = FaultDetails(seconds=600)
        office.faults.add(FaultKind.WEBHOOK_DELAYED, count=1, details=details)
        office.subscribe("orders/paid")
        office.send("orders/paid", {"id": 1})
        office.send("orders/paid", {"id": 2})
        await office.until(lambda: len(office.received) == 1)
        office.clock.advance(600)
        await office.until_quiet()

        assert [json.loads(body)["id"] for _, body in office.received] == [2, 1]

    in_office(story)


def test_a_reordered_webhook_arrives_after_the_next_one() -> None:
    async def story(office: Office) -> None:
        office.faults.add(FaultKind.WEBHOOK_REORDERED, operation="orders/create", count=1)
        office.subscribe("orders/create")
        office.subscribe("orders/paid")
        office.send("orders/create", {})
        office.send("orders/paid", {})
        await office.until(lambda: len(office.received) == 2)

        assert office.topics() == ["orders/paid", "orders/create"]

    in_office(story)


def test_a_reordered_webhook_with_none_after_it_arrives_all_the_same() -> None:
    async def story(office: Office) -> None:
        office.faults.add(FaultKind.WEBHOOK_REORDERED, count=1)
        office.subscribe("orders/create")
        office.send("orders/create", {})
        await asyncio.sleep(0)
        office.clock.advance(10)
        await office.until_quiet()

        assert office.topics() == ["orders/create"]

    in_office(story)


def test_sending_again_repeats_the_id_and_the_log_shows_every_try() -> None:
    async def story(office: Office) -> None:
        office.subscribe("orders/paid")
        (delivery,) = office.send("orders/paid", {})
        await office.until_quiet()
        office.deliveries.redeliver(delivery.parcel.webhook_id, times=10)
        await office.until_quiet()

        assert len(set(office.ids())) == 1
        assert len(delivery.tries) == len(office.received) == 11

    in_office(story)


def test_one_store_that_waits_does_not_hold_up_another() -> None:
    async def story(office: Office) -> None:
        details = FaultDetails(seconds=600)
        office.faults.add(FaultKind.WEBHOOK_DELAYED, shop="kiln.myshopify.com", details=details)
        office.deliveries.app_subscriptions = [AppSubscription(("orders/paid",), office.uri)]
        office.send("orders/paid", {"id": 1})
        office.shop = office.open_store("fell.myshopify.com")
        office.send("orders/paid", {"id": 2})
        await office.until(lambda: len(office.received) == 1)

        assert json.loads(office.received[0][1]) == {"id": 2}

    in_office(story)
