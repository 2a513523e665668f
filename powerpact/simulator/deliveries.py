"""Webhooks on their way: fan-out, order, retries, faults and a log. Platform facts 2.1."""

import asyncio
import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import aiohttp

from powerpact.simulator import versions
from powerpact.simulator.clock import Clock
from powerpact.simulator.faults import WEBHOOK_KINDS, Fault, FaultBook, FaultKind
from powerpact.simulator.store.shops import Shop
from powerpact.simulator.subscriptions import Addressee, AppSubscription, addressees
from powerpact.simulator.webhook_posts import Parcel, Try, post
from powerpact.simulator.world import Event

RETRIES = 8
# Eight waits, each double the one before, that together make four hours.
FIRST_WAIT_SECONDS = 4 * 3600 / (2**RETRIES - 1)
LANES_PER_SHOP = 16
REORDER_PATIENCE_SECONDS = 5.0


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass
class Delivery:
    """One webhook to one address, with every try so far."""

    parcel: Parcel
    shop: Shop
    subscription_id: str | None
    state: DeliveryState = DeliveryState.WAITING
    tries: list[Try] = field(default_factory=list)


class Deliveries:
    """Sends every event to those who subscribed, and remembers what it sent.

    Deliveries of one store start in the order of their events, a few at a time; stores do not
    wait for one another.
    """

    def __init__(self, clock: Clock, secret: str, faults: FaultBook) -> None:
        """`secret` is the app's client secret, which signs each body."""
        self._clock = clock
        self._secret = secret
        self._faults = faults
        self._session: aiohttp.ClientSession | None = None
        self._running: set[asyncio.Task[object]] = set()
        self._overtaken: dict[str, list[Delivery]] = defaultdict(list)
        self._lanes: dict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(LANES_PER_SHOP)
        )
        self.log: list[Delivery] = []
        self.app_subscriptions: list[AppSubscription] = []

    def send_event(self, event: Event) -> list[Delivery]:
        """Start one delivery per subscription that wants the event; does not wait for them."""
        started = [
            Delivery(_parcel(event, addressee), event.shop, addressee.subscription_id)
            for addressee in addressees(event, self.app_subscriptions)
        ]
        self.log.extend(started)
        for delivery in started:
            self._dispatch(delivery)
        return started

    def redeliver(self, webhook_id: str, times: int = 1) -> Delivery:
        """Send a delivery again, `times` copies at once; KeyError when there is none such."""
        for delivery in self.log:
            if delivery.parcel.webhook_id == webhook_id:
                for _ in range(times):
                    self._start(self._try_once(delivery))
                return delivery
        raise KeyError(webhook_id)

    def summary(self) -> dict[str, int]:
        """How many deliveries are in each state, and how many sendings are `under_way`."""
        states = Counter(str(delivery.state) for delivery in self.log)
        return {**states, "under_way": len(self._running)}

    def forget(self) -> None:
        """Drop the log, the app's subscriptions and whatever is still under way."""
        for task in self._running:
            task.cancel()
        self.log.clear()
        self.app_subscriptions.clear()
        self._overtaken.clear()

    async def close(self) -> None:
        """Stop sending, for good."""
        running = list(self._running)
        self.forget()
        await asyncio.gather(*running, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _dispatch(self, delivery: Delivery) -> None:
        parcel = delivery.parcel
        fault = self._faults.strike(parcel.shop, (parcel.topic,), WEBHOOK_KINDS)
        if fault is None:
            overtaken = self._overtaken.pop(parcel.shop, [])
            self._start(self._deliver(delivery, ahead_of=overtaken))
        else:
            self._mishandle(delivery, fault)

    def _mishandle(self, delivery: Delivery, fault: Fault) -> None:
        if fault.kind is FaultKind.WEBHOOK_DROPPED:
            delivery.state = DeliveryState.DROPPED
        elif fault.kind is FaultKind.WEBHOOK_DELAYED:
            self._start(self._deliver(delivery, after=fault.details.seconds))
        elif fault.kind is FaultKind.WEBHOOK_REPEATED:
            for _ in range(fault.details.times - 1):
                self._start(self._try_once(delivery))
            self._start(self._deliver(delivery))
        else:
            self._overtaken[delivery.parcel.shop].append(delivery)
            self._start(self._lose_patience(delivery))

    async def _lose_patience(self, delivery: Delivery) -> None:
        await self._clock.sleep(REORDER_PATIENCE_SECONDS)
        if delivery in self._overtaken.get(delivery.parcel.shop, []):
            self._overtaken[delivery.parcel.shop].remove(delivery)
            await self._deliver(delivery)

    async def _deliver(
        self, delivery: Delivery, after: float = 0.0, ahead_of: list[Delivery] | None = None
    ) -> None:
        """Try until it is taken or given up; what it overtook leaves after the first try."""
        await self._clock.sleep(after)
        for wait in (*_waits(), None):
            outcome = await self._try_once(delivery)
            while ahead_of:
                self._start(self._deliver(ahead_of.pop(0)))
            if outcome.succeeded:
                return
            if wait is not None:
                await self._clock.sleep(wait)
        self._give_up(delivery)

    async def _try_once(self, delivery: Delivery) -> Try:
        async with self._lanes[delivery.parcel.shop]:
            outcome = await post(
                self._open_session(), delivery.parcel, self._secret, self._clock.now()
            )
        delivery.tries.append(outcome)
        if outcome.succeeded:
            delivery.state = DeliveryState.DELIVERED
        return outcome

    def _give_up(self, delivery: Delivery) -> None:
        """After the last retry an API-made subscription is deleted; a toml one stays."""
        if delivery.state is DeliveryState.WAITING:
            delivery.state = DeliveryState.FAILED
            if delivery.subscription_id is not None:
                delivery.shop.subscriptions.pop(delivery.subscription_id, None)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


def _waits() -> list[float]:
    return [FIRST_WAIT_SECONDS * 2**number for number in range(RETRIES)]


def _parcel(event: Event, addressee: Addressee) -> Parcel:
    body = json.dumps(addressee.payload, ensure_ascii=False, separators=(",", ":"))
    return Parcel(
        webhook_id=str(uuid.uuid4()),
        event_id=event.event_id,
        shop=event.shop.domain,
        topic=event.topic,
        api_version=versions.CURRENT,
        triggered_at=event.triggered_at,
        uri=addressee.uri,
        body=body.encode(),
    )
