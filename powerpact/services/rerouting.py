"""Routing lines of paid orders anew: by a map that came later, or as staff choose by hand."""

from collections.abc import Collection

from sqlalchemy import Row
from sqlalchemy.orm import Session

from powerpact.domain.splitting import Destination, Route, Why
from powerpact.errors import NotFound, Refused
from powerpact.services.audit import Actor
from powerpact.services.deeds import Done, deed
from powerpact.services.line_moves import Placing, move_lines
from powerpact.services.line_places import locked_lines
from powerpact.services.order_routing import route_by, routes_of
from powerpact.services.transactions import transaction

NO_VARIANT = "it has no variant that could be mapped; choose by hand where it goes"
NO_MAP = "its variant has no map yet; map it, or choose by hand where the line goes"
MOVED_ON = "the line was routed meanwhile; look where it goes now, then choose again"


@deed("bubbly_order_line")
def reroute(session: Session, line_ids: Collection[int], actor: Actor) -> Done:
    """Ask the maps again about lines that nobody could route, and give each its partner.

    A line joins the part that its partner has of the order, unless that was sent; or makes one.
    """
    lines = locked_lines(session, line_ids)
    unrouted = {key: row for key, row in lines.items() if _is_unrouted(row)}
    variants = {row.bubbly_variant_id for row in unrouted.values() if row.bubbly_variant_id}
    routes = routes_of(session, variants)
    wanted = {
        key: _by_map(row, route, actor)
        for key, row in unrouted.items()
        if (route := routes.get(row.bubbly_variant_id or ""))
    }
    done = move_lines(session, unrouted, wanted, actor)
    others = set(line_ids) - set(wanted)
    left = {**done.left, **{key: _why_left(lines.get(key)) for key in sorted(others)}}
    return Done(done.moved, left, done.follow_up)


def route_line_to(
    line_id: int, variant_map_id: int | None, actor: Actor, *, note: str = "", seen: str = ""
) -> Done:
    """Send a line to the partner whose variant this is, or with None to Bubbly's own stock.

    ``note`` says why; ``seen`` is the ``standing`` that the person saw. Raises NotFound, and
    Refused when the line can not go there.
    """
    with transaction() as session:
        lines = locked_lines(session, [line_id])
        if line_id not in lines:
            raise NotFound("there is no such line")
        line = lines[line_id]
        route = None if variant_map_id is None else route_by(session, variant_map_id)
        if seen and seen != standing(line):
            raise Refused(MOVED_ON)
        done = move_lines(session, lines, {line_id: _by_hand(line, route, actor, note)}, actor)
        if done.left:
            raise Refused(done.left[line_id])
        return done


def standing(line: Row[tuple[object, ...]]) -> str:
    """What changes whenever the line goes elsewhere."""
    return f"{line.destination}:{line.order_sync_id or ''}:{line.variant_map_id or ''}"


def _is_unrouted(line: Row[tuple[object, ...]]) -> bool:
    return bool(line.destination is Destination.UNROUTED)


def _by_map(line: Row[tuple[object, ...]], route: Route, actor: Actor) -> Placing:
    reason = (
        f"{line.title} is sold by {route.partner_name}: its variant was mapped later, and "
        f"{actor.name} had the line routed again"
    )
    return Placing(route, Why.MAPPED_LATER, reason)


def _by_hand(
    line: Row[tuple[object, ...]], route: Route | None, actor: Actor, note: str
) -> Placing:
    place = f"by {route.partner_name}" if route else "from Bubbly's own stock"
    why = f": {note.strip()}" if note.strip() else ""
    sold = f"{actor.name} chose that {line.title} is sold {place}{why}"
    return Placing(route, Why.CHOSEN_BY_STAFF, sold, note.strip())


def _why_left(line: Row[tuple[object, ...]] | None) -> str:
    if line is None:
        return "there is no such line"
    if not _is_unrouted(line):
        return "it has a place already"
    return NO_MAP if line.bubbly_variant_id else NO_VARIANT
