"""Starting, finishing and cancelling bulk operations."""

from collections.abc import Callable
from typing import Protocol, TypeVar
from uuid import uuid4

from powerpact.simulator.bulk import mutations, queries
from powerpact.simulator.payloads.bulk import finish_payload
from powerpact.simulator.refusals import refuse
from powerpact.simulator.resolvers.registry import Context
from powerpact.simulator.store.bulk import BulkOperation
from powerpact.simulator.store.shops import Shop

MOST_AT_ONCE = 5
NO_SUCH_FILE = (
    "The JSONL file could not be found. Try uploading the file again, and check that you've "
    "entered the URL correctly for the stagedUploadPath mutation argument."
)


class Run(Protocol):
    """Work that is done step by step."""

    def step(self) -> bool:
        """Do some; False when nothing is left."""
        ...


R = TypeVar("R", bound=Run)


def refuse_sixth(shop: Shop, kind: str) -> None:
    """Five of each type at once, as bulk-operation-run-query-concurrency-limit shows."""
    running = [o.id for o in shop.bulk_operations.values() if o.type == kind and o.running]
    if len(running) >= MOST_AT_ONCE:
        message = f"A bulk {kind.lower()} operation for this app and shop is already in progress: "
        raise refuse(None, f"{message}{', '.join(running)}.", "OPERATION_IN_PROGRESS")


def start_query(context: Context, text: str, *, grouped: bool) -> BulkOperation:
    """Begin a bulk query; it looks at the store when half its time has passed."""
    document = queries.checked(context.engine.schema, text)
    refuse_sixth(context.shop, "QUERY")
    operation = _begin(context.shop, "QUERY", text)
    inner = Context(context.shop, context.scopes, context.engine, unlimited=True)

    def prepare() -> queries.QueryRun:
        return queries.QueryRun(document, inner, grouped=grouped)

    def finish(run: queries.QueryRun) -> None:
        operation.root_object_count = run.results.roots
        _hand_over(context.shop, operation, run.results.content(), run.results.objects)

    _schedule(context.shop, operation, prepare, finish)
    return operation


def start_mutation(
    context: Context, text: str, path: str, client_identifier: str | None
) -> BulkOperation:
    """Begin a bulk mutation on the lines of a staged file."""
    shop = context.shop
    document = mutations.checked(context.engine.schema, text)
    content = shop.staged_uploads.get(path)
    if content is None:
        raise refuse(None, NO_SUCH_FILE, "NO_SUCH_FILE")
    refuse_sixth(shop, "MUTATION")
    operation = _begin(shop, "MUTATION", text)
    operation.client_identifier = client_identifier
    inner = Context(shop, context.scopes, context.engine)

    def prepare() -> mutations.MutationRun:
        return mutations.MutationRun(document, inner, content)

    def finish(run: mutations.MutationRun) -> None:
        operation.root_object_count = len(run.written)
        _hand_over(shop, operation, run.content(), len(run.written))

    _schedule(shop, operation, prepare, finish)
    return operation


def _begin(shop: Shop, kind: str, text: str) -> BulkOperation:
    operation = BulkOperation(shop.ids.gid("BulkOperation"), kind, text, shop.world.now())
    shop.bulk_operations[operation.id] = shop.keep(operation)
    return operation


def _schedule(
    shop: Shop, operation: BulkOperation, prepare: Callable[[], R], finish: Callable[[R], None]
) -> None:
    half = shop.options.bulk_seconds / 2

    def work(run: R) -> None:
        if operation.status != "RUNNING":
            return
        if run.step():
            shop.world.after(0, lambda: work(run))
        else:
            shop.world.after(half, lambda: finish(run))

    def begin() -> None:
        if operation.status == "CREATED":
            operation.status = "RUNNING"
            work(prepare())

    shop.world.after(half, begin)


def _hand_over(shop: Shop, operation: BulkOperation, content: bytes, objects: int) -> None:
    """End with this result, damaged as the store's options say."""
    odd = shop.options.bulk_lines
    content += "".join(f"{line}\n" for line in odd).encode()
    if shop.options.bulk_error:
        fail(shop, operation, content)
    else:
        kept = len(content) - shop.options.bulk_bytes_lost
        complete(shop, operation, content[:kept], objects + len(odd))


def complete(shop: Shop, operation: BulkOperation, content: bytes, objects: int) -> None:
    """Lay the result out and tell of it; an empty result has no address (platform facts 3.2)."""
    if operation.status != "RUNNING":
        return
    operation.status, operation.object_count = "COMPLETED", objects
    if content:
        operation.file_size = len(content)
        operation.url = _laid_out(shop, content)
    _end(shop, operation)


def fail(shop: Shop, operation: BulkOperation, content: bytes) -> None:
    """End as FAILED; half of the lines are there as partial data (platform facts 3.2)."""
    if operation.status != "RUNNING":
        return
    lines = content.splitlines(keepends=True)
    half = lines[: len(lines) // 2]
    operation.status, operation.error_code = "FAILED", shop.options.bulk_error
    operation.object_count = len(half)
    if half:
        operation.partial_data_url = _laid_out(shop, b"".join(half))
    _end(shop, operation)


def _laid_out(shop: Shop, content: bytes) -> str:
    name = f"bulk-{uuid4().hex}.jsonl"
    shop.files[name] = content
    return f"{shop.world.base_url}/_files/{shop.domain}/{name}"


def cancel(shop: Shop, operation: BulkOperation) -> None:
    """Ask a running operation to stop; it has stopped some time later."""
    if not operation.running:
        status = operation.status.lower()
        message = f"A bulk operation cannot be canceled when it is {status}"
        raise refuse(["id"], message)
    operation.status = "CANCELING"

    def stop() -> None:
        operation.status = "CANCELED"
        _end(shop, operation)

    shop.world.after(shop.options.job_seconds, stop)


def _end(shop: Shop, operation: BulkOperation) -> None:
    operation.completed_at = shop.world.now()
    shop.world.begin_action()
    shop.world.publish(shop, "bulk_operations/finish", finish_payload, shop, operation)
