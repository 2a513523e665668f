"""Few listings get messages of their own, very many a run."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from powerpact.domain.listing_way import POINTS_PER_LISTING, bulk_pays_from
from powerpact.models import BubblyStore, RunKind, RunState, StoreState, utc_now
from powerpact.services.follow_up import NOTHING
from powerpact.services.listing_way import next_listings
from powerpact.services.runs import claim_run, open_run
from tests.factories import BubblyStoreFactory, PartnerStoreFactory, SyncRunFactory
from tests.services.counting import counted_statements
from tests.services.marketplace import run_row, set_store
from tests.services.test_listing_queue import queued

STANDARD = bulk_pays_from(POINTS_PER_LISTING, 100.0) or 0


@pytest.fixture
def bubbly_id(session: Session) -> int:
    store = BubblyStoreFactory(plan="Basic")
    return int(store.id)


@pytest.fixture
def partner_id(session: Session) -> int:
    return int(PartnerStoreFactory().id)


def test_fewer_than_pay_in_bulk_go_one_by_one(
    session: Session, bubbly_id: int, partner_id: int
) -> None:
    queued(session, partner_id, STANDARD - 1)
    given = next_listings(1000)
    assert (len(given.listings), given.runs) == (STANDARD - 1, ())


def test_as_many_as_pay_go_in_bulk_and_none_by_message(
    session: Session, bubbly_id: int, partner_id: int
) -> None:
    queued(session, partner_id, STANDARD)
    given = next_listings(10)
    assert given.listings == ()
    [run_id] = given.runs
    run = run_row(run_id)
    assert (run.kind, run.store_id, run.state) == (
        RunKind.BULK_LISTING,
        bubbly_id,
        RunState.QUEUED,
    )
    assert next_listings(10).runs == (run_id,)


def test_a_better_plan_lists_as_many_one_by_one(
    session: Session, bubbly_id: int, partner_id: int
) -> None:
    set_store(bubbly_id, plan="Shopify Plus")
    queued(session, partner_id, STANDARD)
    assert len(next_listings(1000).listings) == STANDARD


def test_what_was_given_to_messages_is_not_decided_about_again(
    session: Session, bubbly_id: int, partner_id: int
) -> None:
    queued(session, partner_id, STANDARD - 1)
    next_listings(1000)
    other = int(PartnerStoreFactory().id)
    queued(session, other, 5)
    assert len(next_listings(1000).listings) == 5


def test_after_a_failed_bulk_listing_it_is_one_by_one_for_a_while(
    session: Session, bubbly_id: int, partner_id: int
) -> None:
    queued(session, partner_id, STANDARD + 10)
    failed = SyncRunFactory(
        kind=RunKind.BULK_LISTING,
        store=session.get_one(BubblyStore, bubbly_id),
        state=RunState.FAILED,
        finished_at=utc_now() - timedelta(minutes=5),
    )
    assert len(next_listings(10).listings) == 10
    failed.finished_at = utc_now() - timedelta(hours=1)
    session.commit()
    assert next_listings(10).runs != ()


def test_a_shopify_that_was_slow_in_bulk_gets_them_one_by_one_for_a_day(
    session: Session, bubbly_id: int, partner_id: int
) -> None:
    queued(session, partner_id, STANDARD + 10)
    began = utc_now() - timedelta(hours=3)
    slow = SyncRunFactory(
        kind=RunKind.BULK_LISTING,
        store=session.get_one(BubblyStore, bubbly_id),
        state=RunState.FINISHED,
        total=1000,
        started_at=began,
        finished_at=began + timedelta(seconds=1000),
    )
    assert len(next_listings(10).listings) == 10
    slow.total = 10  # too few to tell
    session.commit()
    assert next_listings(10).runs != ()


def test_nothing_goes_to_a_bubbly_that_does_not_answer(
    session: Session, bubbly_id: int, partner_id: int
) -> None:
    queued(session, partner_id, STANDARD)
    set_store(bubbly_id, rests_until=utc_now() + timedelta(minutes=1))
    assert next_listings(10) == NOTHING
    set_store(bubbly_id, rests_until=None, state=StoreState.RECONNECT_NEEDED)
    assert next_listings(10) == NOTHING


def test_without_a_bubbly_nothing_is_listed(session: Session, partner_id: int) -> None:
    queued(session, partner_id, 3)
    assert next_listings(10) == NOTHING


def test_deciding_costs_as_much_for_many_as_for_few(
    session: Session, bubbly_id: int, partner_id: int
) -> None:
    counts = []
    for count in (1, 100):
        queued(session, partner_id if count == 1 else int(PartnerStoreFactory().id), count)
        with counted_statements() as sent:
            next_listings(1000)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_a_run_in_hand_is_given_out_and_not_taken_twice(
    session: Session, bubbly_id: int, partner_id: int
) -> None:
    run_id = open_run(bubbly_id, RunKind.BULK_LISTING)
    assert claim_run(run_id) is not None
    queued(session, partner_id, STANDARD)
    assert next_listings(10).runs == (run_id,)
    assert claim_run(run_id) is None
