"""The one route through which rows of a list are changed: ``POST <list>/act/<action>/``.

The list's own filters are in the address, so "all that match" means what the person sees.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import uuid4

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from wtforms import Form

from powerpact.admin.actions import RowAction, named, summary
from powerpact.admin.base import ConsoleModelView
from powerpact.admin.links import own_path
from powerpact.admin.routes import route
from powerpact.admin.rows import RowsView, chosen_here
from powerpact.domain.counting import counted
from powerpact.errors import Permanent, Refused
from powerpact.extensions import db
from powerpact.services.audit import Actor
from powerpact.services.bulk.start import start_bulk_action
from powerpact.services.deeds import Deed, Done
from powerpact.services.follow_up import FollowUp
from powerpact.services.many_rows import among
from powerpact.services.selections.conditions import row_number
from powerpact.services.selections.table import Selection
from powerpact.tasks.publishing import follow

# Rows that one request works on; more than a page has ticks for. Beyond, a run does it.
MOST_AT_ONCE = 500
# Rows that the page which asks calls by their names.
NAMED = 5
# The page that asks counts so far; nobody reads a larger number otherwise than "many".
COUNTED = 10_000
MOVED_ON = (
    "Somebody changed this meanwhile, so nothing was done. Look at how it stands now, then try "
    "again."
)


def new_mark() -> str:
    """Marks a form, so that sending it twice asks once."""
    return uuid4().hex


def begin_run(
    deed: Deed,
    selection: Selection,
    actor: Actor,
    title: str,
    given: Mapping[str, Any] | None = None,
    store_id: int | None = None,
) -> int:
    """The id of the run that the form of this request asks for; a worker is woken for it."""
    once = request.form.get("once") or new_mark()
    run_id = start_bulk_action(
        deed, selection, actor, title=title, once=once, given=given, store_id=store_id
    )
    follow(FollowUp(bulk_actions=(run_id,)))
    return run_id


def version_of(row: Any) -> str:
    """What changes whenever the row does."""
    if own := getattr(row, "version", None):
        return str(own)
    changed = getattr(row, "updated_at", None)
    state = getattr(row, "state", None) or getattr(row, "curation", "")
    return f"{state} {changed.isoformat() if changed else ''}".strip()


class ActsOnRows(RowsView):
    """A list whose rows can be changed, by the actions that it names."""

    row_actions: ClassVar[tuple[RowAction, ...]] = ()

    def run_address(self, run_id: int) -> str:
        """Where the person sees how far a run of this list is."""
        raise NotImplementedError

    def carry_out(self, deed: Deed, ids: Sequence[int], given: Mapping[str, Any]) -> Done:
        """Do it to these rows of the view's scope. Raises Permanent when nothing can be done."""
        return deed(ids, self.actor(), **given)

    def begin_run(self, deed: Deed, selection: Selection, title: str, given: Any) -> int:
        """The id of the run that does it to all rows of the selection."""
        return begin_run(deed, selection, self.actor(), title, given)

    def actions_for(self, row: Any) -> list[RowAction]:
        """The actions that the person behind this request may take on this row."""
        return [action for action in self._permitted() if action.may(row)]

    def bulk_actions(self) -> list[RowAction]:
        """The actions that the person behind this request may take on many rows."""
        return [action for action in self._permitted() if action.in_bulk]

    def _permitted(self) -> list[RowAction]:
        return [each for each in self.row_actions if self.allows(each.permission)]

    @route("/act/<action_name>/", "POST")
    def act(self, action_name: str) -> ResponseReturnValue:
        """Do it, ask first, or say why not; then lead back to where the person was."""
        action = named(self.row_actions, action_name)
        if action is None:
            abort(404)
        if action not in self._permitted():
            abort(403)
        form = action.asks(_typed()) if action.asks else None
        # The button of a row is for that row, also where "all that match" is ticked above it.
        is_for_all = request.form.get("all") == "yes" and "only" not in request.form
        if is_for_all and action.in_bulk:
            return self._act_on_all(action, form)
        ids = self._chosen()
        if not ids:
            flash("Tick at least one row first.", "bad")
            return redirect(self._back())
        if self._must_ask(action, form):
            return self._ask(action, form, ids, len(ids))
        self._do(action, ids, form)
        return redirect(self._back(), 303)

    def _act_on_all(self, action: RowAction, form: Form | None) -> ResponseReturnValue:
        try:
            chosen = self.selection()
        except Refused as error:
            flash(f"Nothing was done: {error}.", "bad")
            return redirect(self._back())
        selection, words = action.among(chosen), self.selection_in_words(chosen)
        if self._must_ask(action, form, is_many=True):
            return self._ask(action, form, (), self._count(selection), words)
        title = f"{action.label}: {words}"
        try:
            run_id = self.begin_run(action.deed, selection, title, form.data if form else None)
        except Refused as error:
            flash(f"Nothing was done: {error}.", "bad")
            return redirect(self._back(), 303)
        return redirect(self.run_address(run_id), 303)

    def _must_ask(self, action: RowAction, form: Form | None, *, is_many: bool = False) -> bool:
        is_confirmed = request.form.get("confirmed") == "yes"
        if not is_confirmed:
            return action.is_asked or is_many
        return form is not None and not form.validate()

    def _ask(
        self, action: RowAction, form: Form | None, ids: Sequence[int], count: int, chosen: str = ""
    ) -> ResponseReturnValue:
        page: str = self.render(
            "rows/ask.html",
            action=action,
            form=form if request.form.get("confirmed") else (action.asks and action.asks()),
            ids=ids,
            count=count,
            names=self._names(ids),
            more_than=count > COUNTED,
            chosen=chosen,
            chosen_here=chosen_here(),
            back=self._back(),
            seen=request.form.get("seen", ""),
        )
        return page

    def _names(self, ids: Sequence[int]) -> list[str]:
        """What the first few of the rows are called."""
        model = self.table.model
        first = select(model).where(among(model.id, ids), *self.scope()).order_by(model.id)
        rows = db.session.scalars(first.limit(NAMED).options(*self.list_options()))
        return [str(row) for row in rows]

    def _count(self, selection: Selection) -> int:
        """How many rows match, as far as one counts."""
        some = select(self.table.model.id).where(*selection.where(self.table)).limit(COUNTED + 1)
        return db.session.scalars(select(func.count()).select_from(some.subquery())).one()

    def _do(self, action: RowAction, ids: Sequence[int], form: Form | None) -> None:
        scoped = self._in_scope(ids)
        if self._moved_on(scoped):
            flash(MOVED_ON, "bad")
            return
        try:
            done = self.carry_out(action.deed, scoped, form.data if form else {})
        except Permanent as error:
            flash(f"Nothing was done: {error}.", "bad")
            return
        strangers = dict.fromkeys(set(ids) - set(scoped), "there is no such row")
        follow(done.follow_up)
        for tone, sentence in summary(
            action, Done(done.moved, {**done.left, **strangers}), self.one.lower()
        ):
            flash(sentence, tone)

    def _in_scope(self, ids: Sequence[int]) -> list[int]:
        """Those of the ids that exist for this view (I6)."""
        model = self.table.model
        known = select(model.id).where(among(model.id, ids), *self.scope())
        return list(db.session.scalars(known.order_by(model.id)))

    def _moved_on(self, ids: Sequence[int]) -> bool:
        """Whether the one row is not any more what the person saw."""
        seen = request.form.get("seen")
        if not seen or len(ids) != 1:
            return False
        row = db.session.get(self.table.model, ids[0])
        return row is None or version_of(row) != seen

    def _chosen(self) -> list[int]:
        """The rows of the button, else the ticked ones; what is no id is no row."""
        texts = request.form.getlist("only") or request.form.getlist("ids")
        numbers, nonsense = [], 0
        for text in texts[:MOST_AT_ONCE]:
            try:
                numbers.append(row_number(text))
            except ValueError:
                nonsense += 1
        if nonsense:  # said once: what is said travels in a cookie
            flash(f"{counted(nonsense, 'row')} left out: no row can have such an id.", "bad")
        if len(texts) > MOST_AT_ONCE:
            flash(f"Only the first {MOST_AT_ONCE} rows were looked at.", "wait")
        return list(dict.fromkeys(numbers))

    def _back(self) -> str:
        to_list: str = self.get_url(".index_view", **chosen_here())
        return own_path(request.form.get("back"), self.admin.url) or to_list


class ActingModelView(ActsOnRows, ConsoleModelView):
    """Rows that staff may change."""

    def run_address(self, run_id: int) -> str:
        return url_for("sync_runs.details_view", id=run_id)


def _typed() -> MultiDict[str, str]:
    """The form as it was sent; PostgreSQL knows no text with a zero in it."""
    sent = request.form.items(multi=True)
    return MultiDict((name, text.replace("\0", "")) for name, text in sent)
