"""Webhooks arrive signed, in order and again, as platform facts 2.1 say."""

import base64
import hashlib
import hmac
import json

from powerpact.simulator.deliveries import FIRST_WAIT_SECONDS, RETRIES, DeliveryState
from powerpact.simulator.subscriptions import AppSubscription

from .offices import SECRET, Office, in_office

FOUR_HOURS = 4 * 3600


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
