"""Body of `bulk_operations/finish`: words in lower case, no address (platform facts 2.4)."""

from typing import Any

from powerpact.simulator.store.bulk import BulkOperation
from powerpact.simulator.store.shops import Shop


def finish_payload(shop: Shop, operation: BulkOperation) -> dict[str, Any]:
    """What became of the operation."""
    return {
        "admin_graphql_api_id": operation.id,
        "completed_at": shop.local(operation.completed_at),
        "created_at": shop.local(operation.created_at),
        "error_code": (operation.error_code or "").lower() or None,
        "status": operation.status.lower(),
        "type": operation.type.lower(),
    }
