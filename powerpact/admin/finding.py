"""Finding the rows of one page of a list, at the same cost however many rows there are."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import flash
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Query
from sqlalchemy.sql.base import ExecutableOption

from powerpact.extensions import Base, db
from powerpact.services.many_rows import among
from powerpact.services.selections.table import SelectableTable

# Reading on to a page costs what all pages before it cost together; nobody reads this far.
DEEPEST_PAGE = 99
# Rows that a search shows.
MOST_FOUND = 1_000
TOO_MANY = (
    f"More than {MOST_FOUND:,} rows match, and only so many are here. Add a word or choose a "
    "filter to see the others."
)


class FindsRows:
    """Lists the rows of ``table``, stands before Flask-Admin's ModelView."""

    # The rows as filters, searches and actions choose them.
    table: ClassVar[SelectableTable]
    model: Any
    _filters: Any
    _apply_sorting: Any
    _apply_pagination: Any

    def scope(self) -> tuple[ColumnElement[bool], ...]:
        """What is true of every row that exists for this view."""
        return self.table.scope()

    def list_options(self) -> tuple[ExecutableOption, ...]:
        """What to load along with a list, so that no row asks for itself."""
        return ()

    def get_query(self) -> Query[Base]:
        """The rows that there are."""
        rows: Query[Base] = db.session.query(self.model).filter(*self.scope())
        return rows

    def get_count_query(self) -> Query[Any]:
        """How many rows there are; no list asks, for counting costs more than the list."""
        return db.session.query(func.count()).select_from(self.model).filter(*self.scope())

    def get_list(
        self,
        page: int,
        sort_column: str | None,
        sort_desc: bool,
        search: str | None,
        filters: Sequence[Any] | None,
        execute: bool = True,
        page_size: int | None = None,
    ) -> tuple[None, list[Base]]:
        """One page of the list. Its rows are found by their ids alone, which an index holds;
        only then are they read, with all that belongs to them."""
        del execute
        chosen = [self._filters[place].condition(value) for place, _, value in filters or ()]
        if search and self.table.search:
            chosen = [among(self.model.id, self._some(chosen, search))]
        ids = db.session.query(self.model.id).filter(*self.scope(), *chosen)
        ids, _ = self._apply_sorting(ids, {}, sort_column, sort_desc)
        ids = self._apply_pagination(ids, page, page_size)
        rows = self.get_query().filter(self.model.id.in_(ids))
        rows, _ = self._apply_sorting(rows, {}, sort_column, sort_desc)
        return None, self._ready(rows)

    def _some(self, chosen: Sequence[ColumnElement[bool]], search: str) -> list[int]:
        """Ids that a search finds. A word may be in every row: no index has those in an order."""
        found = select(self.model.id).where(*self.scope(), *chosen, self.table.found(search))
        ids = list(db.session.scalars(found.limit(MOST_FOUND + 1)))
        if len(ids) > MOST_FOUND:
            flash(TOO_MANY, "wait")
        return ids[:MOST_FOUND]

    def prepare(self, rows: Sequence[Any]) -> None:
        """Load what the columns of these rows show beyond the rows themselves, for all at once."""

    def _ready(self, rows: Query[Base]) -> list[Base]:
        """The rows of a list, with all that its columns show."""
        found = rows.options(*self.list_options()).all()
        self.prepare(found)
        return found
