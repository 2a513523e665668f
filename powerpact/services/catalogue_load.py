"""Writes an export that lies on this worker's disk, batch by batch, and closes its run."""

import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Text, column, exists, table, text
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore, ProductMap, RunState
from powerpact.services.catalogue_gone import mark_gone
from powerpact.services.catalogue_write import in_batches, write_products
from powerpact.services.platform import platform
from powerpact.services.runs import ClaimedRun, close_in, note
from powerpact.services.transactions import transaction
from powerpact.shopify.parsing.export import Export

_SEEN = table("seen_product", column("gid", Text))
# Seconds. Zero would not do: gevent comes back from it before it looks at sockets and timers.
_TURN_OF_OTHERS = 0.001
_WORK_AT_A_TIME = 0.02
_KINDS_TOLD = 5
_NOTHING_YET = {"loaded": 0, "new": 0, "changed": 0, "unreadable": 0, "complaint": ""}


class Pulse:
    """Called again and again during long work: renews the run's lease, and lets others work.

    ``every`` is in seconds, a sixth of a lease without it. Raises ClaimLost when another worker
    has the run.
    """

    def __init__(self, run: ClaimedRun, message: str, every: float | None = None) -> None:
        self._run = run
        self._message = message
        self._interval = platform().settings.lease_seconds / 6 if every is None else every
        self._worked_since = time.monotonic()
        self._due = self._worked_since + self._interval

    def __call__(self) -> None:
        if time.monotonic() - self._worked_since >= _WORK_AT_A_TIME:
            time.sleep(_TURN_OF_OTHERS)
            self._worked_since = time.monotonic()
        if time.monotonic() >= self._due:
            with transaction() as session:
                note(session, self._run, message=self._message)
            self._due = time.monotonic() + self._interval


def write_export(run: ClaimedRun, export: Export) -> None:
    """Write batch by batch, each with its progress, going on where an earlier worker stopped.

    A product that cannot be read is left out and counted as failed; it is not gone.
    """
    before = {**_NOTHING_YET, **run.progress}
    progress = dict(before)
    for batch in in_batches(export.products(skip=before["loaded"])):
        with transaction() as session:
            partner = session.get_one(PartnerStore, run.store_id)
            written = write_products(session, partner, batch)
            progress["new"] += written.new
            progress["changed"] += written.changed
            _note(session, run, export, before, progress)
        time.sleep(_TURN_OF_OTHERS)
    _finish(run, export, before, progress)


def _note(
    session: Session,
    run: ClaimedRun,
    export: Export,
    before: Mapping[str, Any],
    progress: dict[str, Any],
) -> None:
    progress["loaded"] = export.passed
    progress["unreadable"] = before["unreadable"] + export.unreadable
    progress["complaint"] = before["complaint"] or export.complaint
    note(
        session,
        run,
        total=export.total,
        done=progress["loaded"] - progress["unreadable"],
        failed=progress["unreadable"],
        progress=dict(progress),
        message="writing the catalogue",
    )


def _finish(
    run: ClaimedRun, export: Export, before: Mapping[str, Any], progress: dict[str, Any]
) -> None:
    """What the export does not show is gone, unless it came up after the export had begun."""
    started_at = datetime.fromisoformat(progress["started_at"])
    with transaction() as session:
        _note(session, run, export, before, progress)
        _keep_seen(session, export.gids())
        gone = mark_gone(
            session,
            ProductMap.partner_id == run.store_id,
            ~exists().where(_SEEN.c.gid == ProductMap.partner_product_id),
            ProductMap.created_at < started_at,
        )
        session.get_one(PartnerStore, run.store_id).catalogue_read_at = started_at
        close_in(session, run, RunState.FINISHED, _told(export, progress, len(gone)))


def _keep_seen(session: Session, gids: Iterable[str]) -> None:
    """The ids in a table of this transaction: however many they are, we hold none of them."""
    session.execute(text("CREATE TEMPORARY TABLE seen_product (gid text) ON COMMIT DROP"))
    cursor = session.connection().connection.cursor()
    with cursor.copy("COPY seen_product FROM STDIN") as copy:
        for gid in gids:
            copy.write_row((gid,))


def _told(export: Export, progress: Mapping[str, Any], gone: int) -> str:
    """What came of it, in a sentence; what was left out is said by kind and number."""
    counts = f"{progress['new']} new, {progress['changed']} changed, {gone} gone"
    told = f"{export.total - progress['unreadable']} products read: {counts}"
    if progress["unreadable"]:
        told += f"; {progress['unreadable']} could not be read ({progress['complaint']})"
    if export.left_out:
        most = export.left_out.most_common(_KINDS_TOLD)
        kinds = ", ".join(f"{count} of {kind}" for kind, count in most)
        told += f"; lines of kinds that we do not know were left out: {kinds}"
    return told
