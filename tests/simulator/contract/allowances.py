"""Where 2026-10 or the simulator differs from a recording on purpose, each with its reason."""

from typing import Any

# Fields that recordings select and the simulator does not, by why.
LEFT_OUT = {
    "ProductVariant.taxCode": "tax services are none of the app's business",
    "ProductVariant.requiresComponents": "bundles are not sold",
    "ProductVariant.showUnitPrice": "unit prices are for the storefront",
    "ProductVariant.unitPriceMeasurement": "unit prices are for the storefront",
    "Product.metafield": "needs arguments that the recordings do not tell",
    "ProductVariant.metafield": "needs arguments that the recordings do not tell",
}

Place = tuple[str | int, ...]
_ORDER = ("data", "orderCreate", "order")

# What a later version answers instead: recording, place in it, the answer, why.
NEWER: list[tuple[str, Place, Any, str]] = [
    (
        "orders/order-create-validation-matrix-extended.2025-01.a",
        ("mutation", "response", "data", "futureProcessedAt"),
        {"order": {"id": "gid://shopify/Order/1"}, "userErrors": []},
        "a processing time in the future is clamped since 2026-07",
    ),
    (
        "orders/orderMarkAsPaid-state-and-money.2026-04.a",
        ("setup", "unpaid", "response", *_ORDER, "displayFulfillmentStatus"),
        "FULFILLMENT_NOT_REQUIRED",
        "new in 2026-10 for orders without anything to ship",
    ),
    (
        "orders/orderMarkAsPaid-state-and-money.2026-04.a",
        ("setup", "multiCurrency", "response", *_ORDER, "displayFulfillmentStatus"),
        "FULFILLMENT_NOT_REQUIRED",
        "new in 2026-10 for orders without anything to ship",
    ),
    (
        "orders/fulfillment-multi-tracking-info.2025-01.a",
        (
            *("setup", "hydrateBeforeFulfillmentCreate", "response"),
            *("data", "fulfillmentOrder", "supportedActions"),
        ),
        [
            {"action": action}
            for action in ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT")
        ],
        "REPORT_PROGRESS is there since 2026-04",
    ),
]


def brought_up_to_date(name: str, content: Any) -> Any:
    """The recording with what later versions answer in the places that changed."""
    for recording, place, answer, _ in NEWER:
        if recording == name:
            holder = content
            for key in place[:-1]:
                holder = holder[key]
            holder[place[-1]] = answer
    return content
