"""Runs: how far they are, what they could not do, stopping and resuming them."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from powerpact.models import RunFailure, RunKind, RunState, SyncRun, utc_now
from powerpact.permissions import Role
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import SyncRunFactory

RUN = {"kind": RunKind.BULK_ACTION, "title": "Retry: State: Failed", "store": None}


def run_of(session: Session, **values: object) -> int:
    run: SyncRun = SyncRunFactory(**{**RUN, "next_step_at": utc_now(), **values})
    session.commit()
    return run.id


def page(client: FlaskClient, run_id: int) -> str:
    return client.get(f"/console/sync_runs/details/?id={run_id}").text


def test_an_open_run_is_followed_and_a_finished_one_is_not(
    admin: FlaskClient, session: Session
) -> None:
    busy = run_of(session, state=RunState.RUNNING, total=10, done=3, failed=1)
    over = run_of(session, state=RunState.FINISHED, total=10, done=10, next_step_at=None)
    assert f'data-follow="/console/sync_runs/progress/?id={busy}"' in page(admin, busy)
    assert "data-follow" not in page(admin, over)
    fragment = admin.get(f"/console/sync_runs/progress/?id={busy}").text
    assert '<progress class="wide" max="10" value="4"' in fragment
    assert "<html" not in fragment


def test_what_could_not_be_done_is_listed_with_a_link(admin: FlaskClient, session: Session) -> None:
    run_id = run_of(session, state=RunState.FINISHED, total=1, failed=1)
    why = "it is cancelled, so there is nothing to retry"
    session.add(RunFailure(run_id=run_id, subject_type="order_sync", subject_id="17", what=why))
    session.commit()
    shown = page(admin, run_id)
    assert '<a href="/console/order_syncs/details/?id=17">Partner order 17</a>' in shown
    assert "It is cancelled, so there is nothing to retry." in shown


def test_a_run_is_stopped_and_resumed(browser: Browser, session: Session) -> None:
    mine = {"state": RunState.RUNNING, "asked_by": "operator@powerpact.test"}
    run_id, operator = run_of(session, **mine), browser(Role.OPERATOR)
    asked = act(operator, "/console/sync_runs/act/stop/", only=run_id)
    assert "What is done stays done" in text_of(asked)
    act(operator, "/console/sync_runs/act/stop/", ids=run_id, confirmed="yes")
    session.expire_all()
    assert session.get_one(SyncRun, run_id).state is RunState.STOPPED
    act(operator, "/console/sync_runs/act/resume/", only=run_id)
    session.expire_all()
    assert session.get_one(SyncRun, run_id).state is RunState.QUEUED


def test_a_second_open_import_of_the_same_store_is_refused(
    admin: FlaskClient, session: Session
) -> None:
    stopped = SyncRunFactory(kind=RunKind.CATALOGUE_IMPORT, state=RunState.STOPPED)
    SyncRunFactory(kind=RunKind.CATALOGUE_IMPORT, state=RunState.QUEUED, store=stopped.store)
    act(admin, "/console/sync_runs/act/resume/", only=stopped.id)
    assert "another run of this kind is open" in text_of(admin.get("/console/"))


@pytest.mark.parametrize("bad", ["", "x", "0", "999"])
def test_progress_of_no_run_is_not_found(admin: FlaskClient, bad: str) -> None:
    assert admin.get(f"/console/sync_runs/progress/?id={bad}").status_code == 404
