"""A product that Bubbly had already becomes a listing, on a real simulator."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import CatalogueProduct
from powerpact.domain.transitions import Curation, SyncState
from powerpact.errors import NotFound, Refused
from powerpact.models import AuditEvent, ProductMap, VariantMap
from powerpact.services.access import call_for
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.listing import sync_listing
from powerpact.services.listing_queue import due_count
from powerpact.services.product_mapping import SeenProduct, map_to_existing
from powerpact.services.product_unmapping import unmap
from powerpact.services.transactions import transaction
from tests.services.catalogue_readings import LATER, product
from tests.services.marketplace import ANA, Shop, map_row, read_in, set_store, variants_of
from tests.services.own_products import in_store, own_product, seen

OWN_ID = {"namespace": "till", "key": "number", "type": "id", "value": "T-77"}


@pytest.fixture
def mug(kiln: Shop, bubbly: Shop) -> int:
    """The map of a product of Kiln's in two sizes, which nobody has decided about."""
    return read_in(kiln.id, product(1))


def pairs_of(map_id: int, theirs: CatalogueProduct) -> dict[int, str]:
    """Our variants paired with Bubbly's of the same SKU."""
    by_sku = {variant.sku: variant.id for variant in theirs.variants}
    return {v.id: by_sku[v.sku] for v in variants_of(map_id) if v.sku in by_sku}


def adopt(
    map_id: int, theirs: SeenProduct, pairs: Mapping[int, str], **changes: object
) -> FollowUp:
    return map_to_existing(
        map_id, theirs, pairs, ANA, **({"seen": map_row(map_id).updated_at} | changes)
    )


def test_the_first_sync_changes_that_very_product_and_gives_it_our_custom_id(
    bubbly: Shop, mug: int
) -> None:
    theirs = own_product(bubbly)
    assert adopt(mug, seen(theirs), pairs_of(mug, theirs)) == FollowUp(listings=(mug,))
    assert map_row(mug).curation is Curation.APPROVED
    assert sync_listing(mug) is SyncState.SYNCED
    assert bubbly.products() == 1
    now = bubbly.product(theirs.id)
    assert (now.title, now.handle) == ("Mug 1", "our-mug")
    assert [v.id for v in now.variants] == [v.id for v in theirs.variants]
    held = in_store(bubbly, theirs.id)
    assert list(held["custom_ids"].values()) == ["kiln-1"]
    row = map_row(mug)
    assert (row.adopting, row.published, row.error) == (None, True, "")
    assert all(v.bubbly_inventory_item_id for v in row.variants)


def test_later_syncs_change_the_same_product(bubbly: Shop, kiln: Shop, mug: int) -> None:
    theirs = own_product(bubbly)
    adopt(mug, seen(theirs), pairs_of(mug, theirs))
    sync_listing(mug)
    read_in(kiln.id, product(1, title="Cup", updated_at=LATER))
    assert sync_listing(mug) is SyncState.SYNCED
    assert (bubbly.products(), bubbly.product(theirs.id).title) == (1, "Cup")


def test_bubblys_own_metafields_stay(bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly)
    own_id = {**OWN_ID, "ownerId": theirs.id}
    call_for(bubbly.id)("custom_id_set", {"metafields": [own_id]})
    adopt(mug, seen(theirs), pairs_of(mug, theirs))
    sync_listing(mug)
    assert set(in_store(bubbly, theirs.id)["custom_ids"].values()) == {"kiln-1", "T-77"}


def test_what_is_not_paired_is_deleted_and_made_as_staff_agreed(bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly, sizes=("Size 1", "Huge"), skus=("SKU-10001", "HUGE"))
    adopt(mug, seen(theirs), pairs_of(mug, theirs))
    assert sync_listing(mug) is SyncState.SYNCED
    now = bubbly.product(theirs.id)
    assert [v.options for v in now.variants] == [(("Size", "Size 1"),), (("Size", "Size 2"),)]
    assert now.variants[0].id == theirs.variants[0].id
    with transaction() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "map_to_existing")
        ).one()
        assert event.after["to_be_deleted"] == [theirs.variants[1].id]


def test_a_variant_that_came_since_is_not_deleted(bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly)
    adopt(mug, seen(theirs), pairs_of(mug, theirs))
    now = own_product(
        bubbly, sizes=("Size 1", "Size 2", "Huge"), skus=("SKU-10001", "SKU-10002", "HUGE")
    )
    assert sync_listing(mug) is SyncState.FAILED
    assert bubbly.product(theirs.id) == now
    row = map_row(mug)
    assert row.error_code == "bubbly_variants_added"
    assert "got 1 variant since it was mapped" in row.error


