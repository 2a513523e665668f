"""Changes as JSON keeps them for a page, capped: nobody reads two thousand variants."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from powerpact.domain.catalogue import Option
from powerpact.domain.listing_changes import (
    Changes,
    FieldChange,
    ShownVariant,
    VariantChange,
)

MOST_VARIANTS = 50
LONGEST_TEXT = 2000
Row = dict[str, Any]


def change_rows(changes: Changes) -> Row:
    """All of it; of variants the first ``MOST_VARIANTS`` of each kind, and how many there are."""
    variants = (
        ("changed", changes.changed, _changed_row),
        ("added", changes.added, variant_row),
        ("removed", changes.removed, variant_row),
    )
    rows: Row = {"fields": field_rows(changes.fields)}
    for name, found, row in variants:
        some: Sequence[Any] = found[:MOST_VARIANTS]
        rows[name] = {"count": len(found), "shown": [row(each) for each in some]}
    return rows


def field_rows(fields: Iterable[FieldChange]) -> list[Row]:
    """Fields with what they are now and after the sync."""
    return [
        {
            "name": each.name,
            "now": _value(each.now),
            "then": _value(each.then),
            "owner": each.owner.value,
        }
        for each in fields
    ]


def variant_row(variant: ShownVariant) -> Row:
    """What a person knows a variant by."""
    return {
        "id": variant.id,
        "title": variant.title,
        "sku": variant.sku,
        "barcode": variant.barcode,
        "price": str(variant.price),
    }


def _changed_row(change: VariantChange) -> Row:
    return variant_row(change.variant) | {"fields": field_rows(change.fields)}


def _value(value: Any) -> Any:
    """Text, yes or no, nothing, or a list of texts."""
    if isinstance(value, tuple):
        return [_line(each) for each in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[:LONGEST_TEXT]}…"
    return value


def _line(value: Any) -> str:
    if isinstance(value, Option):
        return f"{value.name}: {', '.join(value.values)}"
    if isinstance(value, tuple):  # an option of a variant
        return ": ".join(value)
    return str(value)
