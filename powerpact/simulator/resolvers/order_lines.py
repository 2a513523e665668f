"""Lines, shipping, taxes and discounts of orders."""

from typing import Any

from powerpact.simulator.money import MoneyBag, rounded
from powerpact.simulator.payloads.lines import fulfillable, shipped
from powerpact.simulator.resolvers.registry import Arguments, Context, of
from powerpact.simulator.store.orders import LineItem, Order, ShippingLine, TaxLine

Taxed = tuple[Order, TaxLine]


@of("LineItem", "product")
def product(source: LineItem, _: Arguments, context: Context) -> Any:
    return context.shop.products.get(source.product_id or "")


@of("LineItem", "variant")
def variant(source: LineItem, _: Arguments, context: Context) -> Any:
    """Null once the variant is deleted."""
    return context.shop.variants.get(source.variant.id) if source.variant else None


@of("LineItem", "fulfillableQuantity")
def fulfillable_quantity(source: LineItem, _: Arguments, __: Context) -> int:
    return fulfillable(source)


@of("LineItem", "unfulfilledQuantity")
def unfulfilled_quantity(source: LineItem, _: Arguments, __: Context) -> int:
    return max(source.current_quantity - shipped(source), 0)


@of("LineItem", "nonFulfillableQuantity")
def non_fulfillable_quantity(source: LineItem, _: Arguments, __: Context) -> int:
    return source.quantity - fulfillable(source)


@of("LineItem", "refundableQuantity")
def refundable_quantity(source: LineItem, _: Arguments, __: Context) -> int:
    return source.current_quantity


@of("LineItem", "originalUnitPriceSet")
def original_unit_price(source: LineItem, _: Arguments, __: Context) -> MoneyBag:
    return source.order.bag(source.price)


@of("LineItem", "originalTotalSet")
def original_total(source: LineItem, _: Arguments, __: Context) -> MoneyBag:
    return source.order.bag(source.price * source.quantity)


@of("LineItem", "discountedTotalSet")
def discounted_total(source: LineItem, _: Arguments, __: Context) -> MoneyBag:
    """Before codes that concern the whole order, as `discountedUnitPriceSet` is."""
    return source.order.bag(source.price * source.quantity)


@of("LineItem", "discountedUnitPriceSet")
def discounted_unit_price(source: LineItem, _: Arguments, __: Context) -> MoneyBag:
    return source.order.bag(source.price)


@of("LineItem", "discountedUnitPriceAfterAllDiscountsSet")
def unit_price_after_all(source: LineItem, _: Arguments, __: Context) -> MoneyBag:
    each = rounded(source.total / source.quantity, source.order.currency_code)
    return source.order.bag(each)


@of("LineItem", "totalDiscountSet")
def total_discount(source: LineItem, _: Arguments, __: Context) -> MoneyBag:
    return source.order.bag(source.discount)


@of("LineItem", "discountAllocations")
@of("ShippingLine", "discountAllocations")
def discount_allocations(
    source: LineItem | ShippingLine, _: Arguments, __: Context
) -> list[dict[str, MoneyBag]]:
    if not source.discount:
        return []
    return [{"allocatedAmountSet": source.order.bag(source.discount)}]


@of("LineItem", "taxLines")
@of("ShippingLine", "taxLines")
def tax_lines(source: LineItem | ShippingLine, _: Arguments, __: Context) -> list[Taxed]:
    return [(source.order, tax) for tax in source.tax_lines]


@of("TaxLine", "title")
def tax_title(source: Taxed, _: Arguments, __: Context) -> str:
    return source[1].title


@of("TaxLine", "rate")
def tax_rate(source: Taxed, _: Arguments, __: Context) -> float:
    return source[1].rate


@of("TaxLine", "ratePercentage")
def rate_percentage(source: Taxed, _: Arguments, __: Context) -> float:
    return round(source[1].rate * 100, 6)


@of("TaxLine", "channelLiable")
def channel_liable(source: Taxed, _: Arguments, __: Context) -> bool:
    return source[1].channel_liable


@of("TaxLine", "priceSet")
def tax_price(source: Taxed, _: Arguments, __: Context) -> MoneyBag:
    return source[0].bag(source[1].amount)


@of("ShippingLine", "originalPriceSet")
def original_price(source: ShippingLine, _: Arguments, __: Context) -> MoneyBag:
    return source.order.bag(source.price)


@of("ShippingLine", "discountedPriceSet", "currentDiscountedPriceSet")
def discounted_price(source: ShippingLine, _: Arguments, __: Context) -> MoneyBag:
    return source.order.bag(source.price - source.discount)
