"""The compliance webhooks (facts 2.3), and order bodies without the shopper."""

import json
from collections.abc import Collection
from typing import Any

from powerpact.domain.privacy import Ask
from powerpact.errors import Malformed
from powerpact.shopify.parsing.reader import Reader, parse_json

_MONEY = frozenset(
    f"{name}{form}"
    for name in (
        *("current_total_price", "total_price", "current_total_tax", "total_tax"),
        *("current_total_discounts", "total_discounts", "total_shipping_price"),
        *("price", "discounted_price", "current_discounted_price", "amount"),
    )
    for form in ("", "_set")
)
_SHIPPING = _MONEY | {"title", "code", "is_removed"}
_LINE = _MONEY | set(
    """
    id admin_graphql_api_id variant_id product_id title sku vendor quantity current_quantity
    discount_allocations tax_lines requires_shipping product_exists gift_card
    """.split()
)
_ORDER = _MONEY | set(
    """
    id admin_graphql_api_id name currency created_at updated_at cancelled_at financial_status
    taxes_included test source_identifier line_items shipping_lines
    """.split()
)
_LISTS = {"line_items": _LINE, "shipping_lines": _SHIPPING}


def ask_from_webhook(body: bytes) -> Ask:
    """Whom a ``customers/data_request`` or ``customers/redact`` names.

    The customer may be absent or partly null, and the list of orders empty. Raises ``Malformed``.
    """
    notice = Reader(parse_json(body), "compliance webhook")
    customer = notice.child_or_none("customer") or Reader({}, "customer")
    request = notice.child_or_none("data_request") or Reader({}, "data_request")
    asked = ("orders_requested", "orders_to_redact")
    numbers = (number for key in asked if notice.has(key) for number in notice.numbers(key))
    return Ask(
        customer_id=customer.gid_of_number("id", "Customer") or "",
        email=customer.text_or_blank("email"),
        phone=customer.text_or_blank("phone"),
        orders=tuple(sorted({f"gid://shopify/Order/{number}" for number in numbers})),
        reference=(request.gid_of_number("id", "DataRequest") or "").rpartition("/")[2],
    )


def order_named_in(body: bytes) -> str:
    """The global id of the order that an ``orders/*`` body tells of; empty when it names none."""
    try:
        return Reader(parse_json(body), "order").gid("admin_graphql_api_id", "Order")
    except Malformed:
        return ""


def without_shopper(body: bytes) -> bytes:
    """An ``orders/*`` body with only what splitting an order needs: nothing of the shopper.

    What may stay is named, so that nobody has to know what Shopify adds. Empty for what is no
    JSON object.
    """
    try:
        order = parse_json(body)
    except Malformed:
        return b""
    if not isinstance(order, dict):
        return b""
    return json.dumps(_only(order, _ORDER), default=str).encode()


def _only(fields: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {key: _field(key, value) for key, value in fields.items() if key in names}


def _field(key: str, value: Any) -> Any:
    if key in _LISTS and isinstance(value, list):
        return [_only(item, _LISTS[key]) for item in value if isinstance(item, dict)]
    return value
