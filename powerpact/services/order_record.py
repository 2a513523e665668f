"""Recording a try: the attempt, which is history, and the part's next state."""

import random
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.domain.attempts import Backoff, Outcome
from powerpact.domain.causes import TRIED_OUT, Cause
from powerpact.domain.partner_order import PartnerOrder
from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, OrderSyncAttempt, OrderSyncLine, utc_now
from powerpact.services.order_claim import ClaimedPart
from powerpact.services.order_results import Tried
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction


def record(part: ClaimedPart, tried: Tried, started_at: datetime) -> None:
    """Write the attempt, and move the part on if the claim is still ours.

    When it is not, the sweeper took us for dead: whoever holds the part now looks before
    sending, and finds what we may have made.
    """
    values = _next_state(part, tried)
    with transaction() as session:
        session.execute(_attempt(part, tried, started_at))
        moved = session.execute(
            update(OrderSync)
            .where(OrderSync.id == part.id, OrderSync.claim == part.claim)
            .values(claim=None, claimed_at=None, **values)
            .returning(OrderSync.id)
        )
        if moved.first() and tried.order:
            _keep_line_ids(session, part, tried.order)


def _next_state(part: ClaimedPart, tried: Tried) -> dict[str, Any]:
    if tried.outcome in {Outcome.CREATED, Outcome.FOUND} and tried.order:
        return _created(tried.order)
    if tried.outcome is Outcome.REJECTED and tried.cause:
        return {"state": OrderState.FAILED, "next_attempt_at": None, **_because(tried, tried.cause)}
    failures = part.failures + tried.counts
    if failures >= platform().settings.retry_limit:
        stopped = {"state": OrderState.FAILED, "next_attempt_at": None, "failures": failures}
        return stopped | _unclear(tried) | _because(tried, tried.cause or TRIED_OUT)
    return {
        "state": OrderState.RETRYING,
        "next_attempt_at": utc_now() + timedelta(seconds=_wait(tried, failures)),
        "failures": failures,
        **_unclear(tried),
        **_because(tried, tried.cause),
    }


def _created(order: PartnerOrder) -> dict[str, Any]:
    return {
        "state": OrderState.CREATED,
        "partner_order_id": order.id,
        "partner_order_name": order.name,
        "ordered_at": utc_now(),
        "next_attempt_at": None,
        "unclear_since": None,
        "failures": 0,
        "cause_code": "",
        "cause": "",
        "remedy": "",
        "fixer": None,
    }


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
    jitter = random.random()  # noqa: S311  # spreads retries, protects nothing
    if tried.retry_after is not None:
        return tried.retry_after + jitter
    backoff = Backoff(settings.retry_first_seconds, settings.retry_cap_seconds)
    return backoff.wait(failures, jitter)


def _attempt(part: ClaimedPart, tried: Tried, started_at: datetime) -> Any:
    """The attempt's row. One is there already when the sweeper wrote that we were dead."""
    return (
        insert(OrderSyncAttempt)
        .values(
            order_sync_id=part.id,
            number=part.number,
            outcome=tried.outcome,
            message=tried.message,
            error_code=tried.error_code,
            request=_request(part),
            answer=_answer(tried),
            started_at=started_at,
            duration_ms=int((utc_now() - started_at).total_seconds() * 1000),
        )
        .on_conflict_do_nothing()
    )


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
    }


def _answer(tried: Tried) -> dict[str, Any]:
    if tried.order is None:
        return dict(tried.answer)
    return {"order": tried.order.id, "name": tried.order.name, "lines": len(tried.order.lines)}


def _keep_line_ids(session: Session, part: ClaimedPart, order: PartnerOrder) -> None:
    """The partner's line ids on the part's own lines, for refunds and shipments later."""
    rows = [
        {"id": part.line_ids[line.reference], "partner_line_id": line.id}
        for line in order.lines
        if line.reference in part.line_ids
    ]
    if rows:
        session.execute(update(OrderSyncLine), rows)
