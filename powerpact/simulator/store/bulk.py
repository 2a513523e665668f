"""Bulk operations (platform facts 3.2 and 3.3)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(eq=False, slots=True)
class BulkOperation:
    """A long-running query or mutation and, when it is done, where its result lies."""

    id: str
    type: str
    query: str
    created_at: datetime
    status: str = "CREATED"
    error_code: str | None = None
    completed_at: datetime | None = None
    object_count: int = 0
    root_object_count: int = 0
    file_size: int | None = None
    url: str | None = None
    partial_data_url: str | None = None
    client_identifier: str | None = None

    @property
    def running(self) -> bool:
        return self.status in {"CREATED", "RUNNING", "CANCELING"}
