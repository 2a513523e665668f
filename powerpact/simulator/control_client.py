"""A small client of the control API, for tests, the demo and the command line."""

import time
from collections.abc import Sequence
from typing import Any

from powerpact.simulator.control_connection import Json, SimulatorConnection, SimulatorRefused

__all__ = ["Json", "SimulatorClient", "SimulatorRefused"]

POLL_SECONDS = 0.02


class SimulatorClient(SimulatorConnection):
    """One method per verb. `shop` is always a store's domain; money is text, as in Shopify."""

    # Stores

    def create_store(
        self,
        domain: str,
        name: str,
        *,
        currency: str = "GBP",
        country: str = "GB",
        timezone_name: str = "Europe/London",
        plan: str = "standard",
        installed: bool = True,
        scopes: Sequence[str] | None = None,
        options: Json | None = None,
    ) -> Json:
        """Open a store; `options` are those of ShopOptions. Answers what `store` answers."""
        return self.post(
            "/stores",
            domain=domain,
            name=name,
            currency=currency,
            country=country,
            timezone_name=timezone_name,
            plan=plan,
            installed=installed,
            scopes=scopes,
            options=options,
        )

    def stores(self) -> list[Json]:
        """Every store."""
        return self.get_list("/stores")

    def store(self, shop: str) -> Json:
        """One store: its door, its options, how much it holds, and `calls` per root field."""
        return self.get(f"/stores/{shop}")

    def calls(self, shop: str, root_field: str = "orderCreate") -> tuple[int, int]:
        """How many calls of a root field the store received, and how many did their work."""
        counts = self.store(shop)["calls"]
        return counts["received"].get(root_field, 0), counts["performed"].get(root_field, 0)

    def set_options(self, shop: str, **options: Any) -> Json:
        """Change options of ShopOptions; `order_limit_per_minute=0` lifts the limit."""
        return self.post(f"/stores/{shop}/options", **options)

    def set_rate(
        self,
        shop: str,
        *,
        plan: str | None = None,
        maximum: float | None = None,
        restore_rate: float | None = None,
    ) -> Json:
        """Move the store to a plan, or give it points and points per second of its own."""
        return self.post(
            f"/stores/{shop}/rate", plan=plan, maximum=maximum, restore_rate=restore_rate
        )

    def set_state(self, shop: str, state: str) -> Json:
        """`open`, `frozen`, `forbidden`, `gone` or `locked`."""
        return self.post(f"/stores/{shop}/state", state=state)

    def install(self, shop: str, scopes: Sequence[str] | None = None) -> Json:
        """The merchant installs the app again, or grants other scopes."""
        return self.post(f"/stores/{shop}/install", scopes=scopes)

    def uninstall(self, shop: str) -> Json:
        """The merchant removes the app."""
        return self.post(f"/stores/{shop}/uninstall")

    def revoke_tokens(self, shop: str, *, refresh_too: bool = False) -> int:
        """End the access tokens of the store; answers how many were alive."""
        answer = self.post(f"/stores/{shop}/tokens/revoke", refresh_too=refresh_too)
        return int(answer["access_tokens_ended"])

    def set_token_rules(self, *, revokes_earlier: bool) -> Json:
        """Whether a new access token ends the earlier ones at once."""
        return self.post("/token-rules", revokes_earlier=revokes_earlier)

    def session_token(self, shop: str, *, user_id: int = 1, lifetime: float = 60) -> str:
        """An ID token of one user; `lifetime` in real seconds, negative for an expired one."""
        answer = self.post(f"/stores/{shop}/session-token", user_id=user_id, lifetime=lifetime)
        return str(answer["session_token"])

    # Goods

    def seed(
        self,
        shop: str,
        kind: str,
        *,
        products: int | None = None,
        variants: int | None = None,
        seed: int | None = None,
    ) -> Json:
        """Plant a generated catalogue: `ceramics`, `textiles` or another, or a `warehouse`.

        A warehouse may have any number of products, and `variants` of all of them together.
        """
        path = f"/stores/{shop}/catalogue"
        return self.post(path, kind=kind, products=products, variants=variants, seed=seed)

    def create_product(self, shop: str, title: str, *, price: str, **fields: Any) -> Json:
        """A product with one variant; fields: sku, quantity, vendor, status, tags."""
        return self.post(f"/stores/{shop}/products", title=title, price=price, **fields)

    def edit_product(self, shop: str, product: str, **changes: Any) -> Json:
        """By id or handle; changes: title, description_html, vendor, status, tags, price ..."""
        return self.post(f"/stores/{shop}/products/edit", product=product, **changes)

    def delete_product(self, shop: str, product: str) -> Json:
        """Delete a product, by id or handle."""
        return self.post(f"/stores/{shop}/products/delete", product=product)

    def create_variant(
        self, shop: str, product: str, options: dict[str, str], *, price: str, **fields: Any
    ) -> Json:
        """One more variant, with a value for each option by its name; fields: sku, quantity."""
        path = f"/stores/{shop}/variants"
        return self.post(path, product=product, options=options, price=price, **fields)

    def delete_variant(self, shop: str, variant: str) -> Json:
        """Delete a variant, by id or SKU; the only one of a product stays."""
        return self.post(f"/stores/{shop}/variants/delete", variant=variant)

    def set_stock(self, shop: str, variant: str, available: int) -> Json:
        """So many pieces of a variant, by id or SKU, can be sold from now on."""
        return self.post(f"/stores/{shop}/stock", variant=variant, available=available)

    def holdings(self, shop: str) -> Json:
        """Everything a store holds: products, variants, orders, subscriptions ..."""
        return self.get(f"/stores/{shop}/holdings")

    # Orders: `order` is an id or a name such as #1001

    def orders(self, shop: str) -> list[Json]:
        """Every order of a store, for counting."""
        return self.get_list(f"/stores/{shop}/orders")

    def place_order(self, shop: str, lines: Sequence[Json], **wishes: Any) -> Json:
        """A shopper orders. A line: variant (id or SKU) and quantity, or title and price.

        Wishes: shipping_price, email, address, discount, tax_rate, tip, note, paid.
        """
        return self.post(f"/stores/{shop}/orders", lines=list(lines), **wishes)

    def place_random_orders(self, shop: str, count: int, **wishes: Any) -> list[Json]:
        """So many random baskets. Wishes: lines, vendors, seed, shipping_price, tax_rate, paid."""
        answer = self.post(f"/stores/{shop}/orders/random", count=count, **wishes)
        orders: list[Json] = answer["orders"]
        return orders

    def pay(self, shop: str, order: str) -> Json:
        """The shopper pays what is outstanding."""
        return self.post(f"/stores/{shop}/orders/pay", order=order)

    def ship(self, shop: str, order: str, lines: Json | None = None, **tracking: Any) -> Json:
        """Ship pieces by line id, SKU or variant id, or everything; company, number, url."""
        return self.post(f"/stores/{shop}/orders/ship", order=order, lines=lines, **tracking)

    def unship(self, shop: str, order: str, fulfillment: str | None = None) -> Json:
        """Undo a shipment, by its id; the latest without one."""
        path = f"/stores/{shop}/orders/unship"
        return self.post(path, order=order, fulfillment=fulfillment)

    def cancel(self, shop: str, order: str, **how: Any) -> Json:
        """Cancel an order; how: reason, restock, refund."""
        return self.post(f"/stores/{shop}/orders/cancel", order=order, **how)

    def refund(self, shop: str, order: str, lines: Json | None = None, **how: Any) -> Json:
        """Refund pieces by line id, SKU or variant id, or everything; shipping, restock, note."""
        return self.post(f"/stores/{shop}/orders/refund", order=order, lines=lines, **how)

    # The simulator itself

    def state(self) -> Json:
        """Everything at a glance."""
        return self.get("/state")

    def reset(self) -> None:
        """Forget every store, token, fault and webhook."""
        self.post("/reset")

    def set_app_url(self, app_url: str) -> Json:
        """Say where the app is that the stores' admin frames; `reset` forgets it."""
        return self.post("/app-url", app_url=app_url)

    def clock(self) -> Json:
        """`now` and `speed`."""
        return self.get("/clock")

    def hurry(self, speed: float) -> Json:
        """Let so many simulated seconds pass in a real one."""
        return self.post("/clock", speed=speed)

    def advance(self, seconds: float) -> Json:
        """Move the clock forward."""
        return self.post("/clock", advance=seconds)

    def add_fault(
        self,
        kind: str,
        *,
        shop: str | None = None,
        operation: str | None = None,
        count: int | None = None,
        probability: float | None = None,
        seed: int | None = None,
        **details: Any,
    ) -> Json:
        """Switch a fault on: a FaultKind, where, how often, and details of FaultDetails."""
        return self.post(
            "/faults",
            kind=kind,
            shop=shop,
            operation=operation,
            count=count,
            probability=probability,
            seed=seed,
            **details,
        )

    def faults(self) -> list[Json]:
        """Every fault that is switched on, spent ones too."""
        return self.get_list("/faults")

    def clear_faults(self, *, fault_id: int | None = None, shop: str | None = None) -> int:
        """Switch off one fault, those of a store, or all; answers how many."""
        number = None if fault_id is None else str(fault_id)
        return int(self.delete("/faults", id=number, shop=shop)["cleared"])

    # Webhooks

    def set_app_subscriptions(self, subscriptions: Sequence[Json]) -> Json:
        """What shopify.app.toml declares: tables of topics, uri, include_fields and filter."""
        return self.post("/app-subscriptions", subscriptions=list(subscriptions))

    def deliveries(self, shop: str | None = None, topic: str | None = None) -> list[Json]:
        """The log, oldest first."""
        return self.get_list("/deliveries", shop=shop, topic=topic)

    def deliveries_summary(self) -> Json:
        """Deliveries per state, and sendings `under_way`."""
        return self.get("/deliveries/summary")

    def redeliver(self, webhook_id: str, times: int = 1) -> Json:
        """Send a webhook again, so many copies at once, with its own id."""
        return self.post("/deliveries/again", webhook_id=webhook_id, times=times)

    def announce(self, shop: str, topic: str, payload: Any) -> list[Json]:
        """Send a webhook with a payload of one's own; answers its deliveries."""
        answer = self.post(f"/stores/{shop}/announce", topic=topic, payload=payload)
        deliveries: list[Json] = answer["deliveries"]
        return deliveries

    def ask_by_law(self, shop: str, topic: str, email: str = "") -> list[Json]:
        """Send a compliance webhook, of a shopper by e-mail; answers its deliveries."""
        answer = self.post(f"/stores/{shop}/privacy", topic=topic, email=email)
        deliveries: list[Json] = answer["deliveries"]
        return deliveries

    def wait_for_deliveries(self, seconds: float = 10.0) -> None:
        """Return when nothing is under way; TimeoutError after so many real seconds."""
        deadline = time.monotonic() + seconds
        while self.deliveries_summary()["under_way"]:
            if time.monotonic() > deadline:
                raise TimeoutError("Webhooks are still under way.")
            time.sleep(POLL_SECONDS)
