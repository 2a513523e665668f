"""What staff may make of a listing's fields: the values as they are kept, or why not."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from powerpact.domain.listing import OVERRIDABLE
from powerpact.domain.money import rounded
from powerpact.errors import Refused

# Shopify's own limits, in characters; the price's is that of our columns.
MOST = {"title": 255, "vendor": 255, "product_type": 255, "description_html": 500_000}
MOST_TAGS, LONGEST_TAG = 250, 255
HIGHEST_PRICE = Decimal(99_999_999)


def checked_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields by name. Raises Refused for what staff cannot own."""
    unknown = set(fields) - set(OVERRIDABLE)
    if unknown:
        raise Refused(f"not a field that staff can own: {', '.join(sorted(unknown))}")
    return {
        name: _tags(value) if name == "tags" else _text(name, value)
        for name, value in fields.items()
    }


def checked_prices(prices: Mapping[str, object], currency: str) -> dict[str, str]:
    """Prices in ``currency`` by variant, rounded to its smallest unit. Raises Refused."""
    return {gid: _price(value, currency) for gid, value in prices.items()}


def _tags(value: object) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(tag, str) for tag in value):
        raise Refused("tags are a list of texts")
    if len(value) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in value):
        raise Refused(f"Shopify takes {MOST_TAGS} tags of {LONGEST_TAG} characters at most")
    return [_storable(tag) for tag in value]


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or (name == "title" and not value.strip()):
        raise Refused(f"{name} must be text" + (" and not empty" if name == "title" else ""))
    if len(value) > MOST[name]:
        words = name.removesuffix("_html").replace("_", " ")
        raise Refused(f"the {words} has {len(value):,} characters; {MOST[name]:,} are the most")
    return _storable(value)


def _storable(text: str) -> str:
    if "\0" in text:
        raise Refused("a text holds a character that nobody can see or keep; type it anew")
    return text


def _price(value: object, currency: str) -> str:
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        raise Refused(f"{value} is not a price; write it such as 12.50") from None
    if not amount.is_finite() or not 0 <= amount <= HIGHEST_PRICE:
        raise Refused(f"{value} is not a price")
    return str(rounded(amount, currency))
