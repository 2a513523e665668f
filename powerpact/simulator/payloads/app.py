"""Bodies of the `app/*` webhooks."""

from datetime import datetime
from typing import Any

from powerpact.simulator.store.shops import Shop


def scopes_payload(
    shop: Shop, previous: list[str], current: list[str], when: datetime
) -> dict[str, Any]:
    """`app/scopes_update`: the scopes before and after."""
    return {
        "id": shop.app.app_number,
        "shop_id": shop.gid,
        "previous": previous,
        "current": current,
        "updated_at": when.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }
