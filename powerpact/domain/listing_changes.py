"""What a sync would change at Bubbly: the product as it is there, and as the listing wants it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from powerpact.domain.catalogue import CatalogueProduct, CatalogueVariant, Option
from powerpact.domain.listing import Listing, ListingVariant

# What Shopify calls the one option of a product that has none; people never see it.
_NO_OPTION = ("Title", "Default Title")
# What variants are described by alike, wherever they were read.
_ALIKE = (
    "sku",
    "barcode",
    "price",
    "compare_at_price",
    "tracked",
    "sells_at_zero",
    "requires_shipping",
    "taxable",
)
Options = tuple[tuple[str, str], ...]


class Owner(StrEnum):
    """Whose value a field has after a sync."""

    PARTNER = "partner"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class ShownVariant:
    """A variant as Bubbly shows it; ``id`` is None for one that a sync would make.

    Prices are in Bubbly's currency. ``partner_variant_id`` says which partner variant it sells.
    """

    id: str | None
    options: Options
    sku: str
    barcode: str
    price: Decimal
    compare_at_price: Decimal | None
    tracked: bool
    sells_at_zero: bool
    requires_shipping: bool
    taxable: bool
    partner_variant_id: str | None = field(default=None, compare=False)

    @property
    def title(self) -> str:
        """Such as ``Blue / Large``; empty for the only variant of a product."""
        return " / ".join(value for _, value in self.options)


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as Bubbly shows it. ``tags`` are in order; ``images`` are addresses."""

    title: str
    description_html: str
    vendor: str
    product_type: str
    status: str
    tags: tuple[str, ...]
    handle: str
    options: tuple[Option, ...]
    images: tuple[str, ...]
    published: bool
    variants: tuple[ShownVariant, ...]


NOTHING = Shown(
    title="",
    description_html="",
    vendor="",
    product_type="",
    status="",
    tags=(),
    handle="",
    options=(),
    images=(),
    published=False,
    variants=(),
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, and whose its value is after the sync."""

    name: str
    now: Any
    then: Any
    owner: Owner


@dataclass(frozen=True, slots=True)
class VariantChange:
    """What changes of a variant that stays."""

    variant: ShownVariant
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that a sync would change; falsy when that is nothing."""

    fields: tuple[FieldChange, ...] = ()
    added: tuple[ShownVariant, ...] = ()
    removed: tuple[ShownVariant, ...] = ()
    changed: tuple[VariantChange, ...] = ()

    def __bool__(self) -> bool:
        return any((self.fields, self.added, self.removed, self.changed))


@dataclass(frozen=True, slots=True)
class StaffOwned:
    """What staff decide of a listing: fields by name, and prices by partner variant id."""

    fields: Collection[str] = ()
    prices: Collection[str] = ()


def shown(product: CatalogueProduct, *, published: bool) -> Shown:
    """A product of Bubbly's as it was read."""
    return Shown(
        title=product.title,
        description_html=product.description_html,
        vendor=product.vendor,
        product_type=product.product_type,
        status=product.status.value,
        tags=tuple(sorted(product.tags)),
        handle=product.handle,
        options=_named(product.options),
        images=tuple(image.url for image in product.images),
        published=published,
        variants=tuple(_variant(variant, variant.id) for variant in product.variants),
    )


def after_sync(
    listing: Listing, now: Shown | None, *, pictures_stay: bool, publishes: bool
) -> Shown:
    """The product after a sync of ``listing``; ``now`` is None when Bubbly has none yet.

    A handle is given once and then is Bubbly's. ``pictures_stay``: they are not sent again.
    """
    known = now or NOTHING
    return Shown(
        title=listing.title,
        description_html=listing.description_html,
        vendor=listing.vendor,
        product_type=listing.product_type,
        status=listing.shown_status.value,
        tags=tuple(sorted(listing.tags)),
        handle=now.handle if now else listing.handle,
        options=_named(listing.options),
        images=known.images if pictures_stay else tuple(image.url for image in listing.images),
        published=known.published or publishes,
        variants=tuple(_after_sync(listing.variants, known.variants)),
    )


def changes(now: Shown | None, then: Shown, staff: StaffOwned = StaffOwned()) -> Changes:
    """What makes ``then`` of ``now``; a product that is not at Bubbly yet is new in every field."""
    known = now or NOTHING
    before = {variant.id: variant for variant in known.variants}
    stays = [(before[v.id], v) for v in then.variants if v.id in before]
    changed = (VariantChange(old, _of_variant(old, new, staff)) for old, new in stays)
    kept = {new.id for _, new in stays}
    return Changes(
        fields=_of_product(known, then, staff),
        added=tuple(v for v in then.variants if v.id not in before),
        removed=tuple(v for v in known.variants if v.id not in kept),
        changed=tuple(change for change in changed if change.fields),
    )


def _of_product(now: Shown, then: Shown, staff: StaffOwned) -> tuple[FieldChange, ...]:
    return _different(now, then, staff.fields, but=("variants",))


def _of_variant(
    now: ShownVariant, then: ShownVariant, staff: StaffOwned
) -> tuple[FieldChange, ...]:
    owned = ("price",) if then.partner_variant_id in staff.prices else ()
    return _different(now, then, owned, but=("id", "partner_variant_id"))


def _different(
    now: Any, then: Any, staff_owned: Collection[str], but: Collection[str]
) -> tuple[FieldChange, ...]:
    names = [each.name for each in fields(now) if each.name not in but]
    pairs = ((name, getattr(now, name), getattr(then, name)) for name in names)
    return tuple(
        FieldChange(name, old, new, Owner.STAFF if name in staff_owned else Owner.PARTNER)
        for name, old, new in pairs
        if old != new
    )


def _after_sync(
    variants: Sequence[ListingVariant], known: Sequence[ShownVariant]
) -> list[ShownVariant]:
    """Bubbly's variants after the sync, matched as ``productSet`` matches: by id, else options."""
    by_id = {variant.id for variant in known}
    by_options = {frozenset(variant.options): variant.id for variant in known}
    named = {variant.bubbly_variant_id for variant in variants}
    found = []
    for variant in variants:
        gid = variant.bubbly_variant_id if variant.bubbly_variant_id in by_id else None
        alike = by_options.get(frozenset(_chosen(variant.options)))
        gid = gid or (alike if alike not in named else None)
        found.append(_variant(variant, gid, variant.partner_variant_id))
    return found


def _variant(
    read: CatalogueVariant | ListingVariant, gid: str | None, partner_variant_id: str | None = None
) -> ShownVariant:
    alike = {name: getattr(read, name) for name in _ALIKE}
    return ShownVariant(
        id=gid,
        options=_chosen(read.options),
        partner_variant_id=partner_variant_id,
        **alike,
    )


def _chosen(options: Options) -> Options:
    return tuple(pair for pair in options if pair != _NO_OPTION)


def _named(options: Sequence[Option]) -> tuple[Option, ...]:
    name, value = _NO_OPTION
    return tuple(option for option in options if option != Option(name, (value,)))
