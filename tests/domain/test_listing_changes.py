"""What a sync would change at Bubbly."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.catalogue import Image, Option, ProductStatus
from powerpact.domain.listing import Listing, listing_of
from powerpact.domain.listing_changes import (
    NOTHING,
    Changes,
    Owner,
    Shown,
    ShownVariant,
    StaffOwned,
    after_sync,
    changes,
    shown,
)
from tests.domain.test_listing import MUG, SMALL, TERMS

LISTING = listing_of(MUG, TERMS, "kiln-5")
GID = "gid://shopify/ProductVariant/900"
PRODUCT = "gid://shopify/Product/90"


def listed(listing: Listing, **details: Any) -> Shown:
    """The listing as Bubbly shows it right after a sync; its variants have ids."""
    then = after_sync(listing, None, pictures_stay=False, publishes=True)
    variants = (replace(v, id=f"{GID}{place}") for place, v in enumerate(then.variants))
    return replace(then, variants=tuple(variants), **details)


def synced(listing: Listing, now: Shown | None) -> Changes:
    return changes(now, after_sync(listing, now, pictures_stay=True, publishes=False))


def names(found: Changes) -> set[str]:
    return {field.name for field in found.fields}


def test_a_listing_that_stands_as_wanted_changes_nothing() -> None:
    found = synced(LISTING, listed(LISTING))
    assert not found
    assert found == Changes()


def test_a_product_that_is_not_there_is_new_in_every_field_that_has_a_value() -> None:
    then = after_sync(LISTING, None, pictures_stay=False, publishes=True)
    found = changes(None, then)
    assert names(found) == {
        "title",
        "description_html",
        "vendor",
        "product_type",
        "status",
        "tags",
        "handle",
        "options",
        "images",
        "published",
    }
    assert [variant.sku for variant in found.added] == ["MUG-S"]
    assert (found.removed, found.changed) == ((), ())


def test_a_changed_field_says_what_it_was_what_it_will_be_and_whose_it_is() -> None:
    now = listed(LISTING, title="Cup", vendor="K")
    then = after_sync(LISTING, now, pictures_stay=True, publishes=False)
    title, vendor = changes(now, then, StaffOwned(fields={"title"})).fields
    assert (title.name, title.now, title.then, title.owner) == ("title", "Cup", "Mug", Owner.STAFF)
    assert (vendor.name, vendor.owner) == ("vendor", Owner.PARTNER)


def test_a_price_that_staff_set_is_staffs() -> None:
    now = listed(replace(LISTING, variants=(replace(LISTING.variants[0], price=Decimal(1)),)))
    then = after_sync(LISTING, now, pictures_stay=True, publishes=False)
    [change] = changes(now, then, StaffOwned(prices={SMALL.id})).changed
    [price] = change.fields
    assert (price.name, price.now, price.then) == ("price", Decimal(1), Decimal("12.00"))
    assert price.owner is Owner.STAFF
    assert change.variant.title == "S"


def test_the_order_of_tags_and_the_zeros_of_a_price_are_no_change() -> None:
    [variant] = LISTING.variants
    other = replace(
        LISTING,
        tags=tuple(reversed(LISTING.tags)),
        variants=(replace(variant, price=variant.price.quantize(Decimal("1.0000"))),),
    )
    assert not synced(other, listed(LISTING))


def test_a_handle_is_given_once() -> None:
    assert not synced(replace(LISTING, handle="kiln-other"), listed(LISTING))


def test_pictures_change_only_when_they_are_sent() -> None:
    now = listed(LISTING, images=("https://cdn.shopify.test/1.jpg",))
    new = replace(LISTING, images=(Image("https://images.test/2.jpg"),))
    assert not synced(new, now)
    [images] = changes(now, after_sync(new, now, pictures_stay=False, publishes=False)).fields
    assert images.then == ("https://images.test/2.jpg",)


def test_a_status_that_nobody_knows_is_out_of_sight() -> None:
    now = listed(LISTING)
    [status] = synced(replace(LISTING, status=ProductStatus.UNKNOWN), now).fields
    assert (status.now, status.then) == ("ACTIVE", "DRAFT")


def test_the_only_variant_has_no_options_at_either_side() -> None:
    [variant] = LISTING.variants
    plain = replace(LISTING, options=(), variants=(replace(variant, options=()),))
    default = (("Title", "Default Title"),)
    theirs = replace(
        MUG,
        options=(Option("Title", ("Default Title",)),),
        variants=(replace(SMALL, options=default),),
    )
    now = shown(theirs, published=True)
    assert now.options == ()
    [change] = synced(plain, now).changed
    assert {field.name for field in change.fields} == {"price", "compare_at_price"}


def test_variants_are_matched_by_id_before_options() -> None:
    [variant] = LISTING.variants
    large = replace(variant, options=(("Size", "L"),), bubbly_variant_id=f"{GID}0")
    small = replace(variant, partner_variant_id="gid://shopify/ProductVariant/2")
    found = synced(replace(LISTING, variants=(large, small)), listed(LISTING))
    [change] = found.changed
    assert {field.name for field in change.fields} == {"options"}
    assert [new.options for new in found.added] == [(("Size", "S"),)]
    assert found.removed == ()


def test_what_the_listing_does_not_name_is_removed() -> None:
    now = listed(LISTING)
    extra = replace(now.variants[0], id=f"{GID}9", options=(("Size", "XL"),))
    found = synced(LISTING, replace(now, variants=(*now.variants, extra)))
    assert found == Changes(removed=(extra,))


def test_publishing_is_a_change_of_its_own() -> None:
    now = listed(LISTING, published=False)
    [published] = changes(now, after_sync(LISTING, now, pictures_stay=True, publishes=True)).fields
    assert (published.name, published.now, published.then) == ("published", False, True)


def applied(now: Shown | None, found: Changes) -> Shown:
    """The product after somebody made exactly these changes."""
    before = now or NOTHING
    fields = {field.name: field.then for field in found.fields}
    altered = {
        change.variant.id: {field.name: field.then for field in change.fields}
        for change in found.changed
    }
    kept = (
        replace(variant, **altered.get(variant.id, {}))
        for variant in before.variants
        if variant not in found.removed
    )
    return replace(before, **fields, variants=(*kept, *found.added))


def in_order(product: Shown) -> Shown:
    variants = sorted(product.variants, key=lambda variant: (variant.id or "", variant.options))
    return replace(product, variants=tuple(variants))


texts = st.text("ab", max_size=2)
variants = st.builds(
    ShownVariant,
    id=st.sampled_from([f"{GID}{place}" for place in range(5)]),
    options=st.tuples(st.tuples(st.just("Size"), texts)),
    sku=texts,
    barcode=texts,
    price=st.decimals(0, 9, places=2),
    compare_at_price=st.none() | st.decimals(0, 9, places=2),
    tracked=st.booleans(),
    sells_at_zero=st.booleans(),
    requires_shipping=st.booleans(),
    taxable=st.booleans(),
)
several = st.lists(variants, max_size=4, unique_by=lambda variant: variant.id).map(tuple)
new_ones = st.lists(variants, max_size=2, unique_by=lambda variant: variant.options).map(
    lambda found: tuple(replace(variant, id=None) for variant in found)
)
products = st.builds(
    Shown,
    title=texts,
    description_html=texts,
    vendor=texts,
    product_type=texts,
    status=st.sampled_from(["ACTIVE", "DRAFT"]),
    tags=st.lists(texts, max_size=2).map(tuple),
    handle=texts,
    options=st.just(()),
    images=st.lists(texts, max_size=2).map(tuple),
    published=st.booleans(),
    variants=several,
)


@given(st.none() | products, products, new_ones)
def test_making_the_changes_makes_of_now_what_is_wanted(
    now: Shown | None, wanted: Shown, new: tuple[ShownVariant, ...]
) -> None:
    known = {variant.id for variant in (now or NOTHING).variants}
    stays = tuple(variant for variant in wanted.variants if variant.id in known)
    then = replace(wanted, variants=(*stays, *new))
    assert in_order(applied(now, changes(now, then))) == in_order(then)


@given(products)
def test_nothing_changes_what_is_as_wanted(product: Shown) -> None:
    assert changes(product, product) == Changes()


@pytest.mark.parametrize("count", [0, 1, 40])
def test_only_variants_that_change_are_told(count: int) -> None:
    [variant] = LISTING.variants
    sizes = [f"S{place}" for place in range(50)]
    many = tuple(replace(variant, options=(("Size", size),)) for size in sizes)
    now = listed(replace(LISTING, variants=many))
    dearer = tuple(replace(v, price=Decimal(99)) if n < count else v for n, v in enumerate(many))
    assert len(synced(replace(LISTING, variants=dearer), now).changed) == count
