"""``powerpact catalogue``."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import Result
from flask import Flask

from powerpact.commands.catalogue import catalogue
from powerpact.errors import Refused
from powerpact.extensions import db
from powerpact.models import RunKind, RunState, SyncRun, utc_now
from tests.factories import PartnerStoreFactory


def _run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(catalogue, ["import", *arguments])


@pytest.mark.parametrize(
    ("options", "kind"),
    [((), RunKind.CATALOGUE_IMPORT), (("--changes",), RunKind.CATALOGUE_CHANGES)],
)
def test_an_import_is_asked_for(app: Flask, options: tuple[str, ...], kind: RunKind) -> None:
    with app.app_context():
        PartnerStoreFactory(code="fern", catalogue_read_at=utc_now())

    assert _run(app, "fern", *options).output == "Run 1 reads the catalogue of fern.\n"

    with app.app_context():
        run = db.session.query(SyncRun).one()
        assert (run.kind, run.state) == (kind, RunState.QUEUED)


def test_an_import_that_runs_already_is_not_doubled(app: Flask) -> None:
    with app.app_context():
        PartnerStoreFactory(code="fern")
    assert _run(app, "fern").output == _run(app, "fern").output
    with app.app_context():
        assert db.session.query(SyncRun).count() == 1


def end_run(app: Flask, state: RunState) -> None:
    """Work through the run as soon as it is there."""
    with app.app_context():
        while not (runs := db.session.query(SyncRun).all()):
            db.session.rollback()
        runs[0].state, runs[0].done, runs[0].message = state, 3, "the store closed its door"
        db.session.commit()


@pytest.mark.parametrize("state", [RunState.FINISHED, RunState.FAILED])
def test_who_waits_hears_how_the_run_ended(app: Flask, state: RunState) -> None:
    with app.app_context():
        PartnerStoreFactory(code="fern")
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(end_run, app, state)
        result = _run(app, "fern", "--wait")
        ended.result()
    assert f"{state.value}: 3 done. the store closed its door" in result.output
    assert isinstance(result.exception, Refused) == (state is RunState.FAILED)
