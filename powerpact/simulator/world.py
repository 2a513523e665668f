"""All stores of one simulator, their ids, their time and what they tell the outside."""

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from powerpact.simulator.clock import Clock
from powerpact.simulator.ids import Ids
from powerpact.simulator.payloads.app import scopes_payload
from powerpact.simulator.payloads.shop import shop_payload
from powerpact.simulator.store.inventory import Location
from powerpact.simulator.store.products import Publication
from powerpact.simulator.store.shops import (
    DEVELOPMENT_ORDERS_PER_MINUTE,
    AppInstall,
    Plan,
    Shop,
    ShopOptions,
)


@dataclass(frozen=True)
class Event:
    """Something happened in a store, as one webhook topic tells it.

    All events of one merchant action carry the same `event_id` (platform facts 2.1).
    """

    shop: Shop
    topic: str
    payload: dict[str, Any]
    event_id: str
    triggered_at: datetime


class World:
    """Every store of the simulator.

    clock: the simulator's time.
    base_url: where the simulator is reached, without a trailing slash.
    emit: called with every event, at once.
    wanted: whether anybody subscribed to a topic of a store; everything is wanted without it.
    """

    def __init__(
        self,
        clock: Clock,
        base_url: str,
        emit: Callable[[Event], None],
        wanted: Callable[[Shop, str], bool] | None = None,
    ) -> None:
        self.clock = clock
        self.base_url = base_url
        self.emit = emit
        self.wanted = wanted
        self.ids = Ids()
        self.shops: dict[str, Shop] = {}
        self._action = ""
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._moment: float | None = None
        self._armed: float | None = None
        self._waiting: set[asyncio.Task[None]] = set()

    def create_shop(
        self,
        domain: str,
        *,
        name: str,
        currency: str = "GBP",
        country: str = "GB",
        timezone_name: str = "Europe/London",
        plan: Plan = "standard",
        options: ShopOptions | None = None,
        app: AppInstall | None = None,
    ) -> Shop:
        """Open a store with one location and two publications; raises ValueError if it exists."""
        if domain in self.shops:
            raise ValueError(f"There is a store {domain} already.")
        number = self.ids.number()
        shop = Shop(self, domain, number, name, currency, country, timezone_name, plan, self.now())
        shop.options = options or ShopOptions()
        shop.app = app or AppInstall()
        shop.email = f"hello@{domain}"
        if plan == "development" and shop.options.order_limit_per_minute is None:
            shop.options.order_limit_per_minute = DEVELOPMENT_ORDERS_PER_MINUTE
        furnish(shop)
        self.shops[domain] = shop
        return shop

    def shop(self, domain: str) -> Shop:
        """The store at that domain; raises KeyError when there is none."""
        return self.shops[domain]

    def reset(self) -> None:
        """Forget every store and everything that was still to happen."""
        self.shops.clear()
        self._due.clear()
        for task in self._waiting:
            task.cancel()
        self._armed = None

    def now(self) -> datetime:
        """The moment in UTC, to the second, which is all that Shopify keeps."""
        return self.clock.now().replace(microsecond=0)

    def begin_action(self) -> str:
        """Start a merchant action: events published from here on share a new event id."""
        self._action = str(uuid4())
        return self._action

    def publish(
        self, shop: Shop, topic: str, payload: Callable[..., dict[str, Any]], *about: object
    ) -> None:
        """Tell the outside, unless the app is not installed there.

        The payload is only made, from what it is about, when somebody wants it.
        """
        if shop.app.installed and (self.wanted is None or self.wanted(shop, topic)):
            event_id = self._action or self.begin_action()
            self.emit(Event(shop, topic, payload(*about), event_id, self.clock.now()))

    def after(self, seconds: float, happen: Callable[[], None]) -> None:
        """Let something happen later, on the simulator's clock.

        In a running event loop it happens by itself, otherwise at the next `run_due`.
        """
        due = (self.clock.monotonic() if self._moment is None else self._moment) + seconds
        heapq.heappush(self._due, (due, next(self._order), happen))
        if _in_event_loop():
            self._arm()

    def run_due(self) -> None:
        """Let everything happen whose time has come, and what follows from it by now.

        What happens late counts its own delays from when it should have happened. In a running
        event loop, what follows waits for its turn, so that other requests are answered between.
        """
        newest = next(self._order) if _in_event_loop() else None
        while self._due and self._due[0][0] <= self.clock.monotonic():
            if newest is not None and self._due[0][1] > newest:
                return
            self._moment, _, happen = heapq.heappop(self._due)
            try:
                happen()
            finally:
                self._moment = None

    def _arm(self) -> None:
        """Let a task wait for what comes first, unless one does already."""
        if self._due and (self._armed is None or self._due[0][0] < self._armed):
            self._armed = self._due[0][0]
            task = asyncio.create_task(self._wake(self._armed))
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)

    async def _wake(self, due: float) -> None:
        await self.clock.sleep(due - self.clock.monotonic())
        if self._armed == due:
            self._armed = None
        try:
            self.run_due()
        finally:
            self._arm()

    def install(self, shop: Shop, scopes: set[str]) -> None:
        """The merchant installs the app, or installs it again."""
        shop.app.installed = True
        shop.app.scopes = set(scopes)
        shop.app.installation_id = shop.ids.gid("AppInstallation")

    def uninstall(self, shop: Shop) -> None:
        """The merchant removes the app: its subscriptions vanish (platform facts 1.10).

        `app/uninstalled` is told while the subscriptions still stand.
        """
        self.begin_action()
        self.publish(shop, "app/uninstalled", shop_payload, shop)
        shop.app.installed = False
        shop.subscriptions.clear()

    def change_scopes(self, shop: Shop, scopes: set[str]) -> None:
        """The merchant grants other scopes."""
        self.begin_action()
        previous, shop.app.scopes = shop.app.scopes, set(scopes)
        scopes_now = (sorted(previous), sorted(scopes), self.clock.now())
        self.publish(shop, "app/scopes_update", scopes_payload, shop, *scopes_now)


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def furnish(shop: Shop) -> None:
    """What every new store has: a location, the online store and the app's own publication."""
    location = shop.keep(Location(shop.ids.gid("Location"), "Shop location", shop.created_at))
    location.country_code = shop.country
    shop.locations[location.id] = location
    for title in ("Online Store", shop.app.client_id):
        gid = shop.ids.gid("Publication")
        publication = shop.keep(Publication(gid, title, shop.ids.gid("AppCatalog")))
        shop.publications[gid] = publication
