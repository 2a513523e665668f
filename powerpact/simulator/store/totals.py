"""What an order amounts to, as bought and as it stands after refunds. Store currency, Decimal."""

from decimal import Decimal

from powerpact.simulator.money import ZERO
from powerpact.simulator.store.orders import LineItem, Order, ShippingLine, TaxLine


def subtotal(order: Order) -> Decimal:
    """All lines after discounts, before shipping, as bought."""
    return sum((line.total for line in order.lines), ZERO)


def shipping_total(order: Order) -> Decimal:
    return sum((line.price - line.discount for line in order.shipping), ZERO)


def discounts(order: Order) -> Decimal:
    on_lines = sum((line.discount for line in order.lines), ZERO)
    return on_lines + sum((line.discount for line in order.shipping), ZERO)


def line_items_price(order: Order) -> Decimal:
    return sum((line.price * line.quantity for line in order.lines), ZERO)


def tax_lines(order: Order) -> list[TaxLine]:
    """Every tax of the order: its own, or those of lines and shipping added up by title."""
    if order.order_tax_lines:
        return order.order_tax_lines
    merged: dict[tuple[str, float], TaxLine] = {}
    holders: list[LineItem | ShippingLine] = [*order.lines, *order.shipping]
    for tax in (tax for holder in holders for tax in holder.tax_lines):
        kept = merged.setdefault((tax.title, tax.rate), TaxLine(tax.title, tax.rate, ZERO))
        kept.amount += tax.amount
    return list(merged.values())


def tax_total(order: Order) -> Decimal:
    return sum((tax.amount for tax in tax_lines(order)), ZERO)


def total(order: Order) -> Decimal:
    """What the buyer was asked for."""
    tax = ZERO if order.taxes_included else tax_total(order)
    return subtotal(order) + shipping_total(order) + tax + order.tip


def standing(line: LineItem, amount: Decimal) -> Decimal:
    """What is left of a line's amount after the pieces that were removed."""
    return amount - line.share(amount, line.removed) if line.removed else amount


def current_subtotal(order: Order) -> Decimal:
    return sum((standing(line, line.total) for line in order.lines), ZERO)


def current_discounts(order: Order) -> Decimal:
    on_lines = sum((standing(line, line.discount) for line in order.lines), ZERO)
    return on_lines + sum((line.discount for line in order.shipping), ZERO)


def shipping_refunded(order: Order) -> Decimal:
    return sum((refund.shipping_amount for refund in order.refunds), ZERO)


def current_shipping(order: Order) -> Decimal:
    return shipping_total(order) - shipping_refunded(order)


def current_tax(order: Order) -> Decimal:
    removed = sum((line.tax - standing(line, line.tax) for line in order.lines), ZERO)
    returned = sum((refund.shipping_tax for refund in order.refunds), ZERO)
    return tax_total(order) - removed - returned


def current_total(order: Order) -> Decimal:
    """What the order stands at after refunds and removed pieces."""
    tax = ZERO if order.taxes_included else current_tax(order)
    return current_subtotal(order) + current_shipping(order) + tax + order.tip


def moved(order: Order, *kinds: str) -> Decimal:
    """Successful transactions of those kinds, added up."""
    done = (t for t in order.transactions if t.status == "SUCCESS" and t.kind in kinds)
    return sum((t.amount for t in done), ZERO)


def received(order: Order) -> Decimal:
    return moved(order, "SALE", "CAPTURE")


def refunded(order: Order) -> Decimal:
    return moved(order, "REFUND")


def net_payment(order: Order) -> Decimal:
    return received(order) - refunded(order)


def capturable(order: Order) -> Decimal:
    return max(moved(order, "AUTHORIZATION") - moved(order, "CAPTURE", "VOID"), ZERO)


def outstanding(order: Order) -> Decimal:
    """What is still to be paid and not authorised either; never below zero."""
    return max(current_total(order) - net_payment(order) - capturable(order), ZERO)
