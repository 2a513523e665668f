"""A partner's whole catalogue by a bulk operation (facts 3.2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from powerpact.domain.catalogue import CatalogueProduct
from powerpact.shopify.call import Call


@dataclass(frozen=True, slots=True)
class BulkOperation:
    """How far a bulk operation is. ``url`` is None while it runs and when the result is empty.

    ``status`` is Shopify's word in capitals; ``object_count`` counts lines written so far. The
    addresses are signed and secret.
    """

    id: str
    status: str
    error_code: str | None
    url: str | None
    partial_url: str | None
    object_count: int

    @property
    def running(self) -> bool:
        """Whether to ask again later."""
        return self.status in {"CREATED", "RUNNING", "CANCELING"}

    @property
    def completed(self) -> bool:
        """Whether the whole result is there."""
        return self.status == "COMPLETED"


def start_export(call: Call) -> str:
    """Start exporting the catalogue; the gid of the bulk operation.

    Raises ``RateLimited`` when the store already runs as many as it may.
    """
    raise NotImplementedError


def read_operation(call: Call, gid: str) -> BulkOperation:
    """The operation as it stands; ``NotFound`` when the store does not know it."""
    raise NotImplementedError


def download(http: httpx.Client, url: str, into: Path) -> int:
    """Stream the result to a file; the number of bytes. Raises ``Unavailable`` when cut short."""
    raise NotImplementedError


def read_export(lines: Iterable[str]) -> Iterator[CatalogueProduct]:
    """The products of a JSONL export, in its order, whatever the order of the children.

    Raises ``Rejected`` naming the line that is cut, malformed or belongs to nobody.
    """
    raise NotImplementedError
