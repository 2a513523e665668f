"""The steps of a full import: start a bulk export, look at it, read and write its result."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, exists, func, literal

from powerpact.domain.catalogue import CatalogueProduct
from powerpact.errors import Refused
from powerpact.models import PartnerStore, ProductMap, RunState, utc_now
from powerpact.services.access import call_for
from powerpact.services.catalogue_gone import mark_gone
from powerpact.services.catalogue_write import in_batches, write_products
from powerpact.services.platform import platform
from powerpact.services.runs import ClaimedRun, close_in, note, put_down
from powerpact.services.transactions import transaction
from powerpact.shopify.bulk import download, read_export, read_operation, start_export


def export_step(run: ClaimedRun) -> None:
    """Make the next step of a full import. Raises what Shopify's calls raise, and ClaimLost."""
    if "operation" in run.progress:
        _look(run)
    else:
        _start(run)


def _start(run: ClaimedRun) -> None:
    """A crash before the operation is noted only wastes an export: it changes nothing."""
    started_at = utc_now().isoformat()
    operation = start_export(call_for(run.store_id))
    progress = {"operation": operation, "started_at": started_at}
    _look_again(run, "Shopify has started to export the catalogue", progress)


def _look(run: ClaimedRun) -> None:
    operation = read_operation(call_for(run.store_id), run.progress["operation"])
    if operation.running:
        so_far = f"Shopify is exporting the catalogue: {operation.object_count} lines so far"
        _look_again(run, so_far, run.progress)
    elif operation.completed:
        _write_all(run, _downloaded(operation.url))
    else:
        why = operation.error_code or "no reason given"
        raise Refused(
            f"Shopify ended the export as {operation.status} ({why}); start the import again"
        )


def _look_again(run: ClaimedRun, message: str, progress: Mapping[str, Any]) -> None:
    kept = {name: value for name, value in progress.items() if name != "tries"}
    put_down(run, platform().settings.bulk_poll_seconds, message, kept)


def _downloaded(url: str | None) -> list[CatalogueProduct]:
    """The exported products; an export without a result is an empty catalogue (facts 3.2)."""
    if url is None:
        return []
    with TemporaryDirectory(prefix="powerpact-") as folder:
        file = Path(folder) / "catalogue.jsonl"
        download(platform().http, url, file)
        with file.open(encoding="utf-8") as lines:
            return list(read_export(lines))


def _write_all(run: ClaimedRun, products: list[CatalogueProduct]) -> None:
    """Write batch by batch, each with its progress, going on where an earlier worker stopped."""
    progress = {"loaded": 0, "new": 0, "changed": 0, **run.progress}
    message = "writing the catalogue"
    for batch in in_batches(islice(products, progress["loaded"], None)):
        with transaction() as session:
            partner = session.get_one(PartnerStore, run.store_id)
            written = write_products(session, partner, batch)
            progress["loaded"] += len(batch)
            progress["new"] += written.new
            progress["changed"] += written.changed
            note(
                session,
                run,
                total=len(products),
                done=progress["loaded"],
                progress=dict(progress),
                message=message,
            )
    _finish(run, [product.id for product in products], progress)


def _finish(run: ClaimedRun, seen: list[str], progress: Mapping[str, Any]) -> None:
    """What the export does not show is gone, unless it came up after the export had begun."""
    started_at = datetime.fromisoformat(progress["started_at"])
    with transaction() as session:
        gone = mark_gone(
            session,
            ProductMap.partner_id == run.store_id,
            _unseen(seen),
            ProductMap.created_at < started_at,
        )
        session.get_one(PartnerStore, run.store_id).catalogue_read_at = started_at
        note(session, run, total=len(seen), done=len(seen))
        counts = f"{progress['new']} new, {progress['changed']} changed, {len(gone)} gone"
        close_in(session, run, RunState.FINISHED, f"{len(seen)} products read: {counts}")


def _unseen(seen: list[str]) -> ColumnElement[bool]:
    """Products that are not among these; a join, because a list is searched row by row."""
    seen_id = func.unnest(literal(seen, ARRAY(Text))).column_valued("seen_id")
    return ~exists().where(seen_id == ProductMap.partner_product_id)
