"""What Bubbly should show for a product map: the partner's product under its terms."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from powerpact.domain.listing import (
    Listing,
    Terms,
    listing_of,
    off_sale,
    sold_out,
    with_overrides,
)
from powerpact.domain.transitions import Curation
from powerpact.errors import Refused
from powerpact.models import BubblyStore, Deletion, PartnerStore, ProductMap, VariantMap
from powerpact.services.catalogue_rows import product_of

# The code of a product of which a variant was mapped alone.
SOLD_ELSEWHERE = "sold_elsewhere"
# What was last sent of a listing that was deleted at Bubbly: nothing of it is there any more.
DELETED = "deleted"


class NotListable(Refused):
    """The product cannot be listed as things stand; ``code`` names the cause for machines."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Wanted:
    """A listing as it should be. ``gone``: the partner has the product no more; ``deleted``: and
    Bubbly is to have it no more either."""

    listing: Listing
    gone: bool
    deleted: bool = False

    @cached_property
    def fingerprint(self) -> str:
        """What the listing is compared by with what was sent."""
        return DELETED if self.deleted else self.listing.fingerprint

    @cached_property
    def images(self) -> list[dict[str, Any]]:
        """The pictures as they are kept once they have been sent."""
        return [asdict(image) for image in self.listing.images]


def wanted(row: ProductMap, bubbly: BubblyStore, *, as_approved: bool = False) -> Wanted:
    """The listing that ``row`` should have now; it only comes off sale unless it is approved and
    offered and its partner trades. Of a product that the partner has no more, the partner's
    choice of ``on_deletion`` decides.

    ``as_approved``: the listing that it would have if staff approved it. Raises NotListable when
    the partner's terms do not say what it costs at Bubbly.
    """
    partner, gone = row.partner, is_gone(row.variants)
    is_approved = as_approved or row.curation is Curation.APPROVED
    on_sale = is_approved and row.offered and not partner.is_off_sale
    last = _went_last(row.variants) if gone else None
    product = product_of(row, [v for v in row.variants if v.removed_at == last])
    listing = listing_of(product, terms_of(partner, bubbly.currency), row.partner_ref)
    listing = with_overrides(listing, row.overrides)
    if gone and on_sale and partner.on_deletion is Deletion.SOLD_OUT:
        listing = sold_out(listing)
    elif gone or not on_sale:
        listing = off_sale(listing)
    # What has no id yet may be at Bubbly all the same; it is out of sight then.
    deletes = gone and partner.on_deletion is Deletion.DELETE
    deleted = deletes and row.bubbly_product_id is not None
    return Wanted(_with_bubbly_ids(listing, row, deleted=deleted), gone, deleted)


def refuse_sold_elsewhere(row: ProductMap) -> None:
    """Raise NotListable when a new listing would take variants out of a product of Bubbly's own.

    That is so when they were mapped one by one.
    """
    if row.bubbly_product_id is None and any(v.bubbly_variant_id for v in row.variants):
        raise NotListable(
            SOLD_ELSEWHERE,
            f"Bubbly sells a variant of {row.title} in a product of its own. Map the product to "
            "that one, or unmap it; then queue the listing again.",
        )


def is_gone(variants: Sequence[VariantMap]) -> bool:
    """Whether the partner has none of these variants any more."""
    return all(variant.removed_at for variant in variants)


def _went_last(variants: Sequence[VariantMap]) -> Any:
    """When the product went; variants that went before are no part of the listing."""
    return max((v.removed_at for v in variants if v.removed_at), default=None)


def terms_of(partner: PartnerStore, bubbly_currency: str) -> Terms:
    """What was agreed with the partner; NotListable when it does not say what things cost."""
    terms = Terms(
        rule=partner.price_rule,
        commission_rate=partner.commission_rate,
        partner_currency=partner.currency,
        bubbly_currency=bubbly_currency,
        handle_prefix=partner.code or "",
        stock_buffer=partner.stock_buffer,
    )
    if terms.lacks_exchange_rate:
        raise NotListable(
            "no_exchange_rate",
            f"{partner.name} sells in {terms.partner_currency} and Bubbly in "
            f"{terms.bubbly_currency}: set the partner's exchange rate, then queue the listing "
            "again.",
        )
    return terms


def _with_bubbly_ids(listing: Listing, row: ProductMap, *, deleted: bool) -> Listing:
    """Where the listing is; one that was deleted at Bubbly and is back is made anew."""
    if row.sent_hash == DELETED and not deleted:
        return listing
    ids = {variant.partner_variant_id: variant.bubbly_variant_id for variant in row.variants}
    variants = tuple(
        replace(variant, bubbly_variant_id=ids[variant.partner_variant_id])
        for variant in listing.variants
    )
    return replace(listing, variants=variants, bubbly_product_id=row.bubbly_product_id)
