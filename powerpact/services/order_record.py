"""Recording tries: the attempts, which are history, and the parts' next states."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from sqlalchemy import TextClause, text
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import TRIED_OUT, Cause
from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, OrderSyncAttempt, OrderSyncLine, utc_now
from powerpact.services.many_rows import document, given, insert_records
from powerpact.services.order_claim import ClaimedPart
from powerpact.services.order_late import LateOrder, keep_late_orders
from powerpact.services.order_results import Tried
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.services.waits import retry_wait

log = structlog.get_logger(__name__)

_LINE_IDS = text(
    "UPDATE order_sync_line AS line SET partner_line_id = given.partner_line_id "  # noqa: S608
    f"FROM {given(OrderSyncLine, ('id', 'partner_line_id'))} WHERE line.id = given.id"
)


@dataclass(frozen=True, slots=True)
class Try:
    """A try of a part that has come to an end."""

    part: ClaimedPart
    tried: Tried
    started_at: datetime
    ended_at: datetime


def record(tries: Sequence[Try]) -> None:
    """Write the attempts, and move on the parts whose claims are still ours.

    Where one is not, the sweeper took us for dead: whoever holds the part now looks before
    sending, and finds what we may have made. What the database refuses of one part does not
    keep the others from being written; that one is left to the end of its lease.
    """
    if not tries:
        return
    try:
        _write(tries)
    except (IntegrityError, DataError) as error:
        if len(tries) > 1:
            for each in tries:
                record([each])
            return
        why = type(error.orig).__name__
        log.error("part_not_recorded", part=tries[0].part.id, why=why)  # noqa: TRY400  # its text may quote a shopper


def _write(tries: Sequence[Try]) -> None:
    with transaction() as session:
        # One is there already when the sweeper wrote that we were dead.
        attempts = [_attempt(each) for each in tries if each.tried.sent]
        if attempts:
            insert_records(session, OrderSyncAttempt, attempts, skip_known=True)
        moved = _move(session, [_next_state(each.part, each.tried) for each in tries])
        _keep_line_ids(session, [each for each in tries if each.part.id in moved])
        late = [
            LateOrder(each.part.id, each.tried.order.id, each.tried.order.name)
            for each in tries
            if each.tried.order and each.part.id not in moved
        ]
        if late:
            keep_late_orders(session, late)


def _move(session: Session, rows: Sequence[dict[str, Any]]) -> set[int]:
    moved = session.scalars(_move_statement(tuple(rows[0])), {"given": document(rows)})
    return set(moved)


@cache
def _move_statement(names: tuple[str, ...]) -> TextClause:
    changed = (f"{name} = given.{name}" for name in names if name not in {"id", "claim"})
    return text(
        f"UPDATE order_sync AS part SET {', '.join(changed)}, "  # noqa: S608 - our own names only
        "claim = NULL, claimed_at = NULL, updated_at = now() "
        f"FROM {given(OrderSync, names)} "
        "WHERE part.id = given.id AND part.claim = given.claim RETURNING part.id"
    )


def _next_state(part: ClaimedPart, tried: Tried) -> dict[str, Any]:
    """All that a try may change, so that every part has the same columns."""
    kept = {
        "id": part.id,
        "claim": part.claim,
        "next_attempt_at": None,
        "tries": part.number if tried.sent else part.number - 1,
        "failures": part.failures,
        "unclear_since": part.unclear_since,
        "partner_order_id": None,
        "partner_order_name": "",
        "ordered_at": None,
        **_because(tried, tried.cause),
    }
    if tried.outcome in {Outcome.CREATED, Outcome.FOUND} and tried.order:
        return kept | {
            "state": OrderState.CREATED,
            "partner_order_id": tried.order.id,
            "partner_order_name": tried.order.name,
            "ordered_at": utc_now(),
            "unclear_since": None,
            "failures": 0,
            "cause": "",
        }
    if tried.outcome is Outcome.REJECTED and tried.cause:
        return kept | {"state": OrderState.FAILED}
    kept |= {"failures": part.failures + tried.counts, **_unclear(tried)}
    if kept["failures"] >= platform().settings.retry_limit:
        return kept | {"state": OrderState.FAILED} | _because(tried, tried.cause or TRIED_OUT)
    wait = timedelta(seconds=_wait(tried, kept["failures"]))
    return kept | {"state": OrderState.RETRYING, "next_attempt_at": utc_now() + wait}


def _because(tried: Tried, cause: Cause | None) -> dict[str, Any]:
    """Why the part is where it is, in words; a part that only waits has no remedy."""
    if cause is None:
        return {"cause_code": "", "cause": tried.message, "remedy": "", "fixer": None}
    return {
        "cause_code": cause.code,
        "cause": tried.message,
        "remedy": cause.remedy,
        "fixer": cause.fixer,
    }


def _unclear(tried: Tried) -> dict[str, Any]:
    """The clock of an unclear answer starts when the request was sent, and again at a re-send."""
    return {"unclear_since": utc_now()} if tried.outcome is Outcome.UNCLEAR else {}


def _wait(tried: Tried, failures: int) -> float:
    """Seconds until the next try."""
    settings = platform().settings
    if tried.outcome in {Outcome.UNCLEAR, Outcome.NOT_FOUND_YET}:
        return settings.unclear_look_seconds
    if tried.retry_after is not None:
        return tried.retry_after + random.random()  # noqa: S311  # spreads retries, no more
    return retry_wait(failures)


def _attempt(each: Try) -> dict[str, Any]:
    tried = each.tried
    return {
        "order_sync_id": each.part.id,
        "number": each.part.number,
        "outcome": tried.outcome,
        "message": tried.message,
        "error_code": tried.error_code,
        "request": _request(each.part),
        "answer": _answer(tried),
        "started_at": each.started_at,
        "duration_ms": int((each.ended_at - each.started_at).total_seconds() * 1000),
    }


def _request(part: ClaimedPart) -> dict[str, Any]:
    """What was asked for, without the shopper: personal data is kept in one place only (I8)."""
    draft = part.draft
    return {
        "split_id": draft.split_id,
        "currency": draft.currency,
        "lines": [
            {"variant": line.variant_id, "quantity": line.quantity, "price": str(line.unit_price)}
            for line in draft.lines
        ],
        "shipping": str(draft.shipping_price),
        "passes_address": draft.shipping_address is not None,
        "passes_email": bool(draft.email),
        "passes_phone": bool(draft.phone),
    }


def _answer(tried: Tried) -> dict[str, Any]:
    if tried.order is None:
        return dict(tried.answer)
    return {"order": tried.order.id, "name": tried.order.name, "lines": len(tried.order.lines)}


def _keep_line_ids(session: Session, tries: Sequence[Try]) -> None:
    """The partners' line ids on the parts' own lines, for refunds and shipments later."""
    rows = [
        {"id": each.part.line_ids[line.reference], "partner_line_id": line.id}
        for each in tries
        if each.tried.order
        for line in each.tried.order.lines
        if line.reference in each.part.line_ids
    ]
    if rows:
        session.execute(_LINE_IDS, {"given": document(rows)})
