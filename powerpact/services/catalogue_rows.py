"""A partner's product as rows of ``product_map`` and ``variant_map``, and back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from powerpact.domain.catalogue import CatalogueProduct, CatalogueVariant, Image, Option
from powerpact.models import PartnerStore, ProductMap, VariantMap

# Columns that are not named like the value that they hold.
_PRODUCT_COLUMNS = {"id": "partner_product_id", "updated_at": "partner_updated_at"}
_VARIANT_COLUMNS = {"id": "partner_variant_id", "inventory_item_id": "partner_inventory_item_id"}
_PRODUCT_NAMES = tuple(f.name for f in fields(CatalogueProduct) if f.name != "variants")
_VARIANT_NAMES = tuple(f.name for f in fields(CatalogueVariant))
PRODUCT_FIELDS = tuple(_PRODUCT_COLUMNS.get(name, name) for name in _PRODUCT_NAMES)
VARIANT_FIELDS = tuple(_VARIANT_COLUMNS.get(name, name) for name in _VARIANT_NAMES)

_UPDATED_AT = _PRODUCT_NAMES.index("updated_at")
_QUANTITY = _VARIANT_NAMES.index("quantity")
_OPTIONS = _VARIANT_NAMES.index("options")
_attributes = attrgetter(*_VARIANT_NAMES)


@dataclass(frozen=True, slots=True)
class Reading:
    """One product as columns hold it: in the order of ``PRODUCT_FIELDS``, its variants by id."""

    product: tuple[Any, ...]
    variants: Mapping[str, tuple[Any, ...]]

    @property
    def updated_at(self) -> datetime:
        """When the partner changed it last, in UTC."""
        moment: datetime = self.product[_UPDATED_AT]
        return moment

    def same_listing(self, other: "Reading") -> bool:
        """Whether a listing shows both alike: stock and the time of change are not shown."""
        return _shown(self) == _shown(other)


def reading_of(product: CatalogueProduct) -> Reading:
    """The product as it would stand in our rows."""
    own = {
        "tags": list(product.tags),
        "options": [{"name": o.name, "values": list(o.values)} for o in product.options],
        "images": [{"url": image.url, "alt": image.alt} for image in product.images],
    }
    values = tuple(own.get(name, getattr(product, name)) for name in _PRODUCT_NAMES)
    return Reading(values, {variant.id: _values(variant) for variant in product.variants})


def product_row(reading: Reading, partner: PartnerStore) -> dict[str, Any]:
    """The columns of a product map that follow the partner, with the key that never changes."""
    values = dict(zip(PRODUCT_FIELDS, reading.product, strict=True))
    return values | {"partner_ref": partner_ref(partner, values["partner_product_id"])}


def partner_ref(partner: PartnerStore, product_id: str) -> str:
    """The unique custom id of a listing, such as ``acme-123`` for a product's gid."""
    return f"{partner.code}-{product_id.rpartition('/')[2]}"


def variant_rows(reading: Reading, product_map_id: int) -> Iterator[dict[str, Any]]:
    """The columns of the product's variant maps."""
    for values in reading.variants.values():
        row = dict(zip(VARIANT_FIELDS, values, strict=True))
        yield row | {"product_map_id": product_map_id}


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
        name: getattr(row, column)
        for name, column in zip(_VARIANT_NAMES, VARIANT_FIELDS, strict=True)
    }
    return CatalogueVariant(
        **values | {"options": tuple((name, value) for name, value in row.options)}
    )


def _values(variant: CatalogueVariant) -> tuple[Any, ...]:
    values = list(_attributes(variant))
    values[_OPTIONS] = [list(pair) for pair in variant.options]
    return tuple(values)


def _shown(reading: Reading) -> tuple[Any, ...]:
    return _without(reading.product, _UPDATED_AT), {
        gid: _without(values, _QUANTITY) for gid, values in reading.variants.items()
    }


def _without(values: tuple[Any, ...], place: int) -> tuple[Any, ...]:
    return values[:place] + values[place + 1 :]
