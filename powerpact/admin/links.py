"""Links to pages of the console, shown only to those who may follow them."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
from markupsafe import Markup, escape

from powerpact.admin.staff_session import signed_in
from powerpact.permissions import Permission


def may_open(endpoint: str) -> bool:
    """Whether the person behind this request may see the view of that endpoint."""
    view = view_at(endpoint)
    return view is not None and bool(view.is_accessible())


def view_at(endpoint: str) -> Any:
    """The view of that endpoint, or None."""
    consoles = current_app.extensions["admin"]
    views = (view for console in consoles for view in console._views)
    return next((view for view in views if view.endpoint == endpoint), None)


def may(permission: str) -> bool:
    """Whether the person behind this request holds the permission of that value."""
    user = signed_in()
    return user is not None and user.may(Permission(permission))


def link(endpoint: str, row_id: object, text: object) -> Markup:
    """A link to one row's page; the text alone for somebody who may not see that page."""
    if not may_open(endpoint):
        return escape(text)
    address = url_for(f"{endpoint}.details_view", id=row_id)
    return Markup('<a href="{}">{}</a>').format(address, text)


def own_path(target: str | None, under: str = "/console") -> str | None:
    """``target`` when it is a path below ``under``, else None: nobody is sent to another host."""
    if not target or "\\" in target or not target.isprintable():
        return None
    try:
        parts = urlsplit(target)
    except ValueError:  # such as an address of the kind "//[x"
        return None
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(f"{under}/")
    return target if is_ours and not target.startswith("//") else None
