"""Listings written to the simulator and read back as a catalogue, by pages and in bulk."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from powerpact.domain.catalogue import CatalogueProduct, Option
from powerpact.domain.listing import Listed, Listing
from powerpact.errors import DefinitionMissing, Rejected
from powerpact.shopify.bulk import (
    BulkOperation,
    download,
    read_operation,
    start_export,
)
from powerpact.shopify.catalogue import changed_since, read_product
from powerpact.shopify.listings import delete_product, publish, put_listing
from powerpact.shopify.parsing.export import read_export
from powerpact.shopify.stores import read_locations, read_publications
from tests.shopify.simulated import DOMAIN, SimulatedStore
from tests.shopify.test_listings import LISTING, VARIANT


def put(store: SimulatedStore, listing: Listing, *, first_time: bool) -> Listed:
    (location, *_) = read_locations(store.call)
    return put_listing(
        store.call,
        listing,
        location.gid,
        first_time=first_time,
        images_changed=False,
        sleep=lambda _: time.sleep(0.01),
    )


def of_sizes(count: int) -> Listing:
    """The listing in so many sizes, each with its own stock."""
    sizes = [f"S{number}" for number in range(count)]
    variants = tuple(
        replace(VARIANT, sku=size, options=(("Size", size),), quantity=place)
        for place, size in enumerate(sizes)
    )
    return replace(LISTING, options=(Option("Size", tuple(sizes)),), variants=variants)


def known(listing: Listing, listed: Listed) -> Listing:
    """The listing with the ids that it was listed under."""
    ids = {variant.options: variant.id for variant in listed.variants}
    variants = tuple(replace(v, bubbly_variant_id=ids[v.options]) for v in listing.variants)
    return replace(listing, bubbly_product_id=listed.product_id, variants=variants)


def test_a_deleted_listing_is_gone_and_deleting_it_again_changes_nothing(
    ready: SimulatedStore,
) -> None:
    listed = put(ready, of_sizes(2), first_time=True)
    for _ in range(2):
        delete_product(ready.call, listed.product_id)
    assert list(changed_since(ready.call, None)) == []


def test_what_shopify_refuses_to_delete_is_said(ready: SimulatedStore) -> None:
    listed = put(ready, LISTING, first_time=True)
    ready.control.add_fault("user_errors", operation="productDelete", shop=DOMAIN, count=1)
    with pytest.raises(Rejected):
        delete_product(ready.call, listed.product_id)


def test_writing_a_listing_twice_makes_one_product(ready: SimulatedStore) -> None:
    first = put(ready, of_sizes(2), first_time=True)
    again = put(ready, of_sizes(2), first_time=True)
    assert first.product_id == again.product_id
    assert len(list(changed_since(ready.call, None))) == 1


def test_a_later_write_keeps_ids_stock_and_pictures(ready: SimulatedStore) -> None:
    listing = of_sizes(2)
    listed = put(ready, listing, first_time=True)
    before = read_product(ready.call, listed.product_id)
    again = put(ready, replace(known(listing, listed), title="New"), first_time=False)
    after = read_product(ready.call, listed.product_id)
    assert again.variants == listed.variants
    assert before is not None
    assert after is not None
    assert after.title == "New"
    assert replace(after, title=before.title, updated_at=before.updated_at) == before
    assert [variant.quantity for variant in after.variants] == [0, 1]


@pytest.mark.parametrize("count", [100, 101, 300])
def test_a_product_of_many_variants_is_listed_and_read_whole(
    ready: SimulatedStore, count: int
) -> None:
    listed = put(ready, of_sizes(count), first_time=True)
    assert len({variant.options for variant in listed.variants}) == count
    product = read_product(ready.call, listed.product_id)
    assert product is not None
    assert [variant.quantity for variant in product.variants] == list(range(count))
    (changed,) = changed_since(ready.call, None)
    assert len(changed.variants) == count


def test_a_store_without_our_definition_says_so(simulated: SimulatedStore) -> None:
    with pytest.raises(DefinitionMissing):
        put(simulated, LISTING, first_time=True)


def test_publishing_twice_is_publishing(ready: SimulatedStore) -> None:
    listed = put(ready, LISTING, first_time=True)
    for _ in range(2):
        publish(ready.call, listed.product_id, read_publications(ready.call))


def test_only_what_changed_since_is_read(ready: SimulatedStore) -> None:
    put(ready, LISTING, first_time=True)
    assert len(list(changed_since(ready.call, datetime.now(UTC) - timedelta(minutes=5)))) == 1
    assert list(changed_since(ready.call, datetime.now(UTC) + timedelta(minutes=5))) == []


def test_a_catalogue_is_the_same_in_bulk_and_by_pages(
    ready: SimulatedStore, tmp_path: Path
) -> None:
    for number in range(30):
        listing = replace(of_sizes(3), partner_ref=f"p7-{number}", handle=f"p7-{number}")
        put(ready, listing, first_time=True)
    put(ready, replace(of_sizes(120), partner_ref="p7-many", handle="p7-many"), first_time=True)
    ready.control.advance(60)  # until Shopify has processed every picture
    exported = export(ready, tmp_path / "catalogue.jsonl")
    paged = {product.id: product for product in changed_since(ready.call, None)}
    assert exported == paged
    assert len(paged) == 31


def test_an_empty_catalogue_has_no_address(ready: SimulatedStore) -> None:
    operation = finished(ready)
    assert (operation.completed, operation.url) == (True, None)


def finished(store: SimulatedStore) -> BulkOperation:
    """An export that has run to its end."""
    store.control.set_options(DOMAIN, bulk_seconds=0)
    gid = start_export(store.call)
    deadline = time.monotonic() + 10
    while (operation := read_operation(store.call, gid)).running:
        assert time.monotonic() < deadline, "the export does not end"
        time.sleep(0.02)
    return operation


def export(store: SimulatedStore, file: Path) -> dict[str, CatalogueProduct]:
    """The exported products by their ids."""
    operation = finished(store)
    assert operation.url
    download(store.http, operation.url, file)
    with read_export(file) as found:
        return {product.id: product for product in found.products()}
