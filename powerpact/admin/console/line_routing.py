"""The page where staff choose where one line of an order goes: any line that was not sent."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from powerpact.admin.links import may
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting
from powerpact.domain.rerouting import LinePlace, Seller, why_not_move, why_stuck
from powerpact.domain.splitting import Destination
from powerpact.errors import Permanent
from powerpact.permissions import Permission
from powerpact.services.line_places import Parts, part_of_order, place_of, read_line, read_parts
from powerpact.services.rerouting import route_line_to, standing
from powerpact.services.selections.conditions import row_number
from powerpact.services.transactions import reading
from powerpact.services.variant_mapping import SuggestedVariant, suggest_variants
from powerpact.services.variant_search import find_variants
from powerpact.tasks.publishing import follow

OWN_STOCK = "bubbly"
LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Offer:
    """A partner's variant that could take the line, or ``why_not``."""

    variant: SuggestedVariant
    why_not: str | None


class LineRouting:
    """The routes of that page, for the view of lines."""

    render: Any
    get_url: Any
    demand: Any

    @route("/details/")
    def details_view(self) -> ResponseReturnValue:
        """The page of a line is where it is routed."""
        return redirect(self.get_url(".route_line", id=request.args.get("id", "")))

    @route("/route/", "GET", "POST")
    def route_line(self) -> ResponseReturnValue:
        """Where the line is, and who else could take it."""
        line, parts = _chosen(request.args.get("id", ""))
        if request.method == "POST":
            self.demand(Permission.ROUTE_ORDERS)
            if self._route(line):
                there = url_for("bubbly_orders.details_view", id=line.bubbly_order_id)
                return redirect(there, 303)
        page: str = self.render("console/route_line.html", **_shown(line, parts))
        return page

    def _route(self, line: Row[Any]) -> bool:
        """Whether the line went where the form says; what came of it is told either way."""
        place = request.form.get("place", "")
        if not place:
            flash("Choose first where the line goes.", "bad")
            return False
        try:
            done = route_line_to(
                line.id,
                None if place == OWN_STOCK else row_number(place),
                acting(),
                note=request.form.get("note", "")[:LONGEST_NOTE],
                seen=request.form.get("seen", ""),
            )
        except ValueError:
            flash("There is no such place; choose one of those below.", "bad")
        except Permanent as error:
            flash(f"The line was left: {error}.", "bad")
        else:
            follow(done.follow_up)
            where = "is Bubbly's own now" if place == OWN_STOCK else "goes to its partner now"
            flash(f"{line.title} of order {line.order_name} {where}.", "good")
            return True
        return False


def _chosen(line_id: str) -> tuple[Row[Any], Parts]:
    """The line and its order's parts. 404 for an id that can not be or is nobody's."""
    try:
        number = row_number(line_id)
    except ValueError:
        abort(404)
    with reading() as session:
        line = read_line(session, number)
        if line is None:
            abort(404)
        return line, read_parts(session, line.bubbly_order_id)


def _shown(line: Row[Any], parts: Parts) -> dict[str, Any]:
    term = request.values.get("q", "").strip()
    place = place_of(line, parts.get((line.bubbly_order_id, line.partner_id or 0)))
    found = find_variants(term) if term else suggest_variants(line.sku)
    return {
        "line": line,
        "goes_to": place.part.partner_name if place.part else None,
        "term": term,
        "offers": [_offer(line, place, parts, variant) for variant in found],
        "own_stock": "" if place.destination is Destination.BUBBLY else OWN_STOCK,
        "stuck": why_stuck(place),
        "seen": standing(line),
        "may_route": may(Permission.ROUTE_ORDERS),
    }


def _offer(line: Row[Any], place: LinePlace, parts: Parts, variant: SuggestedVariant) -> Offer:
    taker = part_of_order(parts.get((line.bubbly_order_id, variant.partner_id)))
    seller = Seller(variant.variant_map_id, variant.partner_name)
    return Offer(variant, why_not_move(place, seller, taker))
