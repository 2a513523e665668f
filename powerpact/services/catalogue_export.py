"""The steps of a full import: start a bulk export, look at it, fetch its result."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

import structlog

from powerpact.errors import Refused, Unavailable
from powerpact.models import utc_now
from powerpact.services.access import Share, call_for
from powerpact.services.catalogue_load import Pulse, write_export
from powerpact.services.platform import platform
from powerpact.services.runs import ClaimedRun, put_down
from powerpact.shopify.bulk import BulkOperation, download, read_operation, start_export
from powerpact.shopify.parsing.export import CutShort, Export, read_export

log = structlog.get_logger(__name__)

# A file that is cut short comes whole when it is fetched again, or never.
_TRIES_WHEN_CUT_SHORT = 5
_OURS = "powerpact-export-"
_LEFT_BEHIND = 24 * 3600.0  # seconds; no export takes that long to read


def export_step(run: ClaimedRun) -> None:
    """Make the next step of a full import. Raises what Shopify's calls raise, and ClaimLost."""
    if "operation" in run.progress:
        _look(run)
    else:
        _start(run)


def _start(run: ClaimedRun) -> None:
    """A crash before the operation is noted only wastes an export: it changes nothing."""
    started_at = utc_now().isoformat()
    operation = start_export(call_for(run.store_id, Share.CATALOGUE))
    progress = {"operation": operation, "started_at": started_at}
    _look_again(run, "Shopify has started to export the catalogue", progress)


def _look(run: ClaimedRun) -> None:
    operation = read_operation(call_for(run.store_id, Share.CATALOGUE), run.progress["operation"])
    if operation.running:
        so_far = f"Shopify is exporting the catalogue: {operation.object_count} lines so far"
        _look_again(run, so_far, run.progress)
    elif operation.completed:
        _take_in(run, operation)
    else:
        why = operation.error_code or "no reason given"
        ended = f"Shopify ended the export as {operation.status} ({why})"
        unused = "; the part that it exported is not used" if operation.partial_url else ""
        raise Refused(f"{ended}{unused}; start the import again")


def _look_again(run: ClaimedRun, message: str, progress: Mapping[str, Any]) -> None:
    kept = {name: value for name, value in progress.items() if name != "tries"}
    put_down(run, platform().settings.bulk_poll_seconds, message, kept)


def _take_in(run: ClaimedRun, operation: BulkOperation) -> None:
    """Read and write the result; an export without one is an empty catalogue (facts 3.2)."""
    watch = [time.monotonic()]
    try:
        with _own_folder() as folder:
            file = folder / "catalogue.jsonl"
            _fetch(run, operation, file)
            watch.append(time.monotonic())
            with read_export(file, Pulse(run, "sorting the catalogue's lines")) as export:
                watch.append(time.monotonic())
                _refuse_part(export, operation)
                write_export(run, export)
    except CutShort as problem:
        if run.progress.get("tries", 0) + 1 < _TRIES_WHEN_CUT_SHORT:
            raise
        raise Refused(f"{problem}, time and again; start the import again") from problem
    took = [round(later - sooner, 2) for sooner, later in pairwise([*watch, time.monotonic()])]
    seconds = dict(zip(("fetched", "sorted", "written"), took, strict=True))
    log.info("catalogue_imported", run=run.id, products=export.total, seconds=seconds)


@contextmanager
def _own_folder() -> Iterator[Path]:
    """A folder of this worker's own, gone with all that is in it at the end of the block."""
    _sweep()
    try:
        folder = TemporaryDirectory(prefix=_OURS)
    except OSError as problem:
        raise Unavailable(f"this machine's disk takes no folder: {problem.strerror}") from problem
    with folder as name:
        yield Path(name)


def _sweep() -> None:
    """Remove what workers left that were killed."""
    for folder in Path(gettempdir()).glob(f"{_OURS}*"):
        with suppress(OSError):  # another worker was quicker
            if time.time() - folder.stat().st_mtime > _LEFT_BEHIND:
                rmtree(folder)


def _fetch(run: ClaimedRun, operation: BulkOperation, file: Path) -> None:
    if operation.url is None:
        file.touch()
    else:
        download(platform().http, operation.url, file, Pulse(run, "fetching the catalogue"))


def _refuse_part(export: Export, operation: BulkOperation) -> None:
    """A file that is not whole is not used at all: what it lacks would pass for deleted."""
    if export.lines < operation.object_count:
        raise CutShort(
            f"the export was cut short: {export.lines} of {operation.object_count} lines"
        )
