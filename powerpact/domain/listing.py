"""The Bubbly product that a partner product becomes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from powerpact.domain.catalogue import (
    CatalogueProduct,
    CatalogueVariant,
    Image,
    Option,
    ProductStatus,
)
from powerpact.domain.listing_ref import generation
from powerpact.domain.pricing import PriceRule, owed


@dataclass(frozen=True, slots=True)
class ListingVariant:
    """One variant of a listing; ``partner_variant_id`` says which partner variant it sells.

    ``price`` is in Bubbly's currency; ``cost`` is what the partner will be owed for one piece,
    in Bubbly's currency (App Store rule 5.5: supplier cost belongs in the Cost field).
    """

    partner_variant_id: str
    sku: str
    barcode: str
    price: Decimal
    compare_at_price: Decimal | None
    cost: Decimal
    options: tuple[tuple[str, str], ...]
    tracked: bool
    sells_at_zero: bool
    quantity: int
    requires_shipping: bool
    taxable: bool
    bubbly_variant_id: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What Bubbly should show. ``partner_ref`` is the unique custom id that keys ``productSet``.

    ``bubbly_product_id`` is None until the first sync has been recorded. ``stock_rule`` says by
    what the quantities differ from the partner's own; empty where they do not.
    """

    partner_ref: str
    handle: str
    title: str
    description_html: str
    vendor: str
    product_type: str
    status: ProductStatus
    tags: tuple[str, ...]
    options: tuple[Option, ...]
    images: tuple[Image, ...]
    variants: tuple[ListingVariant, ...]
    bubbly_product_id: str | None = None
    stock_rule: str = ""

    @property
    def shown_status(self) -> ProductStatus:
        """A status that we do not know yet keeps the listing out of sight."""
        return ProductStatus.DRAFT if self.status is ProductStatus.UNKNOWN else self.status

    def content_hash(self) -> str:
        """A fingerprint of what would be sent.

        Stock is left out, because a product write must not touch it after the first time
        (facts 3.4); so are Bubbly's own ids, which say where and not what.
        """
        text = json.dumps(self, default=_content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def fingerprint(self) -> str:
        """The content and the rule of its stock: a new rule has stock sent again, sales do not."""
        return self.content_hash() + self.stock_rule


# What a product write must not touch after the first time, and where things are.
_NOT_CONTENT = frozenset({"quantity", "stock_rule", "bubbly_variant_id", "bubbly_product_id"})
HASH_LENGTH = hashlib.sha256().digest_size * 2


def has_other_stock(listing: Listing, sent: str | None) -> bool:
    """Whether stock went to Bubbly by another rule, when what has the fingerprint ``sent`` did."""
    return sent is not None and listing.stock_rule != sent[HASH_LENGTH:]


def _content(value: Any) -> object:
    """A part of a listing as JSON knows it; ``asdict`` would copy all of it first."""
    names = getattr(value, "__slots__", None)
    if isinstance(value, Decimal) or names is None:
        return str(value)
    return {name: getattr(value, name) for name in names if name not in _NOT_CONTENT}


@dataclass(frozen=True, slots=True)
class ListedVariant:
    """A Bubbly variant as ``productSet`` answered it; ``options`` match it to a partner variant."""

    id: str
    inventory_item_id: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing that exists at Bubbly, with all its variants."""

    product_id: str
    handle: str
    variants: tuple[ListedVariant, ...]


# What staff may take over from the partner (design: fields that staff have overridden are theirs).
OVERRIDABLE = ("title", "description_html", "tags", "product_type", "vendor")


def with_overrides(listing: Listing, overrides: Mapping[str, Any]) -> Listing:
    """The listing with staff's own fields in place of the partner's.

    ``overrides`` holds values by field name; ``price`` holds prices by partner variant id, as
    text, in Bubbly's currency. Anything else is a ``ValueError``, never silently ignored.
    """
    unknown = set(overrides) - {*OVERRIDABLE, "price"}
    if unknown:
        raise ValueError(f"not a field that staff can own: {', '.join(sorted(unknown))}")
    fields = {name: overrides[name] for name in OVERRIDABLE if name in overrides}
    if "tags" in fields:
        fields["tags"] = tuple(fields["tags"])
    prices = overrides.get("price", {})
    variants = tuple(
        _at_price(variant, Decimal(prices[variant.partner_variant_id]))
        if variant.partner_variant_id in prices
        else variant
        for variant in listing.variants
    )
    return replace(listing, **fields, variants=variants)


def _at_price(variant: ListingVariant, price: Decimal) -> ListingVariant:
    """The variant at that price."""
    compare_at_price = _offer(price, variant.compare_at_price)
    return replace(variant, price=price, compare_at_price=compare_at_price)


def _offer(price: Decimal, compare_at: Decimal | None) -> Decimal | None:
    """A price that another is compared at must be above it, or it is no offer."""
    return compare_at if compare_at is not None and compare_at > price else None


def listed_prices(
    rule: PriceRule, partner_price: Decimal, compare_at: Decimal | None, currency: str
) -> tuple[Decimal, Decimal | None]:
    """Price and compare-at price at Bubbly, in Bubbly's ``currency``, for the partner's own two."""
    price = rule.price(partner_price, currency)
    return price, _offer(price, None if compare_at is None else rule.price(compare_at, currency))


@dataclass(frozen=True, slots=True)
class Terms:
    """What a partner and Bubbly agreed, as far as a listing needs it.

    ``stock_buffer``: pieces of each variant that the partner keeps for its own shoppers.
    """

    rule: PriceRule
    commission_rate: Decimal
    partner_currency: str
    bubbly_currency: str
    handle_prefix: str
    stock_buffer: int = 0

    @property
    def lacks_exchange_rate(self) -> bool:
        """Whether prices would be carried over one to one between different currencies."""
        return self.partner_currency != self.bubbly_currency and self.rule.exchange_rate == 1


def listing_of(product: CatalogueProduct, terms: Terms, partner_ref: str) -> Listing:
    """The listing of a partner product under the partner's terms, before staff's overrides.

    A later generation's handle differs too: the old product may keep its own.
    """
    number = generation(partner_ref)
    later = f"-{number}" if number > 1 else ""
    return Listing(
        partner_ref=partner_ref,
        handle=f"{terms.handle_prefix}-{product.handle}{later}",
        title=product.title,
        description_html=product.description_html,
        vendor=product.vendor,
        product_type=product.product_type,
        status=product.status,
        tags=product.tags,
        options=product.options,
        images=product.images,
        variants=tuple(_variant(variant, terms) for variant in product.variants),
        stock_rule=f"-{terms.stock_buffer}" if terms.stock_buffer else "",
    )


def off_sale(listing: Listing) -> Listing:
    """The listing as it stands while nobody may buy it: kept, but out of sight."""
    return replace(listing, status=ProductStatus.DRAFT)


def sold_out(listing: Listing) -> Listing:
    """The listing as it stands when there is nothing left to sell: in sight, without a piece."""
    variants = tuple(
        replace(variant, tracked=True, sells_at_zero=False, quantity=0)
        for variant in listing.variants
    )
    return replace(listing, variants=variants, stock_rule="none")


def offered_quantity(quantity: int | None, stock_buffer: int) -> int:
    """How many of the partner's pieces of a variant Bubbly may sell."""
    return max((quantity or 0) - stock_buffer, 0)


def _variant(variant: CatalogueVariant, terms: Terms) -> ListingVariant:
    rule = terms.rule
    cost = owed(variant.price * rule.exchange_rate, terms.commission_rate, terms.bubbly_currency)
    price, compare_at_price = listed_prices(
        rule, variant.price, variant.compare_at_price, terms.bubbly_currency
    )
    return ListingVariant(
        partner_variant_id=variant.id,
        sku=variant.sku,
        barcode=variant.barcode,
        price=price,
        compare_at_price=compare_at_price,
        cost=cost,
        options=variant.options,
        tracked=variant.tracked,
        sells_at_zero=variant.sells_at_zero,
        quantity=offered_quantity(variant.quantity, terms.stock_buffer),
        requires_shipping=variant.requires_shipping,
        taxable=variant.taxable,
    )
