"""The dashboard's menu, which Shopify admin draws."""

from collections.abc import Iterator
from typing import Any

from flask import url_for


def own_menu(dashboard: Any) -> Iterator[tuple[str, str]]:
    """Address and name of each page that this shop's staff may open, Home first.

    Flask-Admin's own addresses are kept from the first request on, whoever's that was; these
    carry what App Bridge needs in this one.
    """
    for item in dashboard.menu():
        if item.is_accessible() and item.is_visible():
            yield url_for(f"{item._view.endpoint}.{item._view._default_view}"), item.name
