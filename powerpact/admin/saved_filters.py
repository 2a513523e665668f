"""Filters of a list that staff keep under a name: their own, one click away."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from powerpact.admin.routes import route
from powerpact.admin.staff_session import signed_in
from powerpact.errors import Refused
from powerpact.services.saved_filters import filters_of, forget_filter, save_filter
from powerpact.services.selections.conditions import row_number

# Longer addresses are not of ours.
LONGEST = 2000


class SavesFilters:
    """A list whose filters can be saved; its endpoint names it."""

    endpoint: str
    # Flask-Admin's, of the view that this stands before.
    get_url: Any

    def saved_filters(self) -> list[tuple[int, str, str]]:
        """The person's own: id, name and address of each."""
        user = signed_in()
        kept = filters_of(user.id, self.endpoint) if user else []
        return [(each.id, each.name, f"{self._list()}?{each.query}") for each in kept]

    @route("/save-filter/", "POST")
    def save_filter(self) -> ResponseReturnValue:
        """Keep the filters of this address under the name that was typed."""
        user, query = signed_in(), _only_filters(request.query_string.decode(errors="replace"))
        try:
            if user and query:
                save_filter(user.id, self.endpoint, request.form.get("filter_name", ""), query)
        except Refused as error:
            flash(f"Not saved: {error}.", "bad")
        return redirect(f"{self._list()}?{query}", 303)

    @route("/forget-filter/", "POST")
    def forget_filter(self) -> ResponseReturnValue:
        """Forget one; nothing happens when it is gone or somebody else's."""
        user = signed_in()
        try:
            if user:
                forget_filter(user.id, row_number(request.form.get("filter", "")))
        except ValueError:
            flash("There is no such filter.", "bad")
        return redirect(self._list(), 303)

    def _list(self) -> str:
        address: str = self.get_url(".index_view")
        return address


def _only_filters(query: str) -> str:
    """What chooses rows, without the page that somebody is on."""
    pairs = parse_qsl(query[:LONGEST])
    return urlencode([(k, v) for k, v in pairs if k.startswith("flt") or k in {"search", "sort"}])
