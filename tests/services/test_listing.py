"""Partner products become listings in a real simulator's Bubbly."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from powerpact.domain.catalogue import CatalogueProduct, Image, ProductStatus
from powerpact.domain.pricing import Rounding
from powerpact.domain.transitions import SyncState
from powerpact.services.curation import approve, pause, resume
from powerpact.services.listing import sync_listing
from powerpact.services.listing_overrides import set_overrides
from powerpact.services.store_terms import set_terms
from tests.services.catalogue_readings import LATER, product, variant
from tests.services.counting import counted_statements
from tests.services.marketplace import (
    ANA,
    Shop,
    map_row,
    read_in,
    set_store,
    sync_again,
    variants_of,
)

MEDIA_FETCHED = 60.0  # seconds until Shopify has fetched a picture, and to spare
Listed = Callable[[CatalogueProduct], int]


@pytest.fixture
def listed(bubbly: Shop, kiln: Shop) -> Listed:
    """Reads a product in, approves it and lists it; the id of its map."""

    def list_it(read: CatalogueProduct) -> int:
        map_id = read_in(kiln.id, read)
        approve([map_id], ANA)
        assert sync_listing(map_id) is SyncState.SYNCED
        return map_id

    return list_it


def at_bubbly(bubbly: Shop, map_id: int) -> CatalogueProduct:
    gid = map_row(map_id).bubbly_product_id
    assert gid is not None
    return bubbly.product(gid)


def test_an_approved_product_is_listed_under_the_partners_terms(
    bubbly: Shop, kiln: Shop, listed: Listed
) -> None:
    set_store(kiln.id, price_percentage=Decimal(20))
    shown = at_bubbly(bubbly, listed(product(1)))
    assert (shown.title, shown.handle, shown.status) == ("Mug 1", "kiln-mug-1", "ACTIVE")
    assert [each.price for each in shown.variants] == [Decimal("12.00")] * 2
    assert [each.quantity for each in shown.variants] == [5, 5]
    assert [each.options for each in shown.variants] == [
        (("Size", "Size 1"),),
        (("Size", "Size 2"),),
    ]


def test_a_listing_is_recorded_and_published(bubbly: Shop, listed: Listed) -> None:
    map_id = listed(product(1))
    row = map_row(map_id)
    assert (row.published, row.claim, row.next_sync_at, row.error) == (True, None, None, "")
    shown = {each.options: each for each in at_bubbly(bubbly, map_id).variants}
    for each in row.variants:
        there = shown[tuple((name, value) for name, value in each.options)]
        assert each.bubbly_variant_id == there.id
        assert each.bubbly_inventory_item_id == there.inventory_item_id
    assert bubbly.received("publishablePublish") == 1


def test_an_unchanged_product_costs_no_write(bubbly: Shop, listed: Listed) -> None:
    map_id = listed(product(1))
    assert sync_again(map_id) is SyncState.SYNCED
    assert (bubbly.received("productSet"), bubbly.received("publishablePublish")) == (1, 1)


def test_changed_content_updates_the_same_listing(bubbly: Shop, kiln: Shop, listed: Listed) -> None:
    map_id = listed(product(1))
    before = at_bubbly(bubbly, map_id)
    read_in(kiln.id, product(1, title="Cup", updated_at=LATER))
    assert sync_listing(map_id) is SyncState.SYNCED
    after = at_bubbly(bubbly, map_id)
    assert (after.title, after.handle) == ("Cup", before.handle)
    assert [each.id for each in after.variants] == [each.id for each in before.variants]
    assert bubbly.products() == 1


def test_new_terms_reach_the_listing_and_equal_ones_cost_nothing(
    bubbly: Shop, listed: Listed
) -> None:
    map_id = listed(product(1))
    set_terms("kiln", {"price_fixed": Decimal("1.50")}, ANA)
    assert sync_listing(map_id) is SyncState.SYNCED
    assert at_bubbly(bubbly, map_id).variants[0].price == Decimal("11.50")
    set_terms("kiln", {"price_rounding": Rounding.FIVE}, ANA)  # 11.50 stays 11.50
    assert sync_listing(map_id) is SyncState.SYNCED
    assert bubbly.received("productSet") == 2


def test_terms_that_no_listing_shows_queue_none(bubbly: Shop, listed: Listed) -> None:
    map_id = listed(product(1))
    assert set_terms("kiln", {"passes_email": True}, ANA).listings == ()
    assert map_row(map_id).sync is SyncState.SYNCED


def test_what_staff_own_stays_whatever_the_partner_changes(
    bubbly: Shop, kiln: Shop, listed: Listed
) -> None:
    map_id = listed(product(1))
    dear = {variant(1, 1).id: "99.00"}
    set_overrides(map_id, {"title": "Our mug", "price": dear}, ANA)
    sync_listing(map_id)
    cheaper = tuple(variant(1, place, price=Decimal("5.00")) for place in (1, 2))
    read_in(kiln.id, product(1, title="Cup", vendor="K", variants=2, updated_at=LATER))
    read_in(
        kiln.id, replace(product(1, title="Cup", vendor="K", updated_at=LATER), variants=cheaper)
    )
    sync_listing(map_id)
    shown = at_bubbly(bubbly, map_id)
    assert (shown.title, shown.vendor) == ("Our mug", "K")
    assert [each.price for each in shown.variants] == [Decimal("99.00"), Decimal("5.00")]


@pytest.mark.parametrize("count", [150, 300])
def test_a_product_of_many_variants_is_listed_whole(listed: Listed, count: int) -> None:
    map_id = listed(product(1, variants=count))
    assert len({each.bubbly_variant_id for each in variants_of(map_id)} - {None}) == count


def test_pictures_are_sent_again_only_when_they_changed(
    bubbly: Shop, kiln: Shop, listed: Listed
) -> None:
    map_id = listed(product(1))
    bubbly.control.advance(MEDIA_FETCHED)
    first = at_bubbly(bubbly, map_id).images
    assert [image.alt for image in first] == ["a mug"]
    read_in(kiln.id, product(1, title="Cup", updated_at=LATER))
    sync_listing(map_id)
    bubbly.control.advance(MEDIA_FETCHED)
    assert at_bubbly(bubbly, map_id).images == first
    changed = (Image("https://images.test/new.jpg", "from above"),)
    read_in(kiln.id, product(1, title="Cup", images=changed, updated_at=LATER))
    sync_listing(map_id)
    bubbly.control.advance(MEDIA_FETCHED)
    assert [image.alt for image in at_bubbly(bubbly, map_id).images] == ["from above"]


def test_a_draft_is_listed_as_a_draft(bubbly: Shop, listed: Listed) -> None:
    map_id = listed(product(1, status=ProductStatus.DRAFT))
    assert at_bubbly(bubbly, map_id).status is ProductStatus.DRAFT


def test_a_paused_listing_is_out_of_sight_until_it_is_resumed(bubbly: Shop, listed: Listed) -> None:
    map_id = listed(product(1))
    pause([map_id], ANA)
    sync_listing(map_id)
    assert at_bubbly(bubbly, map_id).status is ProductStatus.DRAFT
    resume([map_id], ANA)
    sync_listing(map_id)
    assert at_bubbly(bubbly, map_id).status is ProductStatus.ACTIVE


def test_a_removed_variant_leaves_bubbly_and_keeps_its_row(
    bubbly: Shop, kiln: Shop, listed: Listed
) -> None:
    map_id = listed(product(1))
    read_in(kiln.id, product(1, variants=1, updated_at=LATER))
    sync_listing(map_id)
    assert len(at_bubbly(bubbly, map_id).variants) == 1
    removed = [each for each in map_row(map_id).variants if each.removed_at]
    assert [each.bubbly_variant_id is not None for each in removed] == [True]


def test_a_new_variant_takes_the_place_of_one_with_the_same_options(
    kiln: Shop, listed: Listed
) -> None:
    map_id = listed(product(1, variants=1))
    anew = variant(1, 9, position=1, title="Size 1", options=(("Size", "Size 1"),))
    read_in(kiln.id, replace(product(1, variants=1, updated_at=LATER), variants=(anew,)))
    assert sync_listing(map_id) is SyncState.SYNCED
    [live] = variants_of(map_id)
    assert (live.partner_variant_id, live.bubbly_variant_id is not None) == (anew.id, True)


@pytest.mark.parametrize("variants", [1, 30])
def test_a_sync_takes_the_same_few_statements_for_every_size(
    bubbly: Shop, kiln: Shop, variants: int
) -> None:
    map_id = read_in(kiln.id, product(1, variants=variants))
    approve([map_id], ANA)
    with counted_statements() as sent:
        assert sync_listing(map_id) is SyncState.SYNCED
    ours = [statement for statement in sent if "product_map" in statement or "variant" in statement]
    # Claim, variants to list; the row again under its lock, its variants, both written.
    assert len(ours) == 6
