"""One running simulator: the stores, and everything that stands between them and the app."""

from dataclasses import dataclass

from aiohttp import web

from powerpact.simulator.bucket import ALLOWANCES, LeakyBucket
from powerpact.simulator.clock import Clock
from powerpact.simulator.deliveries import Deliveries
from powerpact.simulator.engine import Engine
from powerpact.simulator.faults import FaultBook
from powerpact.simulator.gates import Gate
from powerpact.simulator.grants import AppCredentials, GrantDesk
from powerpact.simulator.store.shops import Shop
from powerpact.simulator.subscriptions import is_wanted
from powerpact.simulator.tokens import TokenBook
from powerpact.simulator.world import Event, World


@dataclass(frozen=True)
class HouseRules:
    """How a simulator is started. `seed` drives every fault and every random basket."""

    credentials: AppCredentials
    seed: int = 1
    speed: float = 1.0


class House:
    """Wires the world to its clock, tokens, faults, rate limits and webhooks."""

    def __init__(self, rules: HouseRules, base_url: str) -> None:
        """`base_url` is where the simulator is reached, without a slash at its end."""
        self.rules = rules
        self.base_url = base_url
        self.clock = Clock(rules.speed)
        self.faults = FaultBook(rules.seed)
        self.tokens = TokenBook(self.clock)
        self.desk = GrantDesk(self.clock, rules.credentials, self.tokens)
        self.deliveries = Deliveries(self.clock, rules.credentials.client_secret, self.faults)
        self.world = World(self.clock, base_url, self._announce, self._is_wanted)
        self.engine = Engine(self.world)
        self._gates: dict[str, Gate] = {}

    def gate(self, shop: Shop) -> Gate:
        """The store's door, made when first asked for."""
        if shop.domain not in self._gates:
            self._gates[shop.domain] = Gate(LeakyBucket(self.clock, ALLOWANCES[shop.plan]))
        return self._gates[shop.domain]

    def install(self, shop: Shop, scopes: set[str]) -> None:
        """The merchant installs the app, installs it again, or grants it other scopes."""
        if not shop.app.installed:
            self.world.install(shop, scopes)
        elif scopes != shop.app.scopes:
            self.world.change_scopes(shop, scopes)

    def uninstall(self, shop: Shop) -> None:
        """The merchant removes the app: its tokens are dead before the webhook leaves."""
        self.tokens.revoke_all(shop.domain)
        self.world.uninstall(shop)

    def _is_wanted(self, shop: Shop, topic: str) -> bool:
        return is_wanted(shop, topic, self.deliveries.app_subscriptions)

    def _announce(self, event: Event) -> None:
        self.deliveries.send_event(event)

    def reset(self) -> None:
        """Forget every store, token, fault and delivery; it is now again, at the first speed."""
        self.clock.speed = self.rules.speed
        self.clock.show_real_time()
        self.tokens.forget()
        self.faults.forget()
        self.deliveries.forget()
        self.world.reset()
        self._gates.clear()


HOUSE = web.AppKey("house", House)
