"""The views that every page of the dashboard is made from: a partner's own rows, and no others."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView
from sqlalchemy import ColumnElement
from sqlalchemy.orm import scoped_session

from powerpact.admin.acting import ActsOnRows, begin_run
from powerpact.admin.guarding import Guard
from powerpact.admin.partner.visitor import acting, somebody, visitor
from powerpact.admin.rows import RowsView
from powerpact.extensions import db
from powerpact.permissions import AnyPermission, PartnerPermission
from powerpact.services.audit import Actor
from powerpact.services.deeds import Deed, Done
from powerpact.services.disclosure import note_export
from powerpact.services.partner_wall import beyond_the_wall, raise_wall
from powerpact.services.selections.table import Selection


class PartnerGuard(Guard):
    """Lets in the staff of a shop whose standing allows it."""

    def is_known(self) -> bool:
        return visitor() is not None

    def allows(self, permission: AnyPermission) -> bool:
        here = visitor()
        return (
            here is not None and isinstance(permission, PartnerPermission) and here.may(permission)
        )

    def actor(self) -> Actor:
        return acting()

    def ask_who_it_is(self) -> ResponseReturnValue:
        """The dashboard's door answers strangers, so none comes this far."""
        abort(401)

    def inaccessible_callback(self, _name: str, **_kwargs: object) -> ResponseReturnValue:
        """Who does not belong yet, or any more, is led to what can be done about that."""
        somebody()
        return redirect(url_for("dashboard_welcome.index"))


class DashboardPage(PartnerGuard, BaseView):  # type: ignore[misc]  # Flask-Admin carries no types
    """A page of its own, without a table behind it."""


class PartnerRows(PartnerGuard, RowsView):
    """Rows of the partner's own. A view says in ``of`` which column names whose they are.

    The list's selection always names the partner too: what is started from it in the background
    runs without a visitor, and has no other scope.
    """

    export_permission = PartnerPermission.EXPORT_OWN
    list_template = "rows/list.html"
    details_template = "rows/details.html"
    # The condition of ``table`` that chooses a partner by its id.
    own_filter = "partner"

    def scope(self) -> tuple[ColumnElement[bool], ...]:
        """The partner's own rows (I6)."""
        own = self.table.conditions[self.own_filter](str(somebody().store_id))
        return (*super().scope(), own)

    def _some(self, chosen: Sequence[ColumnElement[bool]], search: str) -> list[int]:
        """Only ids, and by the scope only the partner's own; the rows are read behind the wall.

        There PostgreSQL would use no index of words: finding words counts as telling about rows.
        """
        with beyond_the_wall():
            return super()._some(chosen, search)

    def selection(self) -> Selection:
        chosen = super().selection()
        own = {self.own_filter: str(somebody().store_id)}
        return Selection({**chosen.filters, **own}, chosen.search)

    def selection_in_words(self, selection: Selection) -> str:
        asked = {key: value for key, value in selection.filters.items() if key != self.own_filter}
        return super().selection_in_words(Selection(asked, selection.search))

    def note_export(self, selection: Selection) -> None:
        with beyond_the_wall():
            note_export(self.endpoint, selection, acting())

    def session_to_read(self) -> "scoped_session[Any]":
        """While a file is sent the request's session is over, and its wall with it."""
        raise_wall(somebody().store_id)
        return db.session


class PartnerActs(PartnerRows, ActsOnRows):
    """Rows of its own that a partner may change."""

    def run_address(self, run_id: int) -> str:
        return url_for("dashboard_runs.details_view", id=run_id)

    def carry_out(self, deed: Deed, ids: Sequence[int], given: Mapping[str, Any]) -> Done:
        with beyond_the_wall():
            return super().carry_out(deed, ids, given)

    def begin_run(self, deed: Deed, selection: Selection, title: str, given: Any) -> int:
        with beyond_the_wall():
            own = somebody().store_id
            return begin_run(deed, selection, acting(), title, given, store_id=own)
