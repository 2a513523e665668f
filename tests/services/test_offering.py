"""What a partner offers: at Bubbly, among staff's decisions, and among what comes in new."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import Curation, SyncState
from powerpact.errors import Refused
from powerpact.models import AuditEvent, PartnerStore, ProductMap, RunState, Source, SyncRun
from powerpact.services.audit import Actor
from powerpact.services.bulk.start import start_bulk_action
from powerpact.services.bulk.work import work_bulk_actions
from powerpact.services.curation import NOT_OFFERED, approve, pause, resume
from powerpact.services.listing import sync_listing
from powerpact.services.listing_overrides import set_overrides
from powerpact.services.offering import offer, withdraw
from powerpact.services.product_mapping import SeenProduct, map_to_existing
from powerpact.services.selections.table import Selection
from tests.factories import PartnerStoreFactory, ProductMapFactory, VariantMapFactory
from tests.services.catalogue_readings import LATER, product
from tests.services.marketplace import ANA, Shop, map_row, read_in, set_store
from tests.services.selling import Seller, part_of, push

KIM = Actor("kiln.myshopify.com user 7", Source.DASHBOARD)


@pytest.fixture
def listed(bubbly: Shop, kiln: Shop) -> int:
    """A product on sale at Bubbly, with a title of staff's own."""
    map_id = read_in(kiln.id, product(1))
    approve([map_id], ANA)
    set_overrides(map_id, {"title": "Our mug"}, ANA)
    assert sync_listing(map_id) is SyncState.SYNCED
    return map_id


def status_at(bubbly: Shop, map_id: int) -> ProductStatus:
    return bubbly.product(map_row(map_id).bubbly_product_id or "").status


def test_a_withdrawn_product_comes_off_sale_and_back_as_staff_left_it(
    bubbly: Shop, listed: int
) -> None:
    assert withdraw([listed], KIM).follow_up.listings == (listed,)
    assert sync_listing(listed) is SyncState.SYNCED
    assert status_at(bubbly, listed) is ProductStatus.DRAFT
    assert map_row(listed).curation is Curation.APPROVED

    assert offer([listed], KIM).follow_up.listings == (listed,)
    assert sync_listing(listed) is SyncState.SYNCED
    back = bubbly.product(map_row(listed).bubbly_product_id or "")
    assert (back.status, back.title) == (ProductStatus.ACTIVE, "Our mug")
    assert bubbly.products() == 1


def test_what_bubbly_has_never_seen_is_taken_back_and_sent_once_it_is_offered(
    bubbly: Shop, kiln: Shop
) -> None:
    map_id = read_in(kiln.id, product(1))
    approve([map_id], ANA)
    assert withdraw([map_id], KIM).follow_up.listings == ()
    assert map_row(map_id).sync is SyncState.NEVER
    read_in(kiln.id, product(1, title="Cup", updated_at=LATER))
    assert sync_listing(map_id) is None
    assert offer([map_id], KIM).follow_up.listings == (map_id,)
    assert (sync_listing(map_id), bubbly.products()) == (SyncState.SYNCED, 1)


def test_a_part_that_was_placed_is_sent_although_its_product_is_withdrawn(potter: Seller) -> None:
    part_id = part_of(potter)
    withdraw([potter.variant.product_map_id], KIM)
    push(part_id)
    assert len(potter.orders()) == 1


def test_who_withdrew_what_is_kept(session: Session, listed: int) -> None:
    withdraw([listed], KIM)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "withdraw")).one()
    assert (event.actor, event.source) == (KIM.name, Source.DASHBOARD)
    assert (event.before, event.after) == ({"offered": True}, {"offered": False})


def test_what_stands_so_already_is_gone_or_is_none_is_left_with_the_reason(
    session: Session,
) -> None:
    on, gone = ProductMapFactory(), ProductMapFactory(sync=SyncState.GONE)
    done = offer([on.id, gone.id, 999_999], KIM)
    assert done.moved == ()
    assert done.left == {
        on.id: "it is offered already",
        gone.id: "it was deleted in your store",
        999_999: "there is no such product",
    }
    assert withdraw([on.id], KIM).moved == (on.id,)
    assert withdraw([on.id], KIM).left == {on.id: "it is not offered anyway"}


