"""The lines, shipping, taxes and discounts of a new order."""

from decimal import Decimal

from powerpact.simulator.commerce import Given
from powerpact.simulator.money import ZERO, rounded, shares
from powerpact.simulator.store.orders import (
    LineItem,
    MailingAddress,
    Order,
    ShippingLine,
    TaxLine,
)
from powerpact.simulator.store.products import DEFAULT_VALUE
from powerpact.simulator.store.shops import Shop

ADDRESS_FIELDS = {
    "firstName": "first_name",
    "lastName": "last_name",
    "company": "company",
    "address1": "address1",
    "address2": "address2",
    "city": "city",
    "zip": "zip",
    "phone": "phone",
}


def amount_of(money: Given | None) -> Decimal:
    """The store-currency side of a `MoneyBagInput`."""
    return Decimal(money["shopMoney"]["amount"]) if money else ZERO


def presentment_rate(given: Given) -> Decimal:
    """What one unit of the store's currency is for the buyer, from the first price with both."""
    for holder in (given.get("lineItems") or [], given.get("shippingLines") or []):
        for line in holder:
            money = line.get("priceSet") or {}
            shown, own = money.get("presentmentMoney"), amount_of(money or None)
            if shown and own:
                return Decimal(shown["amount"]) / own
    return Decimal(1)


def address(shop: Shop, given: Given | None) -> MailingAddress | None:
    """A `MailingAddressInput` as kept; deprecated country and province serve as codes."""
    if given is None:
        return None
    kept = MailingAddress(shop.ids.gid("MailingAddress"))
    for name, attribute in ADDRESS_FIELDS.items():
        setattr(kept, attribute, given.get(name))
    kept.province_code = given.get("provinceCode") or given.get("province")
    kept.country_code_v2 = given.get("countryCode") or given.get("country")
    return kept


def tax_lines(given: list[Given] | None) -> list[TaxLine]:
    return [
        TaxLine(
            entry["title"],
            float(entry["rate"]),
            amount_of(entry.get("priceSet")),
            bool(entry.get("channelLiable")),
        )
        for entry in given or []
    ]


def line_item(shop: Shop, order: Order, given: Given) -> LineItem:
    """One line; what the input leaves out comes from the variant."""
    variant = shop.variants.get(given.get("variantId") or "")
    product = variant.product if variant else None
    priced = given.get("priceSet")
    price = amount_of(priced) if priced or variant is None else variant.price
    chosen = variant.title if variant and variant.title != DEFAULT_VALUE else None
    title = given.get("title") or (product.title if product else "")
    line = LineItem(shop.ids.gid("LineItem"), order, title, given["quantity"], price, variant)
    line.product_id = product.id if product else given.get("productId")
    line.variant_title = given.get("variantTitle") or chosen
    line.sku = given.get("sku") or (variant.sku if variant else None)
    line.vendor = given.get("vendor") or (product.vendor if product else None)
    line.requires_shipping = given.get("requiresShipping", False)
    line.taxable = given.get("taxable", True)
    line.is_gift_card = given.get("giftCard", False)
    line.tax_lines = tax_lines(given.get("taxLines"))
    properties = given.get("properties") or []
    line.custom_attributes = [{"key": p["name"], "value": p["value"]} for p in properties]
    return shop.keep(line)


def shipping_line(shop: Shop, order: Order, given: Given) -> ShippingLine:
    line = ShippingLine(
        shop.ids.gid("ShippingLine"), order, given["title"], amount_of(given["priceSet"])
    )
    line.code, line.source = given.get("code"), given.get("source")
    line.tax_lines = tax_lines(given.get("taxLines"))
    return line


def apply_discount(order: Order, given: Given | None) -> None:
    """Spread one discount code over the lines it concerns, to the smallest unit."""
    if not given:
        return
    [(kind, details)] = [(name, value) for name, value in given.items() if value]
    order.discount_codes.append(details["code"])
    if kind == "freeShippingDiscountCode":
        note_discount(order, details["code"], "percentage", Decimal(100), "shipping_line")
        for delivery in order.shipping:
            delivery.discount = delivery.price
        return
    prices = [line.price * line.quantity for line in order.lines]
    if kind == "itemPercentageDiscountCode":
        value, share = (
            Decimal(str(details["percentage"])),
            Decimal(str(details["percentage"])) / 100,
        )
        total = rounded(sum(prices, ZERO) * share, order.currency_code)
        note_discount(order, details["code"], "percentage", value, "line_item")
    else:
        total = min(amount_of(details.get("amountSet")), sum(prices, ZERO))
        note_discount(order, details["code"], "fixed_amount", total, "line_item")
    for line, part in zip(order.lines, shares(total, prices, order.currency_code), strict=True):
        line.discount = part


def note_discount(order: Order, code: str, value_type: str, value: Decimal, target: str) -> None:
    """Remember the discount as webhooks list it in `discount_applications`."""
    order.discount_applications.append(
        {
            "target_type": target,
            "type": "discount_code",
            "value": f"{value}",
            "value_type": value_type,
            "allocation_method": "across",
            "target_selection": "all",
            "code": code,
        }
    )
