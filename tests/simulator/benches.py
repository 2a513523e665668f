"""A simulated store without a server: its world, its engine and every event so far."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from powerpact.simulator.clock import Clock
from powerpact.simulator.engine import Engine
from powerpact.simulator.store.shops import Shop, ShopOptions
from powerpact.simulator.world import Event, World

SHARED = Path(__file__).parents[3] / "shared/shopify"
SCOPES = {
    "write_products",
    "write_orders",
    "write_inventory",
    "write_publications",
    "write_merchant_managed_fulfillment_orders",
    "write_draft_orders",
    "write_customers",
    "read_locations",
    "read_fulfillments",
    "read_returns",
}


class Bench:
    """One store named `kiln` and what the app asks of it."""

    def __init__(self, currency: str = "GBP", **options: Any) -> None:
        self.events: list[Event] = []
        self.clock = Clock(start=datetime(2026, 11, 22, 12, tzinfo=UTC))
        self.world = World(self.clock, "http://127.0.0.1:4000", self.events.append)
        self.engine = Engine(self.world)
        self.shop: Shop = self.world.create_shop(
            "kiln.myshopify.com",
            name="Kiln & Harbour",
            currency=currency,
            options=ShopOptions(**options),
        )
        self.world.install(self.shop, SCOPES)

    def answer(
        self, query: str, variables: dict[str, Any] | None = None, operation: str | None = None
    ) -> dict[str, Any]:
        """The body of the answer, refused or not."""
        prepared = self.engine.prepare(self.shop, query, variables, operation)
        if prepared.refusal is not None:
            return prepared.refusal
        return self.engine.run(prepared, self.shop.app.scopes).body

    def data(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        """The one root field's value of an answer without errors."""
        body = self.answer(query, variables)
        assert "errors" not in body, body["errors"]
        [value] = body["data"].values()
        return value

    def topics(self) -> list[str]:
        """The topics of every event since the last call."""
        told = [event.topic for event in self.events]
        self.events.clear()
        return told

    def pass_time(self, seconds: float) -> None:
        """Let time go by and everything happen that was due."""
        self.clock.advance(seconds)
        self.world.run_due()
