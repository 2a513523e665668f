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

# Platform facts 1.9: everything that a store which both buys and sells needs.
USUAL_SCOPES = (
    "read_fulfillments",
    "read_locations",
    "read_merchant_managed_fulfillment_orders",
    "read_returns",
    "write_draft_orders",
    "write_inventory",
    "write_merchant_managed_fulfillment_orders",
    "write_orders",
    "write_products",
    "write_publications",
)


@dataclass(frozen=True)
class HouseRules:
    """How a simulator is started. `seed` drives every fault and every random basket.

    `app_url`: the page of the app that a store's admin frames; paths of the app begin there.
    `app_name` and `scopes`: what a merchant who installs the app in that admin agrees to.
    """

    credentials: AppCredentials
    seed: int = 1
    speed: float = 1.0
    app_url: str = ""
    app_name: str = "PowerPact"
    scopes: tuple[str, ...] = USUAL_SCOPES


class House:
    """Wires the world to its clock, tokens, faults, rate limits and webhooks."""

    def __init__(self, rules: HouseRules, base_url: str) -> None:
        """`base_url` is where the simulator is reached, without a slash at its end."""
        self.rules = rules
        self.base_url = base_url
        self.app_url = ""
        self.move_app(rules.app_url)
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

    def move_app(self, url: str) -> None:
        """The app is at that address from now on, which ends with a slash then; "" is nowhere."""
        self.app_url = f"{url.rstrip('/')}/" if url else ""

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
        """Forget every store, token, fault and delivery; it is now again, as at the start."""
        self.move_app(self.rules.app_url)
        self.clock.speed = self.rules.speed
        self.clock.show_real_time()
        self.tokens.forget()
        self.faults.forget()
        self.deliveries.forget()
        self.world.reset()
        self._gates.clear()


HOUSE = web.AppKey("house", House)
