"""An app's webhook endpoint beside a Shopify of one store, for tests of deliveries."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from powerpact.simulator.clock import Clock
from powerpact.simulator.deliveries import Deliveries, Delivery
from powerpact.simulator.faults import FaultBook
from powerpact.simulator.store.shops import Shop, WebhookSubscription
from powerpact.simulator.world import Event, World

SECRET = "hush"


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
