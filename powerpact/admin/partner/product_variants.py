"""The variants of one product as its merchant reads them: stock and money, each on both sides."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from powerpact.domain.listing import offered_quantity
from powerpact.domain.pricing import owed
from powerpact.models import ProductMap, VariantMap
from powerpact.services.listing_fields import prices_of


@dataclass(frozen=True, slots=True)
class OwnVariant:
    """``price`` and ``paid`` are in the partner's currency, ``at_bubbly`` in Bubbly's: None where
    that is not known. ``offered``: pieces that Bubbly may sell, None where nobody counts them."""

    variant: VariantMap
    price: Decimal
    at_bubbly: Decimal | None
    paid: Decimal
    offered: int | None


def own_variants(
    row: ProductMap, variants: Iterable[VariantMap], bubbly_currency: str
) -> list[OwnVariant]:
    """These variants of the product; the partner's terms must be loaded."""
    partner = row.partner
    return [
        OwnVariant(
            each.variant,
            each.variant.price,
            each.bubbly,
            owed(each.variant.price, partner.commission_rate, partner.currency),
            _offered(each.variant, partner.stock_buffer),
        )
        for each in prices_of(row, variants, bubbly_currency)
    ]


def _offered(variant: VariantMap, stock_buffer: int) -> int | None:
    return offered_quantity(variant.quantity, stock_buffer) if variant.tracked else None
