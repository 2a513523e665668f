"""What a shopper does: fill a basket, pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from powerpact.simulator.commerce.order_create import create_order
from powerpact.simulator.commerce.payments import mark_as_paid
from powerpact.simulator.money import ZERO, rounded, shares
from powerpact.simulator.store.orders import Order
from powerpact.simulator.store.products import ProductVariant
from powerpact.simulator.store.shops import Shop

GATEWAY = "shopify_payments"
ADDRESS = {
    "firstName": "Ada",
    "lastName": "Byron",
    "address1": "12 St James's Square",
    "city": "London",
    "zip": "SW1Y 4LB",
    "countryCode": "GB",
    "phone": "+442079460001",
}


@dataclass(frozen=True)
class BasketLine:
    """Pieces of a variant, or of something without one that has a title and a price.

    `price` is for one piece in the store's currency; the variant's own when not given.
    """

    variant: ProductVariant | None = None
    quantity: int = 1
    title: str | None = None
    price: Decimal | None = None

    @property
    def unit_price(self) -> Decimal:
        return (
            self.price if self.price is not None else self.variant.price if self.variant else ZERO
        )


def place_order(
    shop: Shop,
    lines: Sequence[BasketLine | tuple[str, int]],
    *,
    shipping_price: Decimal = ZERO,
    shipping_title: str = "Standard delivery",
    address: dict[str, str] | None = None,
    email: str | None = "shopper@example.com",
    discount: Decimal = ZERO,
    tax_rate: Decimal = ZERO,
    tip: Decimal = ZERO,
    note: str | None = None,
    paid: bool = True,
    **fields: Any,
) -> Order:
    """A shopper orders, and pays unless told otherwise. Amounts are in the store's currency.

    lines: basket lines, or (global id of a variant, pieces). discount: off the whole basket.
    tax_rate: 0.2 for a fifth, inside or on top of the prices as the store has it.
    fields: more of an `OrderCreateOrderInput`. Refuses when tracked stock is short.
    """
    shop.world.begin_action()
    basket = [_basket_line(shop, line) for line in lines]
    delivered = _delivery(email, address or ADDRESS)
    given: dict[str, Any] = {
        "note": note,
        "taxesIncluded": shop.taxes_included,
        "lineItems": _line_items(shop, basket, discount, tax_rate),
        "shippingLines": _shipping_lines(shop, shipping_title, shipping_price, tax_rate),
        "tip": tip,
        **delivered,
        **fields,
    }
    given |= _discount_and_payment(shop, given, discount, paid=paid)
    options = {"inventoryBehaviour": "DECREMENT_OBEYING_POLICY"}
    return create_order(shop, given, options, by_app=False)


def _delivery(email: str | None, address: dict[str, str]) -> dict[str, Any]:
    """Who buys and where it goes; without an e-mail address nobody the store knows."""
    names = {name: address.get(name) for name in ("firstName", "lastName")}
    return {
        "email": email,
        "shippingAddress": address,
        "billingAddress": address,
        "customer": {"toUpsert": {"email": email, **names}} if email else None,
    }


def _discount_and_payment(
    shop: Shop, given: dict[str, Any], discount: Decimal, *, paid: bool
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if discount:
        code = {"code": "THANKYOU", "amountSet": _money(shop, discount)}
        found["discountCode"] = {"itemFixedDiscountCode": code}
    if paid:
        amount = _money(shop, _total(given, discount))
        return found | {"transactions": [{"gateway": GATEWAY, "amountSet": amount}]}
    return found | {"financialStatus": "PENDING"}


def pay_order(shop: Shop, order: Order) -> None:
    """The shopper pays what is outstanding."""
    shop.world.begin_action()
    mark_as_paid(shop, order, GATEWAY)


def _basket_line(shop: Shop, line: BasketLine | tuple[str, int]) -> BasketLine:
    return line if isinstance(line, BasketLine) else BasketLine(shop.variants[line[0]], line[1])


def _money(shop: Shop, amount: Decimal) -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": shop.currency}}


def _line_items(
    shop: Shop, basket: list[BasketLine], discount: Decimal, tax_rate: Decimal
) -> list[dict[str, Any]]:
    totals = [line.unit_price * line.quantity for line in basket]
    off = shares(discount, totals, shop.currency)
    items = []
    for line, total, part in zip(basket, totals, off, strict=True):
        item = {
            "variantId": line.variant.id if line.variant else None,
            "title": line.title,
            "quantity": line.quantity,
            "priceSet": _money(shop, line.unit_price),
            "requiresShipping": _ships(line),
            "taxLines": _taxes(shop, total - part, tax_rate),
        }
        items.append({name: value for name, value in item.items() if value is not None})
    return items


def _ships(line: BasketLine) -> bool:
    return line.variant is None or line.variant.inventory_item.requires_shipping


def _taxes(shop: Shop, amount: Decimal, rate: Decimal) -> list[dict[str, Any]]:
    """The tax on an amount, which holds it already where the store's prices include taxes."""
    if not rate:
        return []
    tax = amount * rate / (1 + rate) if shop.taxes_included else amount * rate
    priced = _money(shop, rounded(tax, shop.currency))
    return [{"title": "VAT", "rate": rate, "priceSet": priced}]


def _shipping_lines(
    shop: Shop, title: str, price: Decimal, tax_rate: Decimal
) -> list[dict[str, Any]]:
    line = {
        "title": title,
        "code": title,
        "source": "shopify",
        "priceSet": _money(shop, price),
        "taxLines": _taxes(shop, price, tax_rate),
    }
    return [line]


def _total(given: dict[str, Any], discount: Decimal) -> Decimal:
    """What the basket comes to, so that it can be paid in full."""
    goods = sum(
        (i["priceSet"]["shopMoney"]["amount"] * i["quantity"] for i in given["lineItems"]), ZERO
    )
    holders = [*given["lineItems"], *given["shippingLines"]]
    taxes = (tax for holder in holders for tax in holder["taxLines"])
    tax = sum((entry["priceSet"]["shopMoney"]["amount"] for entry in taxes), ZERO)
    carriage = given["shippingLines"][0]["priceSet"]["shopMoney"]["amount"]
    on_top = ZERO if given["taxesIncluded"] else tax
    whole: Decimal = goods - discount + carriage + on_top + given["tip"]
    return whole
