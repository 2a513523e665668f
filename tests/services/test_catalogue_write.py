"""What reading a partner's catalogue does to the rows, without any Shopify."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import CatalogueProduct, Image, ProductStatus
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import AuditEvent, PartnerStore, ProductMap, VariantMap, utc_now
from powerpact.services.catalogue_gone import mark_gone
from powerpact.services.catalogue_write import Written, in_batches, write_products
from powerpact.services.transactions import transaction
from tests.factories import PartnerStoreFactory
from tests.services.catalogue_readings import LATER, MONDAY, product, variant
from tests.services.counting import counted_statements


@pytest.fixture
def partner(session: Session) -> PartnerStore:
    return PartnerStoreFactory(code="kiln")


def write(partner: PartnerStore, *products: CatalogueProduct) -> Written:
    with transaction() as session:
        return write_products(session, session.get_one(PartnerStore, partner.id), products)


def only_map(session: Session) -> ProductMap:
    return session.scalars(select(ProductMap).execution_options(populate_existing=True)).one()


def stand(session: Session, curation: Curation, sync: SyncState, listed: bool = True) -> None:
    """Bring the only product map into a state."""
    row = only_map(session)
    row.curation, row.sync = curation, sync
    row.bubbly_product_id = "gid://shopify/Product/900" if listed else None
    row.next_sync_at = None
    session.commit()


def versions(session: Session) -> Sequence[object]:
    """Which version of each row stands: it moves with every write, even of equal values."""
    maps = session.execute(text("SELECT id, xmin::text FROM product_map ORDER BY id")).all()
    variants = session.execute(text("SELECT id, xmin::text FROM variant_map ORDER BY id")).all()
    session.rollback()
    return [*maps, *variants]


def test_a_new_product_is_proposed_with_all_its_variants(
    session: Session, partner: PartnerStore
) -> None:
    assert write(partner, product(7)) == Written(new=1, changed=0, unchanged=0)
    row = only_map(session)
    assert (row.curation, row.sync, row.next_sync_at) == (Curation.PROPOSED, SyncState.NEVER, None)
    assert (row.partner_ref, row.title, row.tags) == ("kiln-7", "Mug 7", ["clay"])
    assert [(v.sku, v.quantity) for v in row.variants] == [("SKU-70001", 5), ("SKU-70002", 5)]


def test_auto_approve_queues_a_new_product_at_once_and_says_so(
    session: Session, partner: PartnerStore
) -> None:
    partner.auto_approve = True
    session.commit()
    write(partner, product(7))
    row = only_map(session)
    assert (row.curation, row.sync) == (Curation.APPROVED, SyncState.QUEUED)
    assert row.next_sync_at is not None
    assert row.next_sync_at <= utc_now()
    audited = session.scalars(select(AuditEvent)).one()
    assert (audited.action, audited.subject_id) == ("approve", str(row.id))


def test_the_same_reading_again_writes_nothing(session: Session, partner: PartnerStore) -> None:
    write(partner, product(1), product(2))
    before = versions(session)
    assert write(partner, product(1), product(2)) == Written(new=0, changed=0, unchanged=2)
    assert versions(session) == before


@pytest.mark.parametrize(
    "changed",
    [
        product(1, title="Cup", updated_at=LATER),
        product(1, status=ProductStatus.DRAFT, updated_at=LATER),
        product(1, images=(), updated_at=LATER),
        product(1, variants=3, updated_at=LATER),
        product(1, variants=1, updated_at=LATER),
    ],
    ids=["title", "status", "images", "more variants", "fewer variants"],
)
def test_an_approved_product_whose_content_changed_is_queued(
    session: Session, partner: PartnerStore, changed: CatalogueProduct
) -> None:
    write(partner, product(1))
    stand(session, Curation.APPROVED, SyncState.SYNCED)
    assert write(partner, changed).changed == 1
    assert only_map(session).sync is SyncState.QUEUED


def test_stock_is_noted_but_queues_nothing(session: Session, partner: PartnerStore) -> None:
    write(partner, product(1, variants=1))
    stand(session, Curation.APPROVED, SyncState.SYNCED)
    sold = replace(product(1, updated_at=LATER), variants=(variant(1, quantity=4),))
    sold = replace(sold, options=product(1, variants=1).options)
    assert write(partner, sold).changed == 0
    row = only_map(session)
    assert (row.sync, row.variants[0].quantity) == (SyncState.SYNCED, 4)


@pytest.mark.parametrize("curation", [Curation.PROPOSED, Curation.REJECTED, Curation.PAUSED])
def test_a_change_moves_nothing_that_staff_do_not_want_sold(
    session: Session, partner: PartnerStore, curation: Curation
) -> None:
    write(partner, product(1))
    stand(session, curation, SyncState.SYNCED)
    write(partner, product(1, title="Cup", updated_at=LATER))
    row = only_map(session)
    assert (row.curation, row.sync, row.title) == (curation, SyncState.SYNCED, "Cup")


def test_a_change_leaves_a_listing_in_another_workers_hand_alone(
    session: Session, partner: PartnerStore
) -> None:
    write(partner, product(1))
    stand(session, Curation.APPROVED, SyncState.SYNCING)
    write(partner, product(1, title="Cup", updated_at=LATER))
    assert only_map(session).sync is SyncState.SYNCING


def test_a_removed_variant_keeps_its_row_until_it_is_back(
    session: Session, partner: PartnerStore
) -> None:
    write(partner, product(1))
    write(partner, product(1, variants=1, updated_at=LATER))
    assert [v.removed_at is None for v in only_map(session).variants] == [True, False]
    write(partner, product(1, updated_at=LATER))
    assert [v.removed_at is None for v in only_map(session).variants] == [True, True]


def test_an_older_reading_changes_nothing(session: Session, partner: PartnerStore) -> None:
    write(partner, product(1, title="Newest", updated_at=LATER))
    before = versions(session)
    write(partner, product(1, title="Older", updated_at=MONDAY))
    assert versions(session) == before


def test_readings_in_any_order_end_with_the_newest(session: Session, partner: PartnerStore) -> None:
    moments = [MONDAY + timedelta(hours=hour) for hour in range(3)]
    for number, order in enumerate(permutations(range(3)), start=1):
        for hour in order:
            reading = product(number, variants=hour + 1, title=f"Hour {hour}")
            write(partner, replace(reading, updated_at=moments[hour]))
    rows = session.scalars(select(ProductMap)).all()
    live = [[v for v in row.variants if not v.removed_at] for row in rows]
    assert [(row.title, len(left)) for row, left in zip(rows, live, strict=True)] == [
        ("Hour 2", 3)
    ] * 6


def test_products_of_two_partners_do_not_meet(session: Session, partner: PartnerStore) -> None:
    other = PartnerStoreFactory(code="fell")
    theirs = replace(product(1), variants=(variant(2),))
    write(partner, product(1))
    write(other, theirs)
    refs = set(session.scalars(select(ProductMap.partner_ref)))
    assert refs == {"kiln-1", "fell-1"}


def gone(partner: PartnerStore, deleted: bool = False) -> tuple[int, ...]:
    with transaction() as session:
        when = utc_now() if deleted else None
        return mark_gone(session, ProductMap.partner_id == partner.id, deleted_at=when)


def test_a_product_that_was_never_listed_is_gone_at_once(
    session: Session, partner: PartnerStore
) -> None:
    write(partner, product(1))
    assert len(gone(partner)) == 1
    assert only_map(session).sync is SyncState.GONE
    assert gone(partner) == ()


def test_a_listed_product_that_is_gone_comes_off_sale_first(
    session: Session, partner: PartnerStore
) -> None:
    write(partner, product(1))
    stand(session, Curation.APPROVED, SyncState.SYNCED)
    gone(partner)
    row = only_map(session)
    assert row.sync is SyncState.QUEUED
    assert all(v.removed_at for v in row.variants)


@pytest.mark.parametrize(
    ("curation", "listed", "sync"),
    [
        (Curation.APPROVED, True, SyncState.QUEUED),
        (Curation.PAUSED, True, SyncState.QUEUED),
        (Curation.PROPOSED, False, SyncState.NEVER),
    ],
)
def test_a_product_that_is_back_stands_where_it_stood(
    session: Session, partner: PartnerStore, curation: Curation, listed: bool, sync: SyncState
) -> None:
    write(partner, product(1))
    gone(partner)
    stand(session, curation, SyncState.GONE, listed)
    write(partner, product(1))
    assert only_map(session).sync is sync


def test_a_deleted_product_is_not_brought_back_by_an_older_export(
    session: Session, partner: PartnerStore
) -> None:
    write(partner, product(1))
    gone(partner, deleted=True)
    write(partner, product(1, title="From the export", updated_at=LATER))
    row = only_map(session)
    assert (row.sync, row.title) == (SyncState.GONE, "Mug 1")


def stated(partner: PartnerStore, products: Sequence[CatalogueProduct]) -> int:
    """How many statements it takes to write these."""
    with counted_statements() as statements:
        write(partner, *products)
    return len(statements)


@pytest.mark.parametrize("auto_approve", [True, False])
def test_as_many_statements_write_a_page_of_10_as_of_100_products(
    session: Session, partner: PartnerStore, auto_approve: bool
) -> None:
    partner.auto_approve = auto_approve
    session.commit()
    pages = [[product(number) for number in page] for page in (range(1, 11), range(11, 111))]
    changed = [
        [
            replace(product(int(each.id.rpartition("/")[2]), variants=1), updated_at=LATER)
            for each in page
        ]
        for page in pages
    ]
    new_few, new_many = (stated(partner, page) for page in pages)
    same_few, same_many = (stated(partner, page) for page in pages)
    changed_few, changed_many = (stated(partner, page) for page in changed)
    assert (new_few, same_few, changed_few) == (new_many, same_many, changed_many)
    assert same_many <= 3
    assert changed_many <= 12
    assert session.query(VariantMap).filter(VariantMap.removed_at.is_(None)).count() == 110


def test_a_product_with_2048_variants_is_written_and_one_change_moves_one_row(
    session: Session, partner: PartnerStore
) -> None:
    large = product(1, variants=2048)
    write(partner, large)
    assert len(only_map(session).variants) == 2048
    before = set(versions(session))
    sold = replace(large.variants[7], quantity=1)
    after = replace(
        large, variants=(*large.variants[:7], sold, *large.variants[8:]), updated_at=LATER
    )
    assert write(partner, after) == Written(new=0, changed=0, unchanged=1)
    assert len(set(versions(session)) - before) == 2  # the product's own row, and one variant


def test_text_that_json_escapes_arrives_as_it_was(session: Session, partner: PartnerStore) -> None:
    odd = "\\ \" ' {} [] \t \u2028 \U0001f600 %s :x $1"
    write(partner, product(1, title=odd, tags=(odd,), images=(Image(odd, odd),)))
    row = only_map(session)
    assert (row.title, row.tags, row.images) == (odd, [odd], [{"url": odd, "alt": odd}])
    assert write(partner, product(1, title=odd, tags=(odd,), images=(Image(odd, odd),))).new == 0


def test_batches_end_at_many_products_or_many_variants() -> None:
    small = [len(batch) for batch in in_batches(product(n, 1) for n in range(450))]
    large = [len(batch) for batch in in_batches(product(n, 300) for n in range(9))]
    assert (small, large) == ([200, 200, 50], [4, 4, 1])
