"""Refunds: money back, pieces back, or both (platform facts 4.6)."""

from dataclasses import dataclass
from decimal import Decimal

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.fulfilling import take_off
from powerpact.simulator.commerce.payments import settle_status
from powerpact.simulator.commerce.products import touch
from powerpact.simulator.commerce.stock import give_back
from powerpact.simulator.money import ZERO, fixed
from powerpact.simulator.payloads.orders import order_payload
from powerpact.simulator.payloads.refunds import refund_payload
from powerpact.simulator.refusals import Refused, UserError, refuse
from powerpact.simulator.store import totals
from powerpact.simulator.store.inventory import Location
from powerpact.simulator.store.orders import LineItem, Order, OrderTransaction
from powerpact.simulator.store.refunds import Refund, RefundLineItem
from powerpact.simulator.store.shops import Shop

SYMBOLS = {"GBP": "£", "EUR": "€", "JPY": "¥"}


@dataclass(frozen=True)
class Reckoning:
    """What a refund of some lines and of shipping amounts to, in the store's currency."""

    subtotal: Decimal
    tax: Decimal
    shipping: Decimal
    shipping_tax: Decimal
    taxes_included: bool

    @property
    def amount(self) -> Decimal:
        tax = ZERO if self.taxes_included else self.tax + self.shipping_tax
        return self.subtotal + self.shipping + tax


def line_of(order: Order, gid: str) -> LineItem | None:
    return next((line for line in order.lines if line.id == gid), None)


def reckon(order: Order, entries: list[Given], shipping: Given | None) -> Reckoning:
    """Add up lines and shipping. shipping: a `ShippingRefundInput`, or None for nothing."""
    subtotal = tax = ZERO
    for entry in entries:
        line = line_of(order, entry["lineItemId"])
        if line:
            subtotal += line.share(line.total, entry["quantity"])
            tax += line.share(line.tax, entry["quantity"])
    given = shipping or {}
    left = totals.current_shipping(order)
    carriage = left if given.get("fullRefund") else min(Decimal(given.get("amount") or 0), left)
    whole = totals.shipping_total(order)
    on_shipping = sum((line.tax for line in order.shipping), ZERO)
    carriage_tax = on_shipping * carriage / whole if whole else ZERO
    return Reckoning(subtotal, tax, carriage, carriage_tax, order.taxes_included)


def faults_of(order: Order, given: Given) -> list[UserError]:
    """As recorded in refund-create-user-errors-and-quantities.2025-01.a.json."""
    found = []
    for index, entry in enumerate(given.get("refundLineItems") or []):
        line, place = line_of(order, entry["lineItemId"]), ["refundLineItems", str(index)]
        if line is None:
            found.append(UserError([*place, "lineItemId"], "Line item does not exist"))
        elif not 0 < entry["quantity"] <= line.current_quantity:
            message = "Quantity cannot refund more items than were purchased"
            found.append(UserError([*place, "quantity"], message))
    wanted = sum((Decimal(entry["amount"]) for entry in given.get("transactions") or []), ZERO)
    if wanted > totals.net_payment(order):
        net, symbol = totals.net_payment(order), SYMBOLS.get(order.currency_code, "$")
        asked = f"{symbol}{fixed(wanted, order.currency_code)}"
        message = f"Refund amount {asked} is greater than net payment received "
        found.append(UserError(None, f"{message}{symbol}{fixed(net, order.currency_code)}"))
    return found


def create_refund(shop: Shop, given: Given) -> Refund:
    """Apply a `RefundInput`; refuses with plain user errors and shows the order beside them."""
    order = shop.orders.get(given["orderId"])
    if order is None:
        raise refuse(["orderId"], "Order does not exist")
    if faults := faults_of(order, given):
        raise Refused(*faults, order=order)
    refund = Refund(shop.ids.gid("Refund"), order, shop.world.now(), given.get("note"))
    entries = given.get("refundLineItems") or []
    reckoned = reckon(order, entries, given.get("shipping"))
    refund.shipping_amount, refund.shipping_tax = reckoned.shipping, reckoned.shipping_tax
    refund.shipping_id = shop.ids.gid("RefundShippingLine") if reckoned.shipping else None
    order.refunds.append(shop.keep(refund))
    for entry in entries:
        refund_line(shop, refund, entry)
    for entry in given.get("transactions") or []:
        move_back(shop, refund, entry)
    settle_status(order)
    announce(shop, refund)
    return refund


def refund_line(shop: Shop, refund: Refund, entry: Given) -> None:
    """Take pieces off the order, and put them back in stock where the entry says so."""
    line, pieces = line_of(refund.order, entry["lineItemId"]), entry["quantity"]
    kind = entry.get("restockType") or "NO_RESTOCK"
    if line is None:
        return
    location = shop.locations.get(entry.get("locationId") or "") or shop.main_location
    refund.lines.append(
        RefundLineItem(
            shop.ids.gid("RefundLineItem"),
            line,
            pieces,
            kind,
            location if kind != "NO_RESTOCK" else None,
            line.share(line.total, pieces),
            line.share(line.tax, pieces),
        )
    )
    line.removed += pieces
    if kind != "RETURN":
        take_off(shop, refund.order, line.id, pieces)
    if kind != "NO_RESTOCK":
        restock(shop, line, pieces, location)


def restock(shop: Shop, line: LineItem, pieces: int, location: Location) -> None:
    """Pieces of a tracked variant can be sold again."""
    variant = shop.variants.get(line.variant.id) if line.variant else None
    if variant and variant.inventory_item.tracked and line.order.stock_taken:
        give_back(shop, variant.inventory_item, pieces, location)
        touch(shop, variant.product)


def move_back(shop: Shop, refund: Refund, entry: Given) -> None:
    """One transaction of kind REFUND, against the sale it names or the first."""
    order, now = refund.order, shop.world.now()
    parent = shop.find(OrderTransaction, entry.get("parentId"))
    transaction = OrderTransaction(
        shop.ids.gid("OrderTransaction"),
        order,
        "REFUND",
        "SUCCESS",
        entry["gateway"],
        Decimal(entry["amount"]),
        now,
        now,
        parent or next((t for t in order.transactions if t.kind in {"SALE", "CAPTURE"}), None),
    )
    order.transactions.append(shop.keep(transaction))
    refund.transactions.append(transaction)


def announce(shop: Shop, refund: Refund) -> None:
    refund.order.updated_at = shop.world.now()
    shop.world.publish(shop, "refunds/create", refund_payload, shop, refund)
    shop.world.publish(shop, "orders/updated", order_payload, shop, refund.order)
