"""``powerpact catalogue``: reading partners' catalogues."""

import time

import click
from flask.cli import with_appcontext

from powerpact.errors import Refused
from powerpact.models import RunState
from powerpact.services.catalogue_import import request_changes, request_import
from powerpact.services.run_progress import RunProgress, run_progress
from powerpact.services.store_terms import partner_id_of
from powerpact.tasks.base import publish
from powerpact.tasks.publishing import ADVANCE_RUN

catalogue = click.Group("catalogue", help="Reading the partners' catalogues.")
LOOK_EVERY = 1.0


@catalogue.command("import")
@click.argument("code")
@click.option("--changes", is_flag=True, help="Only what changed since the last time.")
@click.option("--wait/--no-wait", default=False, help="Stay and show the progress.")
@with_appcontext
def import_catalogue(code: str, changes: bool, wait: bool) -> None:
    """Read the catalogue of the partner CODE; a worker does it."""
    partner_id = partner_id_of(code)
    run_id = request_changes(partner_id) if changes else request_import(partner_id)
    publish(ADVANCE_RUN, run_id)
    click.echo(f"Run {run_id} reads the catalogue of {code}.")
    if wait:
        _watch(run_id)


def _watch(run_id: int) -> None:
    """Show the run until it ends."""
    shown: RunProgress | None = None
    while True:
        progress = run_progress(run_id)
        if progress != shown:
            of = f" of {progress.total}" if progress.total is not None else ""
            click.echo(f"{progress.state.value}: {progress.done}{of} done. {progress.message}")
            shown = progress
        if progress.state is RunState.FAILED:
            raise Refused(f"run {run_id} failed: {progress.message}")
        if progress.is_over:
            return
        time.sleep(LOOK_EVERY)