def test_staff_can_not_approve_or_resume_what_is_not_offered(session: Session) -> None:
    new = ProductMapFactory(offered=False, curation=Curation.PROPOSED, sync=SyncState.NEVER)
    paused = ProductMapFactory(offered=False, curation=Curation.PAUSED)
    assert approve([new.id], ANA).left == {new.id: NOT_OFFERED}
    assert resume([paused.id], ANA).left == {paused.id: NOT_OFFERED}


def test_staff_can_not_map_what_is_not_offered(session: Session) -> None:
    row = ProductMapFactory(offered=False, curation=Curation.PROPOSED, bubbly_product_id=None)
    variant = VariantMapFactory(product_map=row, bubbly_variant_id=None)
    seen = SeenProduct("gid://shopify/Product/5", frozenset({"gid://shopify/ProductVariant/5"}))
    with pytest.raises(Refused, match="does not offer"):
        map_to_existing(
            row.id, seen, {variant.id: "gid://shopify/ProductVariant/5"}, ANA, seen=row.updated_at
        )


def test_a_product_that_staff_paused_stays_paused_when_it_is_offered_again(listed: int) -> None:
    pause([listed], ANA)
    withdraw([listed], KIM)
    offer([listed], KIM)
    assert map_row(listed).curation is Curation.PAUSED


def test_new_products_wait_for_a_partner_that_offers_them_one_by_one(
    bubbly: Shop, kiln: Shop
) -> None:
    set_store(kiln.id, auto_offer=False, auto_approve=True)
    map_id = read_in(kiln.id, product(1))
    row = map_row(map_id)
    assert (row.offered, row.curation, row.sync) == (False, Curation.PROPOSED, SyncState.NEVER)
    assert offer([map_id], KIM).follow_up.listings == (map_id,)
    assert map_row(map_id).curation is Curation.APPROVED


def test_the_rule_that_approves_says_so_when_a_product_is_offered(session: Session) -> None:
    partner: PartnerStore = PartnerStoreFactory(auto_approve=True)
    new = {"offered": False, "bubbly_product_id": None, "sync": SyncState.NEVER}
    proposed = ProductMapFactory(partner=partner, curation=Curation.PROPOSED, **new)
    rejected = ProductMapFactory(partner=partner, curation=Curation.REJECTED, **new)
    by_hand = ProductMapFactory(curation=Curation.PROPOSED, **new)
    assert offer([proposed.id, rejected.id, by_hand.id], KIM).follow_up.listings == (proposed.id,)
    approved = select(AuditEvent.actor, AuditEvent.subject_id).where(AuditEvent.action == "approve")
    assert session.execute(approved).all() == [("auto-approve", str(proposed.id))]


def test_what_a_partner_offers_stays_so_when_it_is_read_again(kiln: Shop) -> None:
    map_id = read_in(kiln.id, product(1))
    withdraw([map_id], KIM)
    read_in(kiln.id, product(1, title="Cup", updated_at=LATER))
    assert not map_row(map_id).offered


def test_all_that_match_are_withdrawn_by_a_run(
    session: Session, open_shop: Callable[..., Shop]
) -> None:
    partner: PartnerStore = PartnerStoreFactory()
    mine = [ProductMapFactory(partner=partner).id for _ in range(3)]
    ProductMapFactory()
    chosen = Selection({"partner": str(partner.id), "offered": "yes"})
    run_id = start_bulk_action(withdraw, chosen, KIM, title="Withdraw", once="1")
    list(work_bulk_actions())
    withdrawn = select(ProductMap.id).where(~ProductMap.offered).order_by(ProductMap.id)
    assert session.scalars(withdrawn).all() == mine
    run = session.get_one(SyncRun, run_id, populate_existing=True)
    assert (run.state, run.done) == (RunState.FINISHED, 3)
