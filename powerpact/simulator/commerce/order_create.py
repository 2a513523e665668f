"""New orders, from the app (`orderCreate`) or from a shopper (platform facts 4.1)."""

from decimal import Decimal
from typing import Any

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.customers import customer_for
from powerpact.simulator.commerce.fulfilling import fulfil_everything
from powerpact.simulator.commerce.metafields import write_metafields
from powerpact.simulator.commerce.order_faults import ORDER_OWNER, faults_of, limit_fault
from powerpact.simulator.commerce.order_lines import (
    address,
    amount_of,
    apply_discount,
    line_item,
    presentment_rate,
    shipping_line,
    tax_lines,
)
from powerpact.simulator.commerce.payments import settle_status
from powerpact.simulator.commerce.products import sorted_tags, touch
from powerpact.simulator.commerce.routing import allocations, route
from powerpact.simulator.commerce.stock import commit
from powerpact.simulator.payloads.orders import order_payload
from powerpact.simulator.refusals import Refused
from powerpact.simulator.store.orders import Order, OrderTransaction
from powerpact.simulator.store.shops import Shop

BYPASS = "BYPASS"
PLAIN_FIELDS = {
    "taxesIncluded": "taxes_included",
    "test": "test",
    "email": "email",
    "phone": "phone",
    "note": "note",
    "poNumber": "po_number",
    "sourceIdentifier": "source_identifier",
    "sourceUrl": "source_url",
    "closedAt": "closed_at",
}


def create_order(
    shop: Shop, given: Given, options: Given | None = None, *, by_app: bool = True
) -> Order:
    """Place an order as described and route it; refuses with `OrderCreateUserError` codes.

    given: an `OrderCreateOrderInput`, which may also hold `tip`, an amount in the store's
    currency. by_app: whether the app under test places it; only the app's orders count
    against the limit of development stores.
    """
    behaviour = (options or {}).get("inventoryBehaviour") or BYPASS
    if by_app and (limited := limit_fault(shop)):
        raise Refused(limited)
    if faults := faults_of(shop, given, behaviour):
        raise Refused(*faults)
    order = written(shop, given, by_app)
    sources = {line: allocations(shop, line) for line in order.lines}
    if behaviour != BYPASS:
        take_stock(shop, order, sources)
    add_transactions(shop, order, given.get("transactions") or [])
    settle_status(order, given.get("financialStatus"))
    shop.world.publish(shop, "orders/create", order_payload, shop, order)
    if order.financial_status == "PAID":
        shop.world.publish(shop, "orders/paid", order_payload, shop, order)
    route(shop, order, sources)
    if given.get("fulfillmentStatus") == "FULFILLED" or given.get("fulfillment"):
        fulfil_everything(shop, order, given.get("fulfillment") or {})
    shop.world.publish(shop, "orders/updated", order_payload, shop, order)
    return order


def written(shop: Shop, given: Given, by_app: bool) -> Order:
    """The order as a record, findable, without stock or money moved."""
    order = blank(shop, given)
    order.app_id = shop.app.app_number if by_app else None
    order.source_name = given.get("sourceName") or (str(order.app_id) if by_app else "web")
    for name, attribute in PLAIN_FIELDS.items():
        if given.get(name) is not None:
            setattr(order, attribute, given[name])
    order.tags = sorted_tags(given.get("tags") or [])
    order.custom_attributes = [dict(entry) for entry in given.get("customAttributes") or []]
    order.shipping_address = address(shop, given.get("shippingAddress"))
    order.billing_address = address(shop, given.get("billingAddress"))
    order.lines = [line_item(shop, order, entry) for entry in given["lineItems"]]
    order.shipping = [shipping_line(shop, order, e) for e in given.get("shippingLines") or []]
    order.order_tax_lines = tax_lines(given.get("taxLines"))
    order.tip = Decimal(given.get("tip") or 0)
    apply_discount(order, given.get("discountCode"))
    order.customer = customer_for(shop, given)
    order.email = order.email or (order.customer.email if order.customer else None)
    shop.orders[order.id] = shop.keep(order)
    write_metafields(shop, order, ORDER_OWNER, given.get("metafields"))
    if by_app and shop.options.order_limit_per_minute is not None:
        shop.recent_orders.append(shop.world.clock.monotonic())
    return order


def blank(shop: Shop, given: Given) -> Order:
    now = shop.world.now()
    shop.order_number += 1
    currency = given.get("currency") or shop.currency
    # A processing time in the future is clamped since 2026-07.
    processed = min(given.get("processedAt") or now, now)
    searchable = shop.world.clock.monotonic() + shop.options.search_lag_seconds
    return Order(
        shop.ids.gid("Order"),
        given.get("name") or f"#{shop.order_number}",
        shop.order_number,
        currency,
        given.get("presentmentCurrency") or currency,
        now,
        now,
        processed,
        searchable,
        presentment_rate(given),
    )


def take_stock(shop: Shop, order: Order, sources: dict[Any, list[tuple[Any, int]]]) -> None:
    """Commit the pieces where they were allocated; their products change with them."""
    order.stock_taken = True
    products = {}
    for line, parts in sources.items():
        if line.variant and line.variant.inventory_item.tracked:
            for location, pieces in parts:
                commit(shop, line.variant.inventory_item, pieces, location)
            products[line.variant.product] = True
    for product in products:
        touch(shop, product)


def add_transactions(shop: Shop, order: Order, given: list[Given]) -> None:
    now = shop.world.now()
    for entry in given:
        transaction = OrderTransaction(
            shop.ids.gid("OrderTransaction"),
            order,
            entry.get("kind") or "SALE",
            entry.get("status") or "SUCCESS",
            entry.get("gateway") or "manual",
            amount_of(entry["amountSet"]),
            now,
            entry.get("processedAt") or now,
            test=bool(entry.get("test")),
        )
        order.transactions.append(shop.keep(transaction))
