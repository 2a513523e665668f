"""The Bubbly order in an ``orders/*`` webhook (facts 2.4)."""

from decimal import Decimal

from powerpact.domain.money import rounded
from powerpact.domain.placed_order import Address, PlacedLine, PlacedOrder
from powerpact.errors import Malformed
from powerpact.shopify.parsing.reader import Reader, parse_json
from powerpact.shopify.parsing.webhook_money import shop_money, shop_money_of_all


def placed_order_from_webhook(body: bytes) -> PlacedOrder:
    """The order as it stands, every amount in the shop's currency.

    A line counts as often as it is still on the order, and totals are Shopify's current ones:
    what was removed or refunded before the payment arrived must not reach a partner. Raises
    ``Malformed``, in words, for what is not an order or has no line left.
    """
    try:
        return _placed_order(Reader(parse_json(body), "order"))
    except Malformed as problem:
        raise Malformed(f"this is not an order that can be split: {problem}") from None


def _placed_order(order: Reader) -> PlacedOrder:
    currency = order.text("currency")
    lines = tuple(_line(line, currency) for line in order.children("line_items") if _stands(line))
    if not lines:
        raise order.complaint("line_items", "has no line left")
    shipping_lines = [line for line in _optional(order, "shipping_lines") if _ships(line)]
    shipped_by = shipping_lines[0] if shipping_lines else Reader({}, "order.shipping_lines")
    address = order.child_or_none("shipping_address")
    return PlacedOrder(
        id=order.gid("admin_graphql_api_id", "Order"),
        name=order.text("name"),
        currency=currency,
        total=shop_money(order, currency, "current_total_price", "total_price"),
        shipping=_shipping(order, shipping_lines, currency),
        tax=shop_money(order, currency, "current_total_tax", "total_tax"),
        discounts=shop_money(order, currency, "current_total_discounts", "total_discounts"),
        taxes_included=order.flag("taxes_included", False),
        financial_status=order.text_or_blank("financial_status"),
        placed_at=order.when("created_at"),
        updated_at=order.when("updated_at"),
        lines=lines,
        shipping_title=shipped_by.text_or_blank("title"),
        shipping_code=shipped_by.text_or_blank("code"),
        shipping_address=_address(address) if address else None,
        email=order.text_or_blank("email") or order.text_or_blank("contact_email"),
        phone=order.text_or_blank("phone"),
        note=order.text_or_blank("note"),
        tags=_tags(order.text_or_blank("tags")),
        cancelled_at=order.when_or_none("cancelled_at"),
        test=order.flag("test", False),
        source_identifier=order.text_or_blank("source_identifier"),
        custom_attributes=tuple(
            (attribute.text_or_blank("name"), attribute.text_or_blank("value"))
            for attribute in _optional(order, "note_attributes")
        ),
    )


def _line(line: Reader, currency: str) -> PlacedLine:
    """One line; discount and tax shrink with the quantity where pieces were taken off."""
    ordered = line.integer("quantity")
    standing = line.integer("current_quantity", ordered)
    part = Decimal(standing) / ordered
    discount = shop_money_of_all(_optional(line, "discount_allocations"), currency, "amount")
    tax = shop_money_of_all(_optional(line, "tax_lines"), currency, "price")
    return PlacedLine(
        id=line.gid("admin_graphql_api_id", "LineItem"),
        variant_id=line.gid_of_number("variant_id", "ProductVariant"),
        product_id=line.gid_of_number("product_id", "Product"),
        title=line.text_or_blank("title"),
        sku=line.text_or_blank("sku"),
        vendor=line.text_or_blank("vendor"),
        quantity=standing,
        unit_price=shop_money(line, currency, "price"),
        discount=discount if standing == ordered else rounded(discount * part, currency),
        tax=tax if standing == ordered else rounded(tax * part, currency),
        requires_shipping=line.flag("requires_shipping", True),
        product_exists=line.flag("product_exists", True),
        gift_card=line.flag("gift_card", False),
    )


def _stands(line: Reader) -> bool:
    """Whether anything of the line is still on the order."""
    ordered = line.integer("quantity")
    standing = line.integer("current_quantity", ordered)
    if not 0 <= standing <= ordered:
        raise line.complaint("current_quantity", "is more than was ordered, or less than none")
    return standing > 0


def _ships(line: Reader) -> bool:
    return not line.flag("is_removed", False)


def _shipping(order: Reader, lines: list[Reader], currency: str) -> Decimal:
    """What the shopper pays for shipping after discounts on it."""
    if not lines and not order.has("total_shipping_price_set"):
        return Decimal(0)
    if not lines:
        return shop_money(order, currency, "total_shipping_price")
    names = ("current_discounted_price", "discounted_price", "price")
    return sum((shop_money(line, currency, *names) for line in lines), Decimal(0))


def _address(address: Reader) -> Address:
    return Address(
        first_name=address.text_or_blank("first_name"),
        last_name=address.text_or_blank("last_name"),
        company=address.text_or_blank("company"),
        address1=address.text_or_blank("address1"),
        address2=address.text_or_blank("address2"),
        city=address.text_or_blank("city"),
        province_code=address.text_or_blank("province_code"),
        country_code=address.text_or_blank("country_code"),
        zip=address.text_or_blank("zip"),
        phone=address.text_or_blank("phone"),
    )


def _tags(tags: str) -> tuple[str, ...]:
    """A webhook's tags are one text with commas (facts 2.1)."""
    return tuple(tag.strip() for tag in tags.split(",") if tag.strip())


def _optional(reader: Reader, key: str) -> list[Reader]:
    return list(reader.children(key)) if reader.has(key) else []
