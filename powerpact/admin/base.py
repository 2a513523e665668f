"""The views that every page of the console is made from, for staff with the right permission."""

from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView

from powerpact.admin.guarding import Guard
from powerpact.admin.rows import RowsView, chosen_here, not_found
from powerpact.admin.saved_filters import SavesFilters
from powerpact.admin.staff_session import acting, outlive_request, signed_in
from powerpact.permissions import AnyPermission, Permission
from powerpact.services.audit import Actor
from powerpact.services.disclosure import note_export
from powerpact.services.selections.table import Selection

__all__ = ["ConsoleModelView", "ConsolePage", "Guarded", "chosen_here", "not_found"]


class Guarded(Guard):
    """Lets in staff who hold ``permission``; None means any staff member."""

    def is_known(self) -> bool:
        return signed_in() is not None

    def allows(self, permission: AnyPermission) -> bool:
        user = signed_in()
        return user is not None and isinstance(permission, Permission) and user.may(permission)

    def actor(self) -> Actor:
        return acting()

    def ask_who_it_is(self) -> ResponseReturnValue:
        """Strangers are asked to sign in, unless what they typed would be lost by that (401)."""
        if request.method != "GET":
            abort(401)
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))


class ConsolePage(Guarded, BaseView):  # type: ignore[misc]  # Flask-Admin carries no types
    """A page of its own, without a table behind it."""


class ConsoleModelView(SavesFilters, Guarded, RowsView):
    """Rows as staff see them. Lists can be exported, and their filters kept under a name."""

    export_permission = Permission.EXPORT

    def note_export(self, selection: Selection) -> None:
        note_export(self.endpoint, selection, acting())
        outlive_request()

    def render(self, template: str, **context: Any) -> str:
        if "active_filters" in context:
            context["saved_filters"] = self.saved_filters()
        return super().render(template, **context)
