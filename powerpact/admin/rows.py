"""Lists of rows and the page of one: what the console's and the dashboard's views share.

Every change, export and action is off until a view names it.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, NoReturn

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin.contrib.sqla import ModelView
from flask_admin.model.base import ViewArgs
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from sqlalchemy.sql.base import ExecutableOption
from wtforms.form import BaseForm

from powerpact.admin.exporting import csv_answer
from powerpact.admin.filters import filter_fields
from powerpact.admin.finding import DEEPEST_PAGE, FindsRows
from powerpact.admin.formats import BY_TYPE
from powerpact.admin.guarding import Guard
from powerpact.admin.routes import route
from powerpact.errors import Refused
from powerpact.extensions import Base, db
from powerpact.permissions import AnyPermission
from powerpact.services.selections.conditions import row_number
from powerpact.services.selections.table import Selection

# Flask-Admin's own routes that hang on a flag, and those that are never served: its actions do not
# know permissions, and nothing is looked up or edited in place. Routes of our own views are on.
FLASK_ADMINS_OWN = {
    "details_view": "can_view_details",
    "create_view": "can_create",
    "edit_view": "can_edit",
    "delete_view": "can_delete",
}
NEVER = {"action_view", "ajax_lookup", "ajax_update", "export"}


class RowsView(FindsRows, Guard, ModelView):  # type: ignore[misc]  # Flask-Admin carries no types
    """Lists rows and shows one, to those whom its guard lets in.

    A view sets ``permission`` and may narrow ``scope()``; lists, counts and single rows all go
    through it, so a row outside of it does not exist (I6).
    """

    can_create = can_edit = can_delete = can_export = False
    can_view_details = True
    can_set_page_size = False
    page_size = 50
    # Counting a table that grows costs more than the page itself.
    simple_list_pager = True
    named_filter_urls = True
    column_display_actions = False
    column_auto_select_related = False
    # What an index holds behind each filter; the id comes last, so that pages do not overlap.
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [("id", True)]
    # Sorting by what no index holds reads the whole table: each view names what may be sorted.
    column_sortable_list: ClassVar[tuple[str, ...]] = ()
    form_columns: ClassVar[tuple[str, ...]] = ()
    column_type_formatters = column_type_formatters_detail = BY_TYPE
    list_template = "rows/list.html"
    details_template = "rows/details.html"
    # What the search looks at, in words; None: no search.
    search_hint: ClassVar[str | None] = None
    # What one row is called, before its id.
    one: ClassVar[str] = "Row"
    # One sentence under the heading that says what these rows are.
    about: ClassVar[str] = ""
    # What to do, or to wait for, while there are none.
    empty: ClassVar[str] = "Nothing here yet."

    # What taking the rows of the list as a file needs.
    export_permission: ClassVar[AnyPermission]

    _urls: Sequence[tuple[str, str, Sequence[str]]]

    def create_blueprint(self, admin: Any) -> Any:
        """Register only the routes that are switched on, so that the others do not exist."""
        self._urls = [rule for rule in self._urls if self._is_on(rule[1])]
        return super().create_blueprint(admin)

    def _is_on(self, route: str) -> bool:
        if route in FLASK_ADMINS_OWN:
            return bool(getattr(self, FLASK_ADMINS_OWN[route], False))
        return route not in NEVER

    def selection(self) -> Selection:
        """The rows that the list at this address shows, on all of its pages.

        Raises Refused when a filter of the address says nothing: leaving it out, as a list does,
        would select rows that nobody meant.
        """
        args = self._get_list_extra_args()
        filters = {self._filters[place].key: value for place, _name, value in args.filters or ()}
        asked = sum(name.startswith("flt") and bool(value) for name, value in request.args.items())
        if asked != len(filters):
            raise Refused("a filter says nothing that can be looked for")
        if args.search and not self.table.search:
            raise Refused("this list can not be searched")
        return Selection(filters, args.search or "")

    def get_invalid_value_msg(self, value: str, filter: Any) -> str:  # noqa: A002  # Flask-Admin's
        """What a filter of nonsense is answered with."""
        return f"{filter.name}: there is nothing like \u201c{value[:40]}\u201d, so it was left out."

    def selection_in_words(self, selection: Selection) -> str:
        """Such as ``State: Failed, Partner: Fern``."""
        by_key = {filter_.key: filter_ for filter_ in self._filters or ()}
        words = [by_key[key].in_words(value) for key, value in selection.filters.items()]
        if selection.search:
            words.append(f"Search: {selection.search}")
        return ", ".join(words) or "all there are"

    def details_options(self) -> tuple[ExecutableOption, ...]:
        """What to load along with one row."""
        return ()

    @route("/csv/")
    def csv_file(self) -> ResponseReturnValue:
        """The rows that the list at this address shows, on all of its pages, as a file."""
        self.demand(self.export_permission)
        try:
            selection = self.selection()
        except Refused as error:
            flash(f"There is no file: {error}.", "bad")
            return redirect(self.get_url(".index_view"))

        chosen = selection.where(self.table)

        def after(last: int | None, limit: int) -> list[Base]:
            below = () if last is None else (self.model.id < last,)
            rows = self.session_to_read().query(self.model).filter(*chosen, *below)
            return self._ready(rows.order_by(self.model.id.desc()).limit(limit))

        self.note_export(selection)
        return csv_answer(self.name, self.list_columns(), self._list_value, after)

    def note_export(self, selection: Selection) -> None:
        """Keep that the person behind this request took these rows as a file."""
        raise NotImplementedError

    def session_to_read(self) -> "scoped_session[Any]":
        """The session that reads a file's rows, while they are sent."""
        return db.session

    def list_columns(self) -> list[tuple[str, str]]:
        """The columns of the list: names and headings."""
        columns: list[tuple[str, str]] = self._list_columns
        return columns

    def _list_value(self, row: Any, name: str) -> Any:
        return self.get_list_value(None, row, name)

    def get_one(self, id: str) -> Any:  # noqa: A002  # Flask-Admin passes it by this name
        """One row of the scope. 404 for an id that is missing, malformed or not ours to show."""
        try:
            number = row_number(id)
        except ValueError:
            not_found()
        chosen = select(self.model).where(self.model.id == number, *self.scope())
        row: Base | None = db.session.scalar(chosen.options(*self.details_options()))
        return row if row is not None else not_found()

    def actions_for(self, row: Any) -> Sequence[Any]:
        """The actions that staff may take on this row: none, in a view that only shows."""
        del row
        return ()

    def bulk_actions(self) -> Sequence[Any]:
        """The actions that staff may take on many rows: none, in a view that only shows."""
        return ()

    def beside(self, row: Any) -> dict[str, Any]:
        """What else the page of ``row`` shows, by the name that its template uses."""
        del row
        return {}

    def render(self, template: str, **context: Any) -> str:
        """A page; a list gets its filters, the page of a row what stands beside it."""
        if "model" in context:
            context |= self.beside(context["model"])
        if "active_filters" in context:
            context["filter_fields"] = filter_fields(self, context["active_filters"])
            context["bulk_actions"] = self.bulk_actions()
            context["export_url"] = self._export_url()
            context["deepest_page"] = DEEPEST_PAGE
            context["chosen_here"] = chosen_here()
        page: str = super().render(template, **context)
        return page

    def _export_url(self) -> str | None:
        chosen = {name: value for name, value in chosen_here().items() if name != "page"}
        address: str = self.get_url(".csv_file", **chosen)
        return address if self.allows(self.export_permission) else None

    def scaffold_form(self) -> type[BaseForm]:
        """A form of the fields named in ``form_columns``; none named, none shown."""
        form: type[BaseForm] = super().scaffold_form() if self.form_columns else BaseForm
        return form

    def init_search(self) -> bool:
        """Whether this view can be searched."""
        return self.search_hint is not None

    def search_placeholder(self) -> str | None:
        """What may be typed into the search."""
        return self.search_hint

    def _get_list_extra_args(self) -> ViewArgs:
        # Flask-Admin passes any number and any text on to the database, which refuses some.
        args = super()._get_list_extra_args()
        args.page = min(max(args.page, 0), DEEPEST_PAGE)
        args.search = (args.search or "").replace("\0", "").strip() or None
        args.filters = [chosen for chosen in args.filters or () if chosen[2]]
        args.extra_args = {}
        return args


def chosen_here() -> dict[str, str]:
    """What this address says of a list; nothing else in it may steer the links of the page."""
    names = ("page", "search", "sort", "desc")
    return {
        name: value
        for name, value in request.args.items()
        if name in names or name.startswith("flt")
    }


def not_found() -> NoReturn:
    """Answer 404."""
    abort(404)
