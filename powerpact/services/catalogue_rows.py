"""A partner's product as rows of ``product_map`` and ``variant_map``, and back."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from typing import Any

from powerpact.domain.catalogue import CatalogueProduct, CatalogueVariant, Image, Option
from powerpact.models import PartnerStore, ProductMap, VariantMap

# Columns that are not named like the value that they hold.
_PRODUCT_COLUMNS = {"id": "partner_product_id", "updated_at": "partner_updated_at"}
_VARIANT_COLUMNS = {"id": "partner_variant_id", "inventory_item_id": "partner_inventory_item_id"}
PRODUCT_FIELDS = tuple(
    _PRODUCT_COLUMNS.get(field.name, field.name)
    for field in fields(CatalogueProduct)
    if field.name != "variants"
)
VARIANT_FIELDS = tuple(
    _VARIANT_COLUMNS.get(field.name, field.name) for field in fields(CatalogueVariant)
)


def product_row(product: CatalogueProduct, partner: PartnerStore) -> dict[str, Any]:
    """The columns of a product map that follow the partner, with the keys that never change."""
    values = {
        "title": product.title,
        "handle": product.handle,
        "description_html": product.description_html,
        "vendor": product.vendor,
        "product_type": product.product_type,
        "status": product.status,
        "tags": list(product.tags),
        "options": [asdict(option) for option in product.options],
        "images": [asdict(image) for image in product.images],
        "partner_updated_at": product.updated_at,
    }
    return values | {
        "partner_id": partner.id,
        "partner_product_id": product.id,
        "partner_ref": partner_ref(partner, product.id),
    }


def partner_ref(partner: PartnerStore, product_id: str) -> str:
    """The unique custom id of a listing, such as ``acme-123`` for a product's gid."""
    return f"{partner.code}-{product_id.rpartition('/')[2]}"


def variant_rows(product: CatalogueProduct, product_map_id: int) -> Iterator[dict[str, Any]]:
    """The columns of the product's variant maps; a variant that is back is no longer removed."""
    for variant in product.variants:
        values = asdict(variant)
        yield {_VARIANT_COLUMNS.get(name, name): value for name, value in values.items()} | {
            "product_map_id": product_map_id,
            "removed_at": None,
        }


def product_of(row: ProductMap, variants: Iterable[VariantMap]) -> CatalogueProduct:
    """The product as it was last read, with these of its variants."""
    return CatalogueProduct(
        id=row.partner_product_id,
        title=row.title,
        handle=row.handle,
        description_html=row.description_html,
        vendor=row.vendor,
        product_type=row.product_type,
        status=row.status,
        tags=tuple(row.tags),
        options=tuple(Option(each["name"], tuple(each["values"])) for each in row.options),
        images=tuple(Image(each["url"], each["alt"]) for each in row.images),
        variants=tuple(map(_variant, variants)),
        updated_at=row.partner_updated_at,
    )


def _variant(row: VariantMap) -> CatalogueVariant:
    values = {
        field.name: getattr(row, _VARIANT_COLUMNS.get(field.name, field.name))
        for field in fields(CatalogueVariant)
    }
    return CatalogueVariant(
        **values | {"options": tuple((name, value) for name, value in row.options)}
    )
