"""A listing becomes a product of Bubbly's own again."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.splitting import Destination, Why
from powerpact.domain.transitions import Curation, OrderState, SyncState
from powerpact.models import AuditEvent, BubblyOrderLine, OrderSync, ProductMap, VariantMap
from powerpact.services.curation import approve
from powerpact.services.deeds import Done
from powerpact.services.listing import sync_listing
from powerpact.services.order_intake import receive_order
from powerpact.services.product_unmapping import unmap
from tests.factories import ProductMapFactory, VariantMapFactory
from tests.services.catalogue_readings import LATER, product
from tests.services.marketplace import ANA, Shop, map_row, read_in, variants_of
from tests.services.orders import placed_line, placed_order
from tests.services.own_products import in_store
from tests.services.selling import part_row


@pytest.fixture
def listed(bubbly: Shop, kiln: Shop) -> int:
    """The map of a product of Kiln's that Bubbly sells."""
    map_id = read_in(kiln.id, product(1))
    approve([map_id], ANA)
    assert sync_listing(map_id) is SyncState.SYNCED
    return map_id


def stands(session: Session, map_id: int) -> ProductMap:
    session.expire_all()
    return session.get_one(ProductMap, map_id)


def test_the_product_stays_at_bubbly_and_is_ours_no_more(bubbly: Shop, listed: int) -> None:
    gid = map_row(listed).bubbly_product_id or ""
    before, writes = bubbly.product(gid), bubbly.received("productSet")
    assert unmap([listed], ANA) == Done(moved=(listed,))
    row = map_row(listed)
    assert (row.bubbly_product_id, row.curation, row.sync) == (
        None,
        Curation.REJECTED,
        SyncState.NEVER,
    )
    assert {v.bubbly_variant_id for v in row.variants} == {None}
    assert {v.bubbly_inventory_item_id for v in row.variants} == {None}
    assert (bubbly.product(gid), bubbly.received("productSet")) == (before, writes)


def test_an_approval_afterwards_makes_a_new_product(bubbly: Shop, listed: int) -> None:
    gid = map_row(listed).bubbly_product_id or ""
    before = bubbly.product(gid)
    unmap([listed], ANA)
    approve([listed], ANA)
    assert sync_listing(listed) is SyncState.SYNCED
    row = map_row(listed)
    assert row.bubbly_product_id not in {None, gid}
    assert bubbly.products() == 2
    old = bubbly.product(gid)
    assert old == before
    new = in_store(bubbly, row.bubbly_product_id or "")
    assert (new["handle"], list(new["custom_ids"].values())) == ("kiln-mug-1-2", ["kiln-1.2"])


def test_what_the_partner_changes_afterwards_reaches_nobody(
    bubbly: Shop, kiln: Shop, listed: int
) -> None:
    unmap([listed], ANA)
    read_in(kiln.id, product(1, title="Cup", updated_at=LATER))
    row = map_row(listed)
    assert (row.title, row.sync, row.partner_ref) == ("Cup", SyncState.NEVER, "kiln-1.2")
    assert sync_listing(listed) is None


@pytest.mark.parametrize(
    ("vendor", "destination", "why"),
    [
        ("Bubbly", Destination.BUBBLY, Why.OWN_PRODUCT),
        ("Kiln", Destination.UNROUTED, Why.VARIANT_NOT_MAPPED),
    ],
)
def test_orders_for_the_old_product_do_not_go_to_the_partner(
    session: Session, listed: int, vendor: str, destination: Destination, why: Why
) -> None:
    sold = variants_of(listed)[0]
    old = map_row(listed).bubbly_product_id
    unmap([listed], ANA)
    line = placed_line(1, sold, vendor=vendor, product_id=old)
    assert receive_order(placed_order(line)) == ()
    kept = session.scalars(select(BubblyOrderLine)).one()
    assert (kept.destination, kept.reason_code) == (destination, why.value)


def test_parts_that_were_made_are_not_touched(session: Session, listed: int) -> None:
    [part_id] = receive_order(placed_order(placed_line(1, variants_of(listed)[0])))
    unmap([listed], ANA)
    session.expire_all()
    part = session.get_one(OrderSync, part_id)
    assert (part.state, [line.quantity for line in part_row(part_id).lines]) == (
        OrderState.PENDING,
        [1],
    )


def test_it_is_written_down_with_what_it_was(session: Session, listed: int) -> None:
    gid = map_row(listed).bubbly_product_id
    unmap([listed], ANA)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "unmap")).one()
    assert (event.subject_id, event.actor) == (str(listed), ANA.name)
    assert event.before["bubbly_product_id"] == gid
    assert event.after["curation"] == "rejected"


def test_what_is_on_its_way_or_no_listing_is_left_with_the_reason(session: Session) -> None:
    sending = ProductMapFactory(sync=SyncState.SYNCING)
    unlisted = ProductMapFactory(bubbly_product_id=None, curation=Curation.PROPOSED)
    done = unmap([sending.id, unlisted.id, 987_654], ANA)
    assert done == Done(
        left={
            sending.id: "it is being sent to Bubbly now; try again in a minute",
            unlisted.id: "it is no Bubbly product, so there is nothing to unmap",
            987_654: "there is no such product",
        }
    )
    assert stands(session, sending.id).bubbly_product_id is not None
    assert stands(session, unlisted.id).curation is Curation.PROPOSED


def test_a_variant_that_was_mapped_alone_is_let_go_too(session: Session) -> None:
    alone = ProductMapFactory(bubbly_product_id=None, sync=SyncState.NEVER)
    variant = VariantMapFactory(product_map=alone, price=Decimal("1.00"))
    assert unmap([alone.id], ANA).moved == (alone.id,)
    session.expire_all()
    assert session.get_one(VariantMap, variant.id).bubbly_variant_id is None


def test_what_the_partner_deleted_stays_gone(session: Session) -> None:
    gone = ProductMapFactory(sync=SyncState.GONE)
    unmap([gone.id], ANA)
    assert stands(session, gone.id).sync is SyncState.GONE


def test_many_at_once_take_the_same_few_statements(session: Session) -> None:
    ids = [VariantMapFactory().product_map.id for _ in range(5)]
    assert set(unmap(ids, ANA).moved) == set(ids)
    refs = {stands(session, each).partner_ref for each in ids}
    assert len(refs) == 5
    assert all(ref.endswith(".2") for ref in refs)
