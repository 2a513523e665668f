"""Giving lines of paid orders another place: all rows that follow from it, in one transaction.

The number of statements does not depend on the number of lines. Shares of the order's amounts stay
with their lines, so they still sum to the whole wherever those go (I3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete
from sqlalchemy.orm import Session

from powerpact.domain.rerouting import Seller, why_not_move
from powerpact.domain.splitting import Destination, Route, Why
from powerpact.models import BubblyOrderLine, OrderSyncLine
from powerpact.services.audit import Actor, audit_many
from powerpact.services.deeds import Done
from powerpact.services.follow_up import FollowUp
from powerpact.services.line_places import (
    Lines,
    Parts,
    locked_parts,
    part_of_order,
    place_of,
)
from powerpact.services.many_rows import among, update_records
from powerpact.services.order_release import release_held_for_unrouted
from powerpact.services.order_routing import partner_terms
from powerpact.services.part_lines import join_parts, reckon_anew


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a line is to go: by a route, or without one to Bubbly's own stock; and why.

    ``note`` is what the person who chose it said.
    """

    route: Route | None
    why: Why
    reason: str
    note: str = ""


def move_lines(session: Session, lines: Lines, wanted: Mapping[int, Placing], actor: Actor) -> Done:
    """Give the lines, which are locked, the places that are wanted; a reason for each one left."""
    routes = [placing.route for placing in wanted.values() if placing.route]
    partner_ids = {route.partner_id for route in routes}
    partner_ids |= {line.partner_id for line in lines.values() if line.partner_id}
    # Before the parts: whoever resumes a partner takes the store first and its parts then.
    terms = partner_terms(session, partner_ids)
    parts = locked_parts(session, {line.bubbly_order_id for line in lines.values()}, partner_ids)
    left = _left(lines, wanted, parts)
    moves = {key: placing for key, placing in wanted.items() if key not in left}
    if not moves:
        return Done((), left)
    moved = [lines[key] for key in sorted(moves)]
    _leave_parts(session, moved)
    _write_places(session, moves)
    joined = join_parts(session, [(line, moves[line.id].route) for line in moved], parts, terms)
    reckon_anew(session, _touched(moved, moves, parts), terms)
    _tell(session, actor, [(line, moves[line.id], _holder(line, parts)) for line in moved])
    released = release_held_for_unrouted(session, {line.bubbly_order_id for line in moved})
    return Done(tuple(sorted(moves)), left, FollowUp(order_syncs=tuple({*joined, *released})))


def _left(lines: Lines, wanted: Mapping[int, Placing], parts: Parts) -> dict[int, str]:
    left = {}
    for key, placing in wanted.items():
        line, route = lines[key], placing.route
        holder = _holder(line, parts)
        taker = parts.get((line.bubbly_order_id, route.partner_id)) if route else None
        seller = Seller(route.variant_map_id, route.partner_name) if route else None
        if why := why_not_move(place_of(line, holder), seller, part_of_order(taker)):
            left[key] = why
    return left


def _holder(line: Row[Any], parts: Parts) -> Row[Any] | None:
    """The part that the line is in."""
    return parts.get((line.bubbly_order_id, line.partner_id or 0))


def _leave_parts(session: Session, moved: Sequence[Row[Any]]) -> None:
    leaving = [line.id for line in moved if line.order_sync_id]
    if leaving:
        session.execute(
            delete(OrderSyncLine)
            .where(among(OrderSyncLine.bubbly_order_line_id, leaving))
            .execution_options(synchronize_session=False)
        )


def _write_places(session: Session, moves: Mapping[int, Placing]) -> None:
    update_records(
        session,
        BubblyOrderLine,
        [
            {"id": key, **_place(placing), "reason": placing.reason}
            for key, placing in moves.items()
        ],
    )


def _place(placing: Placing) -> dict[str, Any]:
    route = placing.route
    return {
        "destination": Destination.PARTNER if route else Destination.BUBBLY,
        "partner_id": route.partner_id if route else None,
        "reason_code": placing.why,
    }


def _touched(
    moved: Sequence[Row[Any]], moves: Mapping[int, Placing], parts: Parts
) -> list[Row[Any]]:
    """The parts that were there before and have other lines now."""
    keys = {(line.bubbly_order_id, line.partner_id) for line in moved}
    keys |= {(line.bubbly_order_id, r.partner_id) for line in moved if (r := moves[line.id].route)}
    return [part for key, part in parts.items() if key in keys]


def _tell(
    session: Session, actor: Actor, moved: Sequence[tuple[Row[Any], Placing, Row[Any] | None]]
) -> None:
    changes = (
        (
            line.id,
            {"line": line.title, "goes_to": _was_at(line, holder)},
            {"line": line.title, "goes_to": _is_at(placing), "note": placing.note},
        )
        for line, placing, holder in moved
    )
    audit_many(session, actor, "reroute", "bubbly_order_line", changes)


def _was_at(line: Row[Any], holder: Row[Any] | None) -> str:
    if holder is not None:
        return str(holder.partner_name)
    return "Bubbly" if line.destination is Destination.BUBBLY else "nobody"


def _is_at(placing: Placing) -> str:
    return placing.route.partner_name if placing.route else "Bubbly"
