"""What a partner's rows are called, and where they show in the dashboard."""

from typing import Any

from flask import url_for
from markupsafe import Markup

from powerpact.admin.words import in_words

PAGES = {
    "order_sync": ("Order", "dashboard_orders"),
    "own_order": ("Order", "dashboard_orders"),
    "product_map": ("Product", "dashboard_products"),
    "sync_run": ("Run", "dashboard_runs"),
}


def own_subject_link(kind: str, row_id: object) -> Any:
    """``Order 17``, as a link to its page, which shows it if it is the partner's own."""
    name, endpoint = PAGES.get(kind, (in_words(kind), ""))
    if not endpoint or not str(row_id).isdecimal():
        return f"{name} {row_id}"
    address = url_for(f"{endpoint}.details_view", id=row_id)
    return Markup('<a href="{}">{} {}</a>').format(address, name, row_id)
