"""What staff do to partners' parts of orders: hold, release, cancel, mark as handled; retry is
beside, in ``order_retry``.

Parts are locked before it is decided. A claim passes locked parts by, and one that came first
shows as ``sending``; so a part is either ours or the worker's, never both. What a worker has in
hand is not even locked: workers record many parts at once, in an order of their own.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from powerpact.domain.causes import CANCELLED_BY_STAFF, HANDLED, HELD_BY_STAFF, Cause
from powerpact.domain.part_steering import (
    CLOSABLE,
    IN_HAND,
    Standing,
    why_not_cancel,
    why_not_hold,
    why_not_release,
    why_not_settle,
)
from powerpact.domain.transitions import OrderState
from powerpact.errors import Refused
from powerpact.models import OrderSync, PartnerStore, utc_now
from powerpact.services.audit import Actor, audit_many
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.many_rows import among
from powerpact.services.order_rows import NOTHING_WRONG
from powerpact.services.trade_words import why_closed, why_closed_to_partner

_STANDING = select(
    OrderSync.id,
    OrderSync.state,
    OrderSync.cause_code,
    OrderSync.partner_order_id,
    OrderSync.unclear_since,
    PartnerStore.name.label("partner_name"),
    PartnerStore.trade.label("trade"),
    PartnerStore.trade_by.label("trade_by"),
).join(PartnerStore, PartnerStore.id == OrderSync.partner_id)


@deed("order_sync")
def hold(session: Session, part_ids: Collection[int], actor: Actor, *, note: str = "") -> Done:
    """Keep parts from going out until somebody releases them."""
    why = _because(HELD_BY_STAFF, note or f"{actor.name} holds it")
    values = {"state": OrderState.HELD, "next_attempt_at": None, **why}
    return steer(session, part_ids, actor, "hold", why_not_hold, values, note)


@deed("order_sync")
def release(session: Session, part_ids: Collection[int], actor: Actor) -> Done:
    """Let held parts go on: they are due now. Parts of a paused partner stay."""
    return steer(session, part_ids, actor, "release", why_not_release, due_again())


@deed("order_sync")
def cancel(session: Session, part_ids: Collection[int], actor: Actor, *, note: str = "") -> Done:
    """Give parts up for good, none of which has or may have an order in the partner's store."""
    values = _closed(CANCELLED_BY_STAFF, note or f"{actor.name} cancelled it")
    return steer(session, part_ids, actor, "cancel", why_not_cancel, values, note)


@deed("order_sync")
def mark_handled(session: Session, part_ids: Collection[int], actor: Actor, *, note: str) -> Done:
    """Close parts that somebody settled elsewhere; ``note`` says how. Raises Refused without."""
    if not note.strip():
        raise Refused("a note has to say how it was settled")
    values = _closed(HANDLED, note)
    return steer(session, part_ids, actor, "mark_handled", why_not_settle, values, note)


def due_again() -> dict[str, Any]:
    """A part as if it were new, but for what it knows of an earlier unclear try."""
    return {
        "state": OrderState.PENDING,
        "next_attempt_at": utc_now(),
        "failures": 0,
        **NOTHING_WRONG,
    }


def steer(
    session: Session,
    part_ids: Collection[int],
    actor: Actor,
    action: str,
    why_not: Callable[[Standing], str | None],
    values: dict[str, Any],
    note: str = "",
) -> Done:
    """Give the parts that may have them the new ``values``, and keep who did it.

    ``why_not`` says of a part why it is left as it is. What becomes pending is due.
    """
    rows = _locked(session, part_ids)
    reasons = {row.id: why_not(_standing(row)) for row in rows}
    moved = tuple(row.id for row in rows if reasons[row.id] is None)
    session.execute(
        update(OrderSync)
        .where(among(OrderSync.id, moved))
        .values(values)
        .execution_options(synchronize_session=False)
    )
    target: OrderState = values["state"]
    after = {"state": target.value, **({"note": note} if note else {})}
    before = {row.id: {"state": row.state.value} for row in rows}
    audit_many(session, actor, action, "order_sync", ((i, before[i], after) for i in moved))
    left = {part_id: why for part_id, why in reasons.items() if why}
    left |= _why_not_ours(session, set(part_ids) - reasons.keys(), why_not)
    return Done(moved, left, FollowUp(moved if target is OrderState.PENDING else ()))


def _locked(session: Session, part_ids: Collection[int]) -> Sequence[Row[Any]]:
    """How those of the parts stand that a person may move, locked in one order for all, so that
    two of us never wait in a ring."""
    waiting = _STANDING.where(among(OrderSync.id, part_ids), OrderSync.state.in_(CLOSABLE))
    return session.execute(waiting.order_by(OrderSync.id).with_for_update(of=OrderSync)).all()


def _why_not_ours(
    session: Session, part_ids: Collection[int], why_not: Callable[[Standing], str | None]
) -> dict[int, str]:
    """Why each of the other parts is left; one that a worker put down just now is left as well."""
    left = dict.fromkeys(part_ids, "there is no such part")
    for row in session.execute(_STANDING.where(among(OrderSync.id, part_ids))) if left else ():
        left[row.id] = why_not(_standing(row)) or IN_HAND
    return left


def _standing(row: Row[Any]) -> Standing:
    return Standing(
        state=row.state,
        cause_code=row.cause_code,
        has_order=row.partner_order_id is not None,
        is_unclear=row.unclear_since is not None,
        closed=why_closed(row.partner_name, row.trade),
        closed_to_partner=why_closed_to_partner(row.trade, row.trade_by),
    )


def _closed(cause: Cause, sentence: str) -> dict[str, Any]:
    return {
        "state": OrderState.CANCELLED,
        "next_attempt_at": None,
        **_because(cause, sentence),
    }


def _because(cause: Cause, sentence: str) -> dict[str, Any]:
    return {
        "cause_code": cause.code,
        "cause": sentence,
        "remedy": cause.remedy,
        "fixer": cause.fixer,
    }
