"""A partner's whole catalogue by a bulk operation (facts 3.2)."""

from dataclasses import dataclass, field
from pathlib import Path

from urllib3 import PoolManager

from powerpact.errors import NotFound, RateLimited, Rejected, Unavailable
from powerpact.shopify.call import Call
from powerpact.shopify.connections import streamed
from powerpact.shopify.operations import operation
from powerpact.shopify.parsing.export import read_export
from powerpact.shopify.parsing.reader import Reader
from powerpact.shopify.payloads import checked, made

__all__ = ["BulkOperation", "download", "read_export", "read_operation", "start_export"]

_WAIT_FOR_A_PLACE = 30.0
_CHUNK = 1 << 16
_AT_WORK = frozenset({"CREATED", "RUNNING", "CANCELING"})


@dataclass(frozen=True, slots=True)
class BulkOperation:
    """How far a bulk operation is. ``url`` is None while it runs and when the result is empty.

    ``status`` is Shopify's word in capitals; ``object_count`` counts lines written so far. The
    addresses are signed and secret.
    """

    id: str
    status: str
    error_code: str | None
    url: str | None = field(repr=False)
    partial_url: str | None = field(repr=False)
    object_count: int

    @property
    def running(self) -> bool:
        """Whether to ask again later."""
        return self.status in _AT_WORK

    @property
    def completed(self) -> bool:
        """Whether the whole result is there."""
        return self.status == "COMPLETED"


def start_export(call: Call) -> str:
    """Start exporting the catalogue; the gid of the bulk operation.

    Raises ``RateLimited`` when the store already runs as many as it may.
    """
    answer = call("bulk_query_start", {"query": operation("catalogue_export").document})
    try:
        payload = checked(answer, "bulkOperationRunQuery")
    except Rejected as rejected:
        if rejected.code == "OPERATION_IN_PROGRESS":
            raise RateLimited(str(rejected), _WAIT_FOR_A_PLACE) from rejected
        raise
    return made(payload, "bulkOperation").gid("id")


def read_operation(call: Call, gid: str) -> BulkOperation:
    """The operation as it stands; ``NotFound`` when the store does not know it."""
    answer = Reader(call("bulk_operation", {"id": gid}).data, "bulk_operation")
    found = answer.child_or_none("bulkOperation")
    if found is None:
        raise NotFound("the store does not know this bulk operation")
    return BulkOperation(
        id=found.gid("id"),
        status=found.text("status"),
        error_code=found.text_or_blank("errorCode") or None,
        url=found.text_or_blank("url") or None,
        partial_url=found.text_or_blank("partialDataUrl") or None,
        object_count=found.count("objectCount"),
    )


def download(http: PoolManager, url: str, into: Path) -> int:
    """Stream the result to the file; the number of bytes.

    Raises ``Unavailable`` when the connection fails or ends early, ``NotFound`` when the address
    has died (after 7 days), ``Rejected`` when it is no address.
    """
    with streamed(http, url) as response, into.open("wb") as file:
        _refuse_failure(response.status)
        for chunk in response.stream(_CHUNK):
            file.write(chunk)
        return file.tell()


def _refuse_failure(status: int) -> None:
    if status in {403, 404, 410}:
        raise NotFound(f"the result of the bulk operation is gone ({status})")
    if status != 200:
        raise Unavailable(f"the result of the bulk operation could not be read ({status})")
