"""A deed done to all rows that match: each once, none lost, whatever happens in between."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.admin.console import VIEWS
from powerpact.domain.transitions import OrderState
from powerpact.models import AuditEvent, OrderSync, RunFailure, RunState, Source, SyncRun, utc_now
from powerpact.permissions import Role
from powerpact.services.audit import Actor
from powerpact.services.bulk.deeds import DEEDS, TABLES
from powerpact.services.bulk.start import start_bulk_action
from powerpact.services.bulk.steering import resume, stop
from powerpact.services.bulk.work import BATCH, advance_bulk_action, work_bulk_actions
from powerpact.services.follow_up import together
from powerpact.services.order_retry import retry
from powerpact.services.order_steering import release
from powerpact.services.runs import claim_run
from powerpact.services.selections.table import Selection
from tests.factories import OrderSyncFactory, SyncRunFactory, UserFactory

ANA = Actor("ana@bubbly.test", Source.CONSOLE, "10.0.0.7")
FAILED = {"state": OrderState.FAILED, "cause_code": "rejected"}


def ask(selection: Selection, once: str = "a form") -> int:
    return start_bulk_action(retry, selection, ANA, title="Retry", once=once)


def failed_parts(session: Session, count: int) -> set[int]:
    """The ids of new parts that failed."""
    parts = OrderSyncFactory.create_batch(count, **FAILED)
    session.commit()
    return {part.id for part in parts}


def run_of(session: Session, run_id: int) -> SyncRun:
    session.expire_all()
    return session.get_one(SyncRun, run_id)


def states(session: Session) -> set[OrderState]:
    session.expire_all()
    return set(session.scalars(select(OrderSync.state)))


def test_every_matching_row_is_moved_and_the_others_are_not(session: Session) -> None:
    failed, held = failed_parts(session, 3), OrderSyncFactory(state=OrderState.HELD).id
    run_id = ask(Selection({"state": "failed"}))
    left_due = together(work_bulk_actions())
    assert set(left_due.order_syncs) == failed
    run = run_of(session, run_id)
    assert (run.state, run.total, run.done, run.failed) == (RunState.FINISHED, 3, 3, 0)
    assert session.get_one(OrderSync, held).state is OrderState.HELD


def test_the_same_form_sent_twice_makes_one_run(session: Session) -> None:
    failed_parts(session, 1)
    assert ask(Selection(), "once") == ask(Selection(), "once")
    assert ask(Selection(), "another") != ask(Selection(), "once")


def test_the_mark_of_a_form_stands_for_one_person_and_one_wish(session: Session) -> None:
    failed_parts(session, 1)
    runs = {
        start_bulk_action(deed, selection, actor, title="", once="a form")
        for deed in (retry, release)
        for selection in (Selection(), Selection({"state": "failed"}))
        for actor in (ANA, Actor("ben@bubbly.test", Source.CONSOLE))
    }
    assert len(runs) == 8


def test_a_filter_that_says_nothing_is_refused_before_there_is_a_run(session: Session) -> None:
    for filters in ({"state": "nonsense"}, {"partner": "1; drop"}, {"colour": "red"}):
        with pytest.raises(ValueError, match=r".+"):
            ask(Selection(filters))
    assert session.scalars(select(SyncRun)).all() == []


def test_rows_that_can_not_be_moved_are_listed_with_the_reason(session: Session) -> None:
    part_id = OrderSyncFactory(state=OrderState.CANCELLED).id
    run_id = ask(Selection())
    list(work_bulk_actions())
    failure = session.scalars(select(RunFailure)).one()
    assert (failure.run_id, failure.subject_type) == (run_id, "order_sync")
    assert failure.subject_id == str(part_id)
    assert failure.what == "it is cancelled, so there is nothing to retry"
    run = run_of(session, run_id)
    assert (run.done, run.failed, run.state) == (0, 1, RunState.FINISHED)


def test_what_came_after_the_asking_is_left_alone(session: Session) -> None:
    failed_parts(session, 1)
    run_id = ask(Selection({"state": "failed"}))
    later = OrderSyncFactory(**FAILED).id
    list(work_bulk_actions())
    assert session.get_one(OrderSync, later).state is OrderState.FAILED
    assert run_of(session, run_id).done == 1


def test_a_run_whose_worker_died_goes_on_and_does_nothing_twice(session: Session) -> None:
    failed_parts(session, BATCH + 1)
    run_id = ask(Selection({"state": "failed"}))
    advance_bulk_action(run_id)
    assert run_of(session, run_id).done == BATCH
    session.commit()
    assert claim_run(run_id, (run_of(session, run_id).kind,))  # a worker that dies right after
    session.execute(update(SyncRun).values(next_step_at=utc_now()))
    session.commit()
    list(work_bulk_actions())
    run = run_of(session, run_id)
    assert (run.state, run.total, run.done) == (RunState.FINISHED, BATCH + 1, BATCH + 1)
    audited = session.scalars(select(AuditEvent).where(AuditEvent.action == "retry")).all()
    assert len({event.subject_id for event in audited}) == len(audited) == BATCH + 1
    assert {event.address for event in audited} == {ANA.address}


def test_a_stopped_run_stands_still_until_it_is_resumed(session: Session) -> None:
    failed_parts(session, 2)
    run_id = ask(Selection({"state": "failed"}))
    assert stop([run_id], ANA).moved == (run_id,)
    list(work_bulk_actions())
    assert states(session) == {OrderState.FAILED}
    assert resume([run_id], ANA).follow_up.bulk_actions == (run_id,)
    list(work_bulk_actions())
    assert states(session) == {OrderState.PENDING}


def test_only_who_asked_for_it_and_admins_go_on_with_a_stopped_run(session: Session) -> None:
    failed_parts(session, 1)
    run_id, ben = ask(Selection()), UserFactory(role=Role.OPERATOR)
    by_ben = Actor(ben.email, Source.CONSOLE)
    stop([run_id], by_ben)
    left = resume([run_id], by_ben).left
    assert left[run_id].startswith("ana@bubbly.test asked for it")
    assert run_of(session, run_id).state is RunState.STOPPED
    by_admin = Actor(UserFactory(role=Role.ADMIN).email, Source.CONSOLE)
    assert resume([run_id], by_admin).moved == (run_id,)


def test_a_finished_run_is_not_stopped_and_says_so(session: Session) -> None:
    run_id = ask(Selection())
    list(work_bulk_actions())
    assert stop([run_id, 999], ANA).left == {run_id: "it is finished", 999: "there is no such run"}


def test_a_run_that_can_not_go_on_fails_and_says_why(session: Session) -> None:
    first = SyncRunFactory(state=RunState.FAILED)
    SyncRunFactory(state=RunState.QUEUED, store=first.store)
    run_id = start_bulk_action(
        resume, Selection({"state": "failed"}), ANA, title="Resume", once="a form"
    )
    advance_bulk_action(run_id)
    run = run_of(session, run_id)
    assert (run.state, run.done, run.next_step_at) == (RunState.FAILED, 0, None)
    assert run.message.startswith("Another run of this kind is open for the same store")


def test_every_action_on_many_rows_can_be_done_to_all_that_match() -> None:
    offered = {
        action.deed.key
        for view, *_rest in VIEWS
        for action in getattr(view, "row_actions", ())
        if action.in_bulk
    }
    assert offered <= DEEDS.keys()
    assert {key.partition(".")[0] for key in DEEDS} <= TABLES.keys()
