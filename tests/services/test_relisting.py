"""All listings of a partner queued anew: at once, or by a run where they are many."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from powerpact.domain.transitions import SyncState
from powerpact.models import ProductMap, RunState, SyncRun, Trade
from powerpact.services.bulk.of_partners import AT_ONCE
from powerpact.services.bulk.work import advance_bulk_action, work_bulk_actions
from powerpact.services.partner_settings import save_settings
from powerpact.services.relisting import relist
from powerpact.services.store_steering import resume, suspend
from powerpact.services.store_terms import set_terms
from tests.factories import PartnerStoreFactory, ProductMapFactory
from tests.services.arriving import OWNER
from tests.services.locking import wait_for_a_lock
from tests.services.marketplace import ANA, set_store

MANY = text(
    """
    INSERT INTO product_map (partner_id, partner_product_id, bubbly_product_id, partner_ref,
                             curation, sync, title, handle, status, partner_updated_at)
    SELECT :partner, 'gid://p/' || n, 'gid://b/' || n, 'ref/' || n, 'approved', 'synced',
           'Bowl', 'bowl', 'ACTIVE', now()
    FROM generate_series(1, :many) AS n
    """
)


@pytest.fixture
def large(session: Session) -> int:
    """The id of a partner with more listings than are queued at once."""
    partner_id = int(PartnerStoreFactory(name="Kiln").id)
    session.execute(MANY, {"partner": partner_id, "many": AT_ONCE + 1})
    session.commit()
    return partner_id


def states(session: Session) -> set[SyncState]:
    session.expire_all()
    return set(session.scalars(select(ProductMap.sync)))


def test_many_listings_come_off_sale_by_a_run_that_people_watch(
    session: Session, large: int
) -> None:
    done = suspend([large], ANA)
    run = session.scalars(select(SyncRun)).one()
    assert done.follow_up.bulk_actions == (run.id,)
    assert (run.title, run.asked_by) == ("Off sale: Kiln", ANA.name)
    assert states(session) == {SyncState.SYNCED}
    assert sum(len(left_due.listings) for left_due in work_bulk_actions()) == AT_ONCE + 1
    assert states(session) == {SyncState.QUEUED}
    session.refresh(run)
    assert (run.state, run.done, run.failed) == (RunState.FINISHED, AT_ONCE + 1, 0)


def test_who_is_resumed_before_the_run_came_round_stays_on_sale(
    session: Session, large: int
) -> None:
    new = ProductMapFactory(sync=SyncState.QUEUED, bubbly_product_id=None)
    new.partner_id = large
    session.commit()
    suspend([large], ANA)
    resume([large], ANA)
    list(work_bulk_actions())
    assert states(session) == {SyncState.QUEUED}


def test_new_terms_reach_many_listings_by_a_run(session: Session, large: int) -> None:
    due = set_terms(large, {"price_fixed": Decimal(1)}, ANA)
    assert due.bulk_actions
    assert session.scalars(select(SyncRun.title)).one() == "New terms: Kiln"


def test_new_terms_of_a_suspended_partner_send_nothing_new(session: Session) -> None:
    new = ProductMapFactory(sync=SyncState.NEVER, bubbly_product_id=None)
    partner_id = new.partner_id
    set_store(partner_id, trade=Trade.SUSPENDED)
    assert set_terms(partner_id, {"price_fixed": Decimal(1)}, ANA).listings == ()


def test_who_changes_their_mind_again_and_again_has_the_work_done_once(
    session: Session, large: int
) -> None:
    due = []
    for buffer in (1, 2, 3):
        due.append(save_settings(large, {"stock_buffer": buffer}, OWNER).bulk_actions)
        ProductMapFactory()
    due.append(save_settings(large, {"stock_buffer": 4}, OWNER).bulk_actions)
    assert due == [due[0]] * 4
    newest = session.scalar(select(func.max(ProductMap.id)))
    assert session.scalars(select(SyncRun)).one().progress["last"] == newest
    advance_bulk_action(due[0][0])
    (later,) = save_settings(large, {"stock_buffer": 5}, OWNER).bulk_actions
    assert later not in due[0], "what has begun did not see this change"
    assert len(session.scalars(select(SyncRun.id)).all()) == 2


def test_it_never_waits_in_a_ring_with_somebody_who_decides_about_the_same_products(
    app: Flask, session: Session
) -> None:
    listed = {"sync": SyncState.SYNCED, "bubbly_product_id": "gid://shopify/Product/1"}
    last = ProductMapFactory(partner_product_id="b", **listed)
    first = ProductMapFactory(partner_product_id="a", partner=last.partner)
    ids = [last.id, first.id]
    one = select(ProductMap.id).with_for_update(nowait=True)
    session.commit()

    def relist_both() -> object:
        with app.app_context():
            return relist(ids, ANA)

    with ThreadPoolExecutor(1) as pool:
        session.execute(one.where(ProductMap.id == ids[1]))
        other = pool.submit(relist_both)
        wait_for_a_lock(session)
        session.execute(one.where(ProductMap.id == ids[0]))  # it has not taken this one before
        session.commit()
        other.result(timeout=5)
