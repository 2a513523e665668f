"""Webhooks that are lost, late, doubled or out of order."""

import asyncio
import json

from powerpact.simulator.deliveries import DeliveryState
from powerpact.simulator.faults import FaultDetails, FaultKind
from powerpact.simulator.subscriptions import AppSubscription

from .offices import Office, in_office


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