def test_a_lost_answer_to_the_first_write_is_simply_written_again(bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly, sizes=("Size 1",), skus=("SKU-10001",))
    adopt(mug, seen(theirs), pairs_of(mug, theirs))
    bubbly.control.add_fault("answer_lost", shop=bubbly.domain, operation="productSet", count=1)
    assert sync_listing(mug) is SyncState.QUEUED
    assert len(bubbly.product(theirs.id).variants) == 2
    set_store(bubbly.id, rests_until=None, rest_count=0)
    assert sync_listing(mug) is SyncState.SYNCED
    assert (bubbly.products(), map_row(mug).adopting) == (1, None)


def test_a_product_that_is_gone_is_not_made_again(bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly)
    adopt(mug, seen(theirs), pairs_of(mug, theirs))
    bubbly.control.delete_product(bubbly.domain, theirs.id)
    assert sync_listing(mug) is SyncState.FAILED
    assert bubbly.products() == 0
    assert map_row(mug).error_code == "bubbly_product_gone"


def test_a_first_sync_never_goes_in_bulk(bubbly: Shop, mug: int, session: Session) -> None:
    theirs = own_product(bubbly)
    adopt(mug, seen(theirs), pairs_of(mug, theirs))
    assert due_count(session, 10) == 0


def test_a_bubbly_product_is_one_listing_only(bubbly: Shop, kiln: Shop, mug: int) -> None:
    theirs, other = own_product(bubbly), read_in(kiln.id, product(2))
    adopt(mug, seen(theirs), pairs_of(mug, theirs))
    [first, *_] = variants_of(other)
    with pytest.raises(Refused, match="is the listing of Mug 1 of Kiln"):
        adopt(other, seen(theirs), {first.id: theirs.variants[0].id})
    row = map_row(other)
    assert (row.bubbly_product_id, row.curation, row.sync) == (
        None,
        Curation.PROPOSED,
        SyncState.NEVER,
    )


def test_a_bubbly_variant_sells_one_partner_variant_only(
    bubbly: Shop, kiln: Shop, mug: int
) -> None:
    theirs, other = own_product(bubbly), read_in(kiln.id, product(2))
    taken = theirs.variants[0].id
    with transaction() as session:
        session.get_one(VariantMap, variants_of(other)[0].id).bubbly_variant_id = taken
    with pytest.raises(Refused, match="sells another partner variant already"):
        adopt(mug, seen(theirs), pairs_of(mug, theirs))
    assert map_row(mug).bubbly_product_id is None


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ({"bubbly_product_id": "gid://shopify/Product/1"}, "unmap it first"),
        ({"sync": SyncState.SYNCING}, "being sent to Bubbly now"),
    ],
)
def test_what_is_mapped_or_on_its_way_is_refused(
    bubbly: Shop, mug: int, spoil: dict[str, object], sentence: str
) -> None:
    theirs = own_product(bubbly)
    pairs = pairs_of(mug, theirs)
    with transaction() as session:
        row = session.get_one(ProductMap, mug)
        for name, value in spoil.items():
            setattr(row, name, value)
    with pytest.raises(Refused, match=sentence):
        adopt(mug, seen(theirs), pairs)


def test_a_form_from_before_a_change_is_refused(bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly)
    before = map_row(mug).updated_at - timedelta(seconds=1)
    with pytest.raises(Refused, match="changed meanwhile"):
        adopt(mug, seen(theirs), pairs_of(mug, theirs), seen=before)


Spoil = Callable[[dict[int, str]], dict[int, str]]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda _: {}, "no variant is paired"),
        (lambda pairs: dict.fromkeys(pairs, min(pairs.values())), "paired twice"),
        (lambda pairs: {min(pairs): "gid://shopify/ProductVariant/1"}, "not one of the Bubbly"),
        (lambda pairs: {987_654: min(pairs.values())}, "not one that the partner has"),
    ],
)
def test_pairs_of_nonsense_are_refused(bubbly: Shop, mug: int, spoil: Spoil, sentence: str) -> None:
    theirs = own_product(bubbly)
    with pytest.raises(Refused, match=sentence):
        adopt(mug, seen(theirs), spoil(pairs_of(mug, theirs)))
    assert map_row(mug).bubbly_product_id is None


def test_an_unknown_product_is_not_found(bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly)
    with pytest.raises(NotFound, match="no product 987654"):
        map_to_existing(987_654, seen(theirs), pairs_of(mug, theirs), ANA, LATER)


def test_a_product_that_was_unmapped_can_be_mapped_to_the_same_one_again(
    bubbly: Shop, mug: int
) -> None:
    theirs = own_product(bubbly)
    adopt(mug, seen(theirs), pairs_of(mug, theirs))
    sync_listing(mug)
    assert unmap([mug], ANA).follow_up == NOTHING
    now = bubbly.product(theirs.id)
    adopt(mug, seen(now), pairs_of(mug, now))
    assert sync_listing(mug) is SyncState.SYNCED
    assert bubbly.products() == 1
    assert list(in_store(bubbly, theirs.id)["custom_ids"].values()) == ["kiln-1.2"]
