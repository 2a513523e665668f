"""Fix once, heal all: what went wrong by its cause, with what puts it right for all at once."""

from collections.abc import Iterator
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from powerpact.admin.acting import begin_run
from powerpact.admin.base import ConsolePage
from powerpact.admin.console.problem_cards import (
    HEALINGS,
    Healing,
    line_card,
    listing_card,
    part_card,
    store_card,
)
from powerpact.admin.console.variant_problem import VariantProblem
from powerpact.admin.links import view_at
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting
from powerpact.admin.subjects import PAGES
from powerpact.domain.counting import counted
from powerpact.extensions import db
from powerpact.permissions import Permission
from powerpact.services.bulk.deeds import TABLES
from powerpact.services.problems.failures import listing_groups, part_groups
from powerpact.services.problems.groups import MOST_GROUPS, Groups
from powerpact.services.problems.lines import unrouted_groups
from powerpact.services.problems.repairs import latest_repairs
from powerpact.services.problems.stores import stores_in_trouble
from powerpact.services.selections.table import Selection

REPAIRS_SHOWN = 5
NOTHING_WAITS = (
    "Nothing waits for that any more: somebody put it right meanwhile, or it went by itself."
)


class ProblemsPage(VariantProblem, ConsolePage):
    """Failures grouped by cause, the largest group first."""

    permission = Permission.VIEW_ORDERS

    @route("/")
    def index(self) -> str:
        """Every group as a card."""
        lines, parts, listings = unrouted_groups(), part_groups(), listing_groups()
        cards = [
            *map(line_card, lines.groups),
            *map(part_card, parts.groups),
            *map(listing_card, listings.groups),
            *map(store_card, stores_in_trouble()),
        ]
        kinds: dict[str, Groups[Any]] = {"order lines": lines, "parts": parts, "listings": listings}
        page: str = self.render(
            "console/problems.html",
            cards=sorted(cards, key=lambda card: -card.count),
            bounds=[words for name, groups in kinds.items() for words in _bounds(name, groups)],
            repairs=latest_repairs()[:REPAIRS_SHOWN],
        )
        return page

    @route("/heal/", "POST")
    def heal(self) -> ResponseReturnValue:
        """Do what heals a group to all of its rows that there are by now, as a run."""
        healing = HEALINGS.get(request.form.get("deed", "")) or abort(404)
        self.demand(healing.permission)
        selection = _selection(healing)
        if selection is None:
            flash(NOTHING_WAITS, "wait")
            return redirect(url_for(".index"), 303)
        title = f"{healing.label}: {_in_words(healing, selection)}"
        run_id = begin_run(healing.deed, selection, acting(), title)
        if variant := selection.filters.get("variant"):
            return redirect(url_for(".variant", variant=variant), 303)
        return redirect(url_for("sync_runs.details_view", id=run_id), 303)


def _bounds(name: str, groups: Groups[Any]) -> Iterator[str]:
    """What of a kind the page does not show."""
    if groups.is_cut:
        yield f"Of the {name} in trouble the newest {groups.read:,} are counted here."
    if groups.of > MOST_GROUPS:
        yield f"The {name} in trouble make {counted(groups.of, 'group')}; the largest are here."


def _selection(healing: Healing) -> Selection | None:
    """The rows that the form means; None when there is none, or the form makes no sense."""
    table = TABLES[healing.deed.subject]
    asked = {name: request.form.get(f"of_{name}", "") for name in table.conditions}
    selection = Selection({name: value for name, value in asked.items() if value})
    try:
        chosen = select(table.model.id).where(*selection.where(table))
    except ValueError:
        return None
    is_there = selection.filters and db.session.scalar(chosen.limit(1))
    return selection if is_there else None


def _in_words(healing: Healing, selection: Selection) -> str:
    words: str = view_at(PAGES[healing.deed.subject]).selection_in_words(selection)
    return words
