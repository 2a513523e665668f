"""The steps of a bulk listing: thousands of listings by two files that Shopify works through.

Take what is due in hand; write the file of products, upload it, start the bulk mutation, look
until it has ended, record each line; then the same with a file of publications. A worker may die
anywhere. What it did before a note was made is done again, which never makes a second listing,
because the custom id makes each line an update; a mutation that was started without a note is
found by its mark, so that it does not overwrite what comes after it. Whatever ends the run early
queues what it holds again: nothing is lost, and one by one goes on with it.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from powerpact.errors import Permanent, RateLimited, Retryable
from powerpact.models import RunState
from powerpact.services.access import Share, call_for
from powerpact.services.claims import ClaimLost
from powerpact.services.listing import define_partner_ref
from powerpact.services.listing_file import Part, write_file
from powerpact.services.listing_lines import BulkListing, queue_again, renew, take_listings
from powerpact.services.listing_results import queue_missing, record_results
from powerpact.services.platform import platform
from powerpact.services.runs import ClaimedRun, close_in, put_down
from powerpact.services.transactions import transaction
from powerpact.services.waits import retry_wait
from powerpact.shopify.bulk import BulkOperation, download, read_operation
from powerpact.shopify.bulk_mutation import (
    FileUnread,
    find_started,
    marked,
    stage,
    start_mutation,
    upload,
)
from powerpact.shopify.call import Call

# Failures in a row after which the listings go one by one, rather than wait for the file.
MOST_TRIES = 8
_WORDS = {Part.PUT: "listings", Part.PUBLISH: "publications"}


def bulk_listing_step(run: ClaimedRun) -> None:
    """Make the next step of a bulk listing. Raises ClaimLost.

    Whatever Shopify may answer is written on the run, in words, and on its listings.
    """
    bulk = BulkListing(run, dict(run.progress))
    try:
        _step(bulk)
    except ClaimLost:
        raise
    except RateLimited as error:
        put_down(run, error.retry_after, str(error), bulk.progress)
    except Retryable as error:
        _try_again(bulk, error)
    except Permanent as error:
        _give_up(bulk, str(error))


def _step(bulk: BulkListing) -> None:
    with transaction() as session:
        if "claim" not in bulk.progress and not take_listings(session, bulk):
            close_in(session, bulk.run, RunState.FINISHED, "nothing was to be listed")
            return
        renew(session, bulk)
    call = call_for(bulk.run.store_id, Share.CATALOGUE)
    if "operation" in bulk.progress:
        _look(bulk, call)
    elif "path" in bulk.progress:
        _start(bulk, call, find_started(call, bulk.progress["mark"]))
    else:
        _send(bulk, call)


def _send(bulk: BulkListing, call: Call) -> None:
    """Write this part's file, leave it at Shopify and start; the next part when it is empty."""
    part = _part(bulk)
    with TemporaryDirectory(prefix="powerpact-") as folder:
        file = Path(folder) / f"{part.value}.jsonl"
        lines = write_file(bulk, part, file)
        if not lines:
            return _next_part(bulk, call)
        if part is Part.PUT:
            define_partner_ref(call)
        place = stage(call, file.name)
        upload(platform().http, place, file)
    with transaction() as session:
        bulk.keep(session, {"path": place.path, "mark": uuid4().hex, "lines": lines})
    return _start(bulk, call, None)


def _start(bulk: BulkListing, call: Call, started: str | None) -> None:
    """Start the mutation, unless a worker before us has, and look at it in a while."""
    part, progress = _part(bulk), bulk.progress
    try:
        document = marked(part.value, progress["mark"])
        operation = started or start_mutation(call, document, progress["path"])
    except FileUnread:
        bulk.progress = _without_file(bulk)
        raise
    bulk.progress = {**progress, "operation": operation}
    _look_again(bulk, f"Shopify has started with {progress['lines']} {_WORDS[part]}")


def _look(bulk: BulkListing, call: Call) -> None:
    operation = read_operation(call, bulk.progress["operation"])
    if operation.running:
        lines, words = bulk.progress["lines"], _WORDS[_part(bulk)]
        return _look_again(bulk, f"Shopify has done {operation.object_count} of {lines} {words}")
    _record(bulk, operation)
    if not operation.completed:
        why = operation.error_code or "no reason given"
        return _give_up(bulk, f"Shopify ended the bulk listing as {operation.status} ({why})")
    queue_missing(bulk)
    return _next_part(bulk, call)


def _record(bulk: BulkListing, operation: BulkOperation) -> None:
    """Write down what there is; an operation without a result has done nothing (facts 3.2)."""
    url = operation.url or operation.partial_url
    if url is None:
        return
    with TemporaryDirectory(prefix="powerpact-") as folder:
        results = Path(folder) / "results.jsonl"
        download(platform().http, url, results)
        record_results(bulk, _part(bulk), results)


def _next_part(bulk: BulkListing, call: Call) -> None:
    if _part(bulk) is Part.PUBLISH:
        return _finish(bulk)
    with transaction() as session:
        bulk.progress = _without_file(bulk)
        bulk.keep(session, {"part": Part.PUBLISH.value})
    return _send(bulk, call)


def _finish(bulk: BulkListing) -> None:
    with transaction() as session:
        close_in(session, bulk.run, RunState.FINISHED, _counted(bulk))


def _look_again(bulk: BulkListing, message: str) -> None:
    bulk.progress.pop("tries", None)
    put_down(bulk.run, platform().settings.bulk_poll_seconds, message, bulk.progress)


def _try_again(bulk: BulkListing, error: Retryable) -> None:
    tries = bulk.progress.get("tries", 0) + 1
    if tries >= MOST_TRIES:
        _give_up(bulk, f"it did not work {tries} times in a row: {error}")
        return
    bulk.progress["tries"] = tries
    put_down(bulk.run, retry_wait(tries), f"{error}; trying again", bulk.progress)


def _give_up(bulk: BulkListing, why: str) -> None:
    """End the run; what it holds is due again at once."""
    with transaction() as session:
        released = queue_again(session, bulk, f"the bulk listing ended early: {why}", 0)
        bulk.progress["again"] = bulk.progress.get("again", 0) + released
        close_in(session, bulk.run, RunState.FAILED, f"{why}; {_counted(bulk)}")


def _counted(bulk: BulkListing) -> str:
    counts = bulk.progress
    sentence = (
        f"{counts.get('listed', 0)} listed, {counts.get('failed', 0)} failed, "
        f"{counts.get('again', 0)} queued again"
    )
    strange = counts.get("strange", 0)
    return f"{sentence}; {strange} lines of the result made no sense" if strange else sentence


def _part(bulk: BulkListing) -> Part:
    return Part(bulk.progress.get("part", Part.PUT.value))


def _without_file(bulk: BulkListing) -> dict[str, object]:
    of_file = {"path", "mark", "lines", "operation", "read"}
    return {name: value for name, value in bulk.progress.items() if name not in of_file}
