"""Each field of a listing as the partner has it and as Bubbly shows it, and whose it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from powerpact.domain.listing import OVERRIDABLE
from powerpact.domain.pricing import PriceRule
from powerpact.models import ProductMap, VariantMap
from powerpact.services.listing_wanted import NotListable, terms_of


@dataclass(frozen=True, slots=True)
class ListingField:
    """A field by name, its value at the partner and the one that staff gave it, if any.

    Values are text; tags are joined by commas.
    """

    name: str
    partner: str
    own: str | None

    @property
    def bubbly(self) -> str:
        """What Bubbly shows."""
        return self.partner if self.own is None else self.own


@dataclass(frozen=True, slots=True)
class VariantPrice:
    """What a variant costs. ``ruled`` is in Bubbly's currency under the partner's terms, None
    where they do not say; ``own`` is staff's price, if any."""

    variant: VariantMap
    ruled: Decimal | None
    own: Decimal | None

    @property
    def bubbly(self) -> Decimal | None:
        """What it costs at Bubbly."""
        return self.ruled if self.own is None else self.own


def fields_of(row: ProductMap) -> list[ListingField]:
    """The fields that staff may take over, in the order in which they are shown."""
    return [
        ListingField(
            name,
            _text(getattr(row, name)),
            _text(row.overrides[name]) if name in row.overrides else None,
        )
        for name in OVERRIDABLE
    ]


def prices_of(
    row: ProductMap, variants: Iterable[VariantMap], bubbly_currency: str
) -> list[VariantPrice]:
    """What each of the variants costs; the partner's terms must be loaded. ``bubbly_currency`` is
    "" before Bubbly is connected."""
    rule, own = _rule(row, bubbly_currency), row.overrides.get("price", {})
    return [
        VariantPrice(
            variant,
            rule.price(variant.price, bubbly_currency) if rule else None,
            Decimal(own[gid]) if (gid := variant.partner_variant_id) in own else None,
        )
        for variant in variants
    ]


def staffs_own(overrides: Mapping[str, Any]) -> tuple[list[str], int]:
    """The names of the fields that are staff's, and how many prices are."""
    return [name for name in OVERRIDABLE if name in overrides], len(overrides.get("price", {}))


def _rule(row: ProductMap, bubbly_currency: str) -> PriceRule | None:
    try:
        return terms_of(row.partner, bubbly_currency).rule if bubbly_currency else None
    except NotListable:
        return None


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
