"""One Bubbly variant that orders wait for: say whose it is, then route the orders again."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from powerpact.admin.console.problem_cards import HEALINGS, line_card
from powerpact.admin.links import may, may_open
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting
from powerpact.errors import Permanent
from powerpact.permissions import Permission
from powerpact.services.problems.lines import UnroutedGroup, unrouted_group
from powerpact.services.problems.repairs import Repair, latest_repairs
from powerpact.services.rerouting import reroute
from powerpact.services.runs import OPEN_STATES
from powerpact.services.selections.conditions import row_number
from powerpact.services.variant_mapping import map_variant, suggest_variants
from powerpact.services.variant_search import find_variants, seller_of
from powerpact.tasks.publishing import follow

LONGEST_ID = 200


class VariantProblem:
    """The routes of that page."""

    render: Any
    demand: Any

    @route("/variant/", "GET", "POST")
    def variant(self) -> ResponseReturnValue:
        """What waits for the variant, who may sell it, and what came of the last repair."""
        variant_id = _variant_id()
        if request.method == "POST":
            self.demand(Permission.ROUTE_ORDERS)
            if _map(variant_id):
                return redirect(url_for(".variant", variant=variant_id), 303)
        page: str = self.render("console/variant_problem.html", **_shown(variant_id))
        return page

    @route("/variant/standing/")
    def variant_standing(self) -> str:
        """The part of that page that changes while its orders are routed again."""
        page: str = self.render("console/variant_standing.html", **_shown(_variant_id()))
        return page


def _variant_id() -> str:
    """The variant that the address names; 404 when it names none."""
    return request.args.get("variant", "").replace("\0", "")[:LONGEST_ID] or abort(404)


def _map(variant_id: str) -> bool:
    """Whether the variant has the map that the form asks for; a sentence tells either way."""
    try:
        chosen = row_number(request.form.get("seller", ""))
    except ValueError:
        flash("Choose first whose variant it is.", "bad")
        return False
    try:
        follow(map_variant(variant_id, chosen, acting()))
    except Permanent as error:
        flash(f"Nothing was mapped: {error}.", "bad")
        return False
    flash("It is mapped. Orders from now on go to that partner.", "good")
    return True


def _shown(variant_id: str) -> dict[str, Any]:
    group = unrouted_group(variant_id)
    seller = seller_of(variant_id)
    term = request.values.get("q", "").strip()
    return {
        "variant_id": variant_id,
        "group": group,
        "card": line_card(group) if group else None,
        "healing": HEALINGS[reroute.key],
        "seller": seller,
        "term": term,
        "offers": [] if seller else _offers(group, term),
        "may_route": may(Permission.ROUTE_ORDERS),
        **_repair(variant_id),
    }


def _offers(group: UnroutedGroup | None, term: str) -> list[Any]:
    if term:
        return find_variants(term)
    return suggest_variants(group.sku) if group else []


def _repair(variant_id: str) -> dict[str, Any]:
    """The last run that routed orders of this variant again."""
    runs = (each for each in latest_repairs() if _is_of(each, variant_id))
    run = next(runs, None)
    if run is None or not may_open("sync_runs"):
        return {"run": None}
    return {
        "run": run,
        "worked": run.done + run.failed,
        "is_open": run.state in OPEN_STATES,
        "progress_url": url_for("sync_runs.progress", id=run.run_id),
    }


def _is_of(repair: Repair, variant_id: str) -> bool:
    return repair.deed == reroute.key and repair.selection.filters.get("variant") == variant_id
