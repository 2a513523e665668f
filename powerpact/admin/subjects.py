"""Rows that audit events, runs and stories speak of: what they are called and where they show."""

from typing import Any

from powerpact.admin.links import link
from powerpact.admin.words import in_words

PAGES = {
    "store": "stores",
    "product_map": "product_maps",
    "bubbly_order": "bubbly_orders",
    "bubbly_order_line": "unrouted_lines",
    "order_sync": "order_syncs",
    "own_order": "order_syncs",
    "webhook_event": "webhook_events",
    "sync_run": "sync_runs",
    "admission": "admissions",
    "privacy_request": "privacy_requests",
    "audit_event": "audit_events",
    "user": "people",
}
# Where the code's word is not the people's.
NAMES = {
    "order_sync": "Partner order",
    "own_order": "Partner order",
    "product_map": "Product",
    "sync_run": "Run",
    "admission": "Newcomer",
    "user": "Login",
}


def subject_link(kind: str, row_id: object) -> Any:
    """``Partner order 17``, as a link for whoever may see that page."""
    words = f"{NAMES.get(kind) or in_words(kind)} {row_id}"
    page = PAGES.get(kind)
    return link(page, row_id, words) if page and str(row_id).isdecimal() else words
