"""Bubbly's products that may be the one that a partner sells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from powerpact.errors import NotFound
from powerpact.models import ProductMap, VariantMap
from powerpact.services.transactions import transaction
from powerpact.shopify.call import Call
from powerpact.shopify.product_matches import (
    FoundProduct,
    FoundVariant,
    products_like,
    variants_with,
)

# Half of what one search looks for each.
MOST_OF_EACH = 20
MOST_SUGGESTIONS = 10


@dataclass(slots=True)
class _Suggestion:
    product: FoundProduct
    by_sku: set[str] = field(default_factory=set)
    by_barcode: set[str] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.product.id,
            "title": self.product.title,
            "vendor": self.product.vendor,
            "status": self.product.status.value,
            "handle": self.product.handle,
            "variants": self.product.variants,
            "by_sku": len(self.by_sku),
            "by_barcode": len(self.by_barcode),
        }


def answer_matches(call: Call, map_id: int, words: str) -> dict[str, Any]:
    """Products with the same SKUs or barcodes, those with most first; with words, what they find.

    ``variants``: how many the partner's product has.
    """
    count, skus, barcodes = _codes_of(map_id)
    found: dict[str, _Suggestion] = {
        product.id: _Suggestion(product) for product in products_like(call, words)
    }
    if not words:
        _note(found, variants_with(call, skus, barcodes), set(skus), set(barcodes))
    best = sorted(found.values(), key=lambda each: -len(each.by_sku | each.by_barcode))
    return {
        "variants": count,
        "looked_for": len(skus) + len(barcodes),
        "products": [each.as_json() for each in best[:MOST_SUGGESTIONS]],
    }


def _codes_of(map_id: int) -> tuple[int, list[str], list[str]]:
    """How many variants the product has, and SKUs and barcodes of them to look for."""
    chosen = (
        select(VariantMap.sku, VariantMap.barcode)
        .where(VariantMap.product_map_id == map_id, VariantMap.removed_at.is_(None))
        .order_by(VariantMap.position, VariantMap.id)
    )
    with transaction() as session:
        if session.get(ProductMap, map_id) is None:
            raise NotFound(f"There is no product {map_id}.")
        rows = session.execute(chosen).all()
    return len(rows), _some(row.sku for row in rows), _some(row.barcode for row in rows)


def _some(codes: Iterable[str]) -> list[str]:
    known = dict.fromkeys(code.strip() for code in codes)
    return [code for code in known if code][:MOST_OF_EACH]


def _note(
    found: dict[str, _Suggestion],
    variants: Iterable[FoundVariant],
    skus: set[str],
    barcodes: set[str],
) -> None:
    """Count what each product has in common: Shopify's search is not exact, so it is compared."""
    for variant in variants:
        by: Mapping[str, bool] = {
            "by_sku": variant.sku in skus,
            "by_barcode": variant.barcode in barcodes,
        }
        if any(by.values()):
            product = variant.product
            suggestion = found.setdefault(product.id, _Suggestion(product))
            for name, is_so in by.items():
                if is_so:
                    getattr(suggestion, name).add(variant.id)
