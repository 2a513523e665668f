"""Orders as the API shows them, and finding them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from powerpact.simulator.commerce.metafields import owner_by_custom_id
from powerpact.simulator.commerce.order_faults import ORDER_OWNER
from powerpact.simulator.money import ZERO, MoneyBag
from powerpact.simulator.payloads.orders import gateways
from powerpact.simulator.resolvers.connections import Page, page
from powerpact.simulator.resolvers.registry import Arguments, Context, of, query
from powerpact.simulator.resolvers.shop import app_record
from powerpact.simulator.search import matching
from powerpact.simulator.searchables import ORDER_SEARCH
from powerpact.simulator.store import totals
from powerpact.simulator.store.orders import Order, OrderTransaction
from powerpact.simulator.store.shops import legacy_id

READ = "read_orders"
SHOWN_FOR = timedelta(days=60)
SORTS: dict[str, Callable[[Order], Any]] = {
    "CREATED_AT": lambda order: order.created_at,
    "UPDATED_AT": lambda order: order.updated_at,
    "PROCESSED_AT": lambda order: order.processed_at,
    "ORDER_NUMBER": lambda order: order.number,
}
AMOUNTS: dict[str, Callable[[Order], Decimal]] = {
    "subtotalPriceSet": totals.subtotal,
    "currentSubtotalPriceSet": totals.current_subtotal,
    "totalPriceSet": totals.total,
    "currentTotalPriceSet": totals.current_total,
    "totalTaxSet": totals.tax_total,
    "currentTotalTaxSet": totals.current_tax,
    "totalDiscountsSet": totals.discounts,
    "currentTotalDiscountsSet": totals.current_discounts,
    "totalShippingPriceSet": totals.shipping_total,
    "currentShippingPriceSet": totals.current_shipping,
    "totalOutstandingSet": totals.outstanding,
    "totalReceivedSet": totals.received,
    "totalRefundedSet": totals.refunded,
    "totalCapturableSet": totals.capturable,
    "netPaymentSet": totals.net_payment,
    "totalTipReceivedSet": lambda order: order.tip,
}


def _amount_field(name: str, amount: Callable[[Order], Decimal]) -> None:
    @of("Order", name)
    def resolve(source: Order, _: Arguments, __: Context) -> MoneyBag:
        return source.bag(amount(source))


for _name, _amount in AMOUNTS.items():
    _amount_field(_name, _amount)


def earliest_shown(context: Context) -> datetime:
    """Orders older than sixty days need a scope of their own (platform facts 4.4)."""
    if context.may("read_all_orders"):
        return datetime.min.replace(tzinfo=UTC)
    return context.shop.world.now() - SHOWN_FOR


def shown(order: object, context: Context) -> Order | None:
    """The order, unless it is too old to be seen."""
    if isinstance(order, Order) and order.created_at >= earliest_shown(context):
        return order
    return None


@query("order", READ)
def order_by_id(arguments: Arguments, context: Context) -> Order | None:
    return shown(context.shop.orders.get(arguments["id"]), context)


@query("orderByIdentifier", READ)
def order_by_identifier(arguments: Arguments, context: Context) -> Any:
    """At once, unlike the search (platform facts 4.3)."""
    identifier = arguments["identifier"]
    if "customId" in identifier:
        return shown(owner_by_custom_id(context.shop, ORDER_OWNER, identifier["customId"]), context)
    return shown(context.shop.orders.get(identifier["id"]), context)


def indexed(arguments: Arguments, context: Context) -> list[Order]:
    """The orders that a search sees by now; without a query it is all that may be shown."""
    since = earliest_shown(context)
    held = [order for order in context.shop.orders.values() if order.created_at >= since]
    if not arguments.get("query"):
        return held
    now = context.shop.world.clock.monotonic()
    return [order for order in held if order.searchable_from <= now]


@query("orders", READ)
def orders(arguments: Arguments, context: Context) -> Page:
    seen = indexed(arguments, context)
    found = matching(ORDER_SEARCH, seen, arguments, context, "orders")
    return page(found, arguments, context, SORTS.get(arguments["sortKey"]))


@query("ordersCount", READ)
def orders_count(arguments: Arguments, context: Context) -> dict[str, Any]:
    seen = indexed(arguments, context)
    found = list(matching(ORDER_SEARCH, seen, arguments, context, "ordersCount"))
    limit = arguments.get("limit") or len(found)
    exact = len(found) <= limit
    return {"count": min(len(found), limit), "precision": "EXACT" if exact else "AT_LEAST"}


@of("Order", "legacyResourceId")
def legacy_resource_id(source: Order, _: Arguments, __: Context) -> str:
    return legacy_id(source.id)


@of("Order", "app")
def app(source: Order, _: Arguments, context: Context) -> dict[str, Any] | None:
    return app_record(context.shop) if source.app_id else None


@of("Order", "closed")
def closed(source: Order, _: Arguments, __: Context) -> bool:
    return source.closed_at is not None


@of("Order", "confirmed")
def confirmed(_: Order, __: Arguments, ___: Context) -> bool:
    return True


@of("Order", "customerLocale")
def customer_locale(_: Order, __: Arguments, ___: Context) -> str:
    return "en"


@of("Order", "displayFinancialStatus")
def display_financial_status(source: Order, _: Arguments, __: Context) -> str | None:
    return source.financial_status


@of("Order", "displayFulfillmentStatus")
def display_fulfillment_status(source: Order, _: Arguments, __: Context) -> str:
    """Worked out of shipments and fulfilment orders; held ones show before partial ones."""
    waiting = [fo for fo in source.fulfillment_orders if fo.open]
    shipped = any(shipment.status == "SUCCESS" for shipment in source.fulfillments)
    if any(fo.status == "ON_HOLD" for fo in waiting):
        return "ON_HOLD"
    if shipped:
        return "PARTIALLY_FULFILLED" if any(fo.remaining for fo in waiting) else "FULFILLED"
    if not source.fulfillment_orders:
        return "FULFILLMENT_NOT_REQUIRED"
    return "UNFULFILLED"


@of("Order", "fulfillable")
def fulfillable(source: Order, _: Arguments, __: Context) -> bool:
    return any(fo.open and fo.remaining for fo in source.fulfillment_orders)


@of("Order", "fullyPaid")
def fully_paid(source: Order, _: Arguments, __: Context) -> bool:
    return totals.outstanding(source) == ZERO


@of("Order", "unpaid")
def unpaid(source: Order, _: Arguments, __: Context) -> bool:
    return totals.received(source) == ZERO


@of("Order", "capturable")
def capturable(source: Order, _: Arguments, __: Context) -> bool:
    return totals.capturable(source) > 0


@of("Order", "paymentGatewayNames")
def payment_gateway_names(source: Order, _: Arguments, __: Context) -> list[str]:
    return gateways(source)


@of("Order", "returnStatus")
def return_status(source: Order, _: Arguments, __: Context) -> str:
    open_returns = [entry for entry in source.returns if entry.status != "CLOSED"]
    if open_returns:
        requested = any(entry.status == "REQUESTED" for entry in open_returns)
        return "RETURN_REQUESTED" if requested else "IN_PROGRESS"
    return "RETURNED" if source.returns else "NO_RETURN"


@of("Order", "statusPageUrl")
def status_page_url(source: Order, _: Arguments, context: Context) -> str:
    return f"https://{context.shop.domain}/orders/{legacy_id(source.id)}"


@of("Order", "subtotalLineItemsQuantity")
def subtotal_line_items_quantity(source: Order, _: Arguments, __: Context) -> int:
    return sum(line.quantity for line in source.lines)


@of("Order", "taxLines")
def tax_lines(source: Order, _: Arguments, __: Context) -> list[Any]:
    return [(source, tax) for tax in totals.tax_lines(source)]


@of("Order", "lineItems")
def line_items(source: Order, arguments: Arguments, context: Context) -> Page:
    return page(source.lines, arguments, context)


@of("Order", "shippingLines")
def shipping_lines(source: Order, arguments: Arguments, context: Context) -> Page:
    return page(source.shipping, arguments, context)


@of("Order", "transactions")
def transactions(source: Order, arguments: Arguments, _: Context) -> list[OrderTransaction]:
    return source.transactions[: arguments.get("first")]


@of("OrderTransaction", "amountSet")
def transaction_amount(source: OrderTransaction, _: Arguments, __: Context) -> MoneyBag:
    return source.order.bag(source.amount)


@of("OrderTransaction", "formattedGateway")
def formatted_gateway(source: OrderTransaction, _: Arguments, __: Context) -> str:
    return source.gateway.replace("_", " ").capitalize()


@of("Order", "refunds")
def refunds(source: Order, arguments: Arguments, _: Context) -> list[Any]:
    return source.refunds[: arguments.get("first")]


@of("Order", "returns")
def returns(source: Order, arguments: Arguments, context: Context) -> Page:
    kept = source.returns if context.may("read_returns") else []
    return page(kept, arguments, context)


@of("Order", "fulfillments")
def fulfillments(source: Order, arguments: Arguments, _: Context) -> list[Any]:
    return source.fulfillments[: arguments.get("first")]


@of("Order", "fulfillmentOrders")
def fulfillment_orders(source: Order, arguments: Arguments, context: Context) -> Page:
    """Without the scope the list is empty, which is no error (platform facts 1.9)."""
    kept = source.fulfillment_orders
    if not context.may("read_merchant_managed_fulfillment_orders"):
        kept = []
    return page(kept, arguments, context)
