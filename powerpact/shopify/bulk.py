"""A partner's whole catalogue by a bulk operation (facts 3.2)."""

from dataclasses import dataclass, field

from powerpact.errors import NotFound, RateLimited, Rejected
from powerpact.shopify.call import Call
from powerpact.shopify.operations import operation
from powerpact.shopify.parsing.reader import Reader
from powerpact.shopify.payloads import checked, made
from powerpact.shopify.result_file import download

__all__ = ["BulkOperation", "download", "read_operation", "start_export"]

_WAIT_FOR_A_PLACE = 30.0
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
