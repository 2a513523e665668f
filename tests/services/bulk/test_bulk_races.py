"""Runs over many rows while workers, people and other runs are busy with the same rows."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import AuditEvent, OrderSync, RunState, Source, SyncRun
from powerpact.services.audit import Actor
from powerpact.services.bulk.start import start_bulk_action
from powerpact.services.bulk.steering import resume, stop
from powerpact.services.bulk.work import advance_bulk_action
from powerpact.services.order_claim import claim_parts
from powerpact.services.order_retry import retry
from powerpact.services.order_steering import hold, release
from powerpact.services.selections.table import Selection
from powerpact.services.store_steering import pause as pause_store
from powerpact.services.store_steering import resume as resume_store
from powerpact.services.transactions import transaction
from tests.factories import OrderSyncFactory, PartnerStoreFactory
from tests.services.locking import wait_for_a_lock

ANA = Actor("ana@bubbly.test", Source.COMMAND_LINE)
FAILED = {"state": OrderState.FAILED, "cause_code": "rejected"}
Aside = Callable[..., "Future[Any]"]


@pytest.fixture
def aside(app: Flask) -> Iterator[Aside]:
    """Does something in a thread of its own, as another worker or person would."""
    with ThreadPoolExecutor(5) as pool:

        def start(work: Callable[..., Any], *args: Any) -> "Future[Any]":
            def run() -> Any:
                with app.app_context():
                    return work(*args)

            return pool.submit(run)

        yield start


def failed_run(session: Session, count: int) -> int:
    """A run that retries so many failed parts."""
    OrderSyncFactory.create_batch(count, **FAILED)
    session.commit()
    return start_bulk_action(retry, Selection({"state": "failed"}), ANA, title="", once="a form")


def test_of_workers_that_wake_for_one_run_at_once_one_does_it(
    session: Session, aside: Aside
) -> None:
    run_id = failed_run(session, 40)
    woken = [aside(advance_bulk_action, run_id) for _ in range(4)]
    due = [len(each.result(timeout=20).order_syncs) for each in woken]
    assert sorted(due) == [0, 0, 0, 40]
    run = session.get_one(SyncRun, run_id)
    assert (run.state, run.done, run.failed) == (RunState.FINISHED, 40, 0)


def test_a_batch_that_is_stopped_in_its_middle_leaves_nothing_half_done(
    session: Session, aside: Aside
) -> None:
    run_id = failed_run(session, 3)
    last = session.scalars(select(func.max(OrderSync.id))).one()
    with transaction() as ours:
        ours.execute(select(OrderSync.id).where(OrderSync.id == last).with_for_update())
        batch = aside(advance_bulk_action, run_id)
        wait_for_a_lock(ours)
        assert aside(stop, [run_id], ANA).result(timeout=5).moved == (run_id,)
        ours.commit()
    assert batch.result(timeout=5).order_syncs == ()
    session.expire_all()
    assert set(session.scalars(select(OrderSync.state))) == {OrderState.FAILED}
    resumed = [aside(resume, [run_id], ANA) for _ in range(2)]
    assert sorted(len(each.result(timeout=5).moved) for each in resumed) == [0, 1]
    assert len(advance_bulk_action(run_id).order_syncs) == 3
    retried = select(func.count()).where(AuditEvent.action == "retry")
    assert session.scalars(retried).one() == 3


def test_claims_holds_and_pauses_at_once_end_without_a_ring(session: Session, aside: Aside) -> None:
    partner = PartnerStoreFactory()
    OrderSyncFactory.create_batch(80, partner=partner)
    partner_id, ids = partner.id, list(session.scalars(select(OrderSync.id)))
    session.commit()

    def holding() -> None:
        for _ in range(6):
            hold(list(reversed(ids)), ANA)
            release(ids, ANA)

    def pausing() -> None:
        for _ in range(6):
            pause_store([partner_id], ANA)
            resume_store([partner_id], ANA)

    def claiming() -> list[int]:
        return [part.id for _ in range(6) for part in claim_parts(5)]

    others = [aside(work) for work in (holding, pausing, holding, pausing)]
    claimed = aside(claiming).result(timeout=30)
    for each in others:
        each.result(timeout=30)
    release(ids, ANA)
    session.expire_all()
    standing = dict(session.execute(select(OrderSync.id, OrderSync.state)).tuples().all())
    assert len(claimed) == len(set(claimed))
    assert {standing.pop(part_id) for part_id in claimed} <= {OrderState.SENDING}
    assert set(standing.values()) == {OrderState.PENDING}
