"""What a partner product looks like at Bubbly."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.catalogue import (
    CatalogueProduct,
    CatalogueVariant,
    Image,
    Option,
    ProductStatus,
)
from powerpact.domain.listing import (
    Listing,
    Terms,
    has_other_stock,
    listing_of,
    off_sale,
    offered_quantity,
    sold_out,
    with_overrides,
)
from powerpact.domain.pricing import PriceRule, Rounding

SMALL = CatalogueVariant(
    id="gid://shopify/ProductVariant/1",
    title="S",
    sku="MUG-S",
    barcode="5000000000012",
    position=1,
    price=Decimal("10.00"),
    compare_at_price=Decimal("14.00"),
    options=(("Size", "S"),),
    inventory_item_id="gid://shopify/InventoryItem/1",
    tracked=True,
    sells_at_zero=False,
    quantity=7,
    requires_shipping=True,
    taxable=True,
)
MUG = CatalogueProduct(
    id="gid://shopify/Product/5",
    title="Mug",
    handle="mug",
    description_html="<p>A mug</p>",
    vendor="Kiln",
    product_type="Cup",
    status=ProductStatus.ACTIVE,
    tags=("clay", "blue"),
    options=(Option("Size", ("S",)),),
    images=(Image("https://images.test/mug.jpg", "a mug"),),
    variants=(SMALL,),
    updated_at=datetime(2026, 11, 1, tzinfo=UTC),
)
TERMS = Terms(
    rule=PriceRule(percentage=Decimal(20)),
    commission_rate=Decimal("0.15"),
    partner_currency="GBP",
    bubbly_currency="GBP",
    handle_prefix="kiln",
)


def listed(product: CatalogueProduct = MUG, terms: Terms = TERMS) -> Listing:
    return listing_of(product, terms, "kiln-5")


def mug(**changes: Any) -> CatalogueProduct:
    """The mug, or its one variant, with other values."""
    own = {name: changes.pop(name) for name in list(changes) if hasattr(MUG, name)}
    return replace(MUG, variants=(replace(SMALL, **changes),), **own)


def test_a_listing_carries_the_partners_words_and_bubblys_price() -> None:
    listing = listed()
    assert (listing.partner_ref, listing.handle, listing.title) == ("kiln-5", "kiln-mug", "Mug")
    assert (listing.tags, listing.images) == (MUG.tags, MUG.images)
    [variant] = listing.variants
    assert (variant.price, variant.compare_at_price) == (Decimal("12.00"), Decimal("16.80"))
    assert (variant.sku, variant.quantity, variant.options) == ("MUG-S", 7, (("Size", "S"),))


def test_the_cost_is_what_the_partner_is_owed_in_bubblys_currency() -> None:
    euros = replace(TERMS, partner_currency="EUR", rule=PriceRule(exchange_rate=Decimal("0.8")))
    assert listed(terms=euros).variants[0].cost == Decimal("6.80")


def test_a_compared_price_that_is_no_higher_is_left_out() -> None:
    charm = replace(TERMS, rule=PriceRule(rounding=Rounding.CHARM))
    same = listed(mug(price=Decimal("12.10"), compare_at_price=Decimal("12.40")), charm)
    assert same.variants[0].compare_at_price is None


def test_an_unknown_stock_is_listed_as_none() -> None:
    assert listed(mug(quantity=None)).variants[0].quantity == 0


@pytest.mark.parametrize(
    ("currency", "rate", "lacks"),
    [("GBP", "1", False), ("EUR", "1", True), ("EUR", "0.85", False)],
)
def test_other_currencies_need_an_exchange_rate(currency: str, rate: str, lacks: bool) -> None:
    rule = PriceRule(exchange_rate=Decimal(rate))
    assert replace(TERMS, partner_currency=currency, rule=rule).lacks_exchange_rate is lacks


def test_staffs_own_fields_win_over_the_partners() -> None:
    own = {"title": "Our mug", "tags": ["best"], "price": {SMALL.id: "11.00"}}
    listing = with_overrides(listed(), own)
    assert (listing.title, listing.tags) == ("Our mug", ("best",))
    assert listing.variants[0].price == Decimal("11.00")
    assert listing.vendor == "Kiln"


def test_a_price_set_by_staff_above_the_compared_one_is_no_offer() -> None:
    listing = with_overrides(listed(), {"price": {SMALL.id: "20.00"}})
    assert listing.variants[0].compare_at_price is None


def test_a_price_of_a_variant_that_is_no_longer_there_does_not_matter() -> None:
    gone = {"price": {"gid://shopify/ProductVariant/99": "1.00"}}
    assert with_overrides(listed(), gone) == listed()


def test_a_field_that_staff_cannot_own_is_refused() -> None:
    with pytest.raises(ValueError, match="handle"):
        with_overrides(listed(), {"handle": "mine"})


def test_a_listing_off_sale_keeps_everything_but_its_status() -> None:
    assert off_sale(listed()) == replace(listed(), status=ProductStatus.DRAFT)


@pytest.mark.parametrize(
    "changed",
    [
        mug(title="Cup"),
        mug(status=ProductStatus.DRAFT),
        mug(tags=("clay",)),
        mug(images=()),
        mug(price=Decimal("10.01")),
        mug(sku="MUG-XS"),
        mug(sells_at_zero=True),
        mug(taxable=False),
    ],
)
def test_a_change_that_a_shopper_could_see_changes_the_fingerprint(
    changed: CatalogueProduct,
) -> None:
    assert listed(changed).content_hash() != listed().content_hash()


def test_stock_ids_and_the_time_of_change_do_not_change_the_fingerprint() -> None:
    recorded = replace(
        listed(mug(quantity=1, updated_at=datetime(2026, 12, 1, tzinfo=UTC))),
        bubbly_product_id="gid://shopify/Product/900",
    )
    assert recorded.content_hash() == listed().content_hash()


@given(st.decimals(0, 10_000, places=2), st.integers(0, 4))
def test_a_price_read_back_with_more_zeros_is_the_same_listing(price: Decimal, zeros: int) -> None:
    padded = price.quantize(Decimal(1).scaleb(-2 - zeros))
    as_read, as_kept = listed(mug(price=price)), listed(mug(price=padded))
    assert as_read.content_hash() == as_kept.content_hash()


def test_a_buffer_takes_pieces_off_what_is_counted_and_nothing_else() -> None:
    buffered = listed(terms=replace(TERMS, stock_buffer=3))
    assert buffered.variants[0].quantity == 4
    assert buffered.content_hash() == listed().content_hash()


@given(quantity=st.none() | st.integers(-(10**6), 10**6), stock_buffer=st.integers(0, 1000))
def test_never_more_is_offered_than_there_is_beyond_the_buffer(
    quantity: int | None, stock_buffer: int
) -> None:
    offered = offered_quantity(quantity, stock_buffer)
    assert offered >= 0
    assert offered + stock_buffer == (quantity or 0) or offered == 0


@given(before=st.integers(0, 1000), after=st.integers(0, 1000))
def test_stock_is_sent_again_exactly_when_its_rule_is_another(before: int, after: int) -> None:
    sent = listed(terms=replace(TERMS, stock_buffer=before)).fingerprint
    now = listed(terms=replace(TERMS, stock_buffer=after))
    assert has_other_stock(now, sent) is (before != after)
    assert (now.fingerprint != sent) is (before != after)


@given(stock_buffer=st.integers(0, 1000))
def test_what_is_sold_out_has_nothing_to_sell_and_says_so_in_what_is_sent(
    stock_buffer: int,
) -> None:
    before = listed(mug(sells_at_zero=True), replace(TERMS, stock_buffer=stock_buffer))
    after = sold_out(before)
    assert [(v.quantity, v.tracked, v.sells_at_zero) for v in after.variants] == [(0, True, False)]
    assert after.status is before.status
    assert has_other_stock(after, before.fingerprint)
