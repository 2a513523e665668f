"""Parts that come due, and parts whose workers died: the queue may forget, the rows do not."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Update, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import TRIED_OUT
from powerpact.domain.transitions import OrderState, sources
from powerpact.models import OrderSync, OrderSyncAttempt, PartnerStore, Trade, utc_now
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction

ABANDONED = "the worker stopped in the middle of this try, so nobody knows what it did"


def next_due_in() -> float | None:
    """Seconds until some part can be pushed, not negative; None when no part waits but for a
    person who resumes its partner.

    A store that is at its limit is taken as free: it has room again as soon as a call is back.
    """
    now = utc_now()
    first = (
        select(OrderSync.next_attempt_at)
        .where(
            OrderSync.partner_id == PartnerStore.id,
            OrderSync.state.in_(sources(OrderState.SENDING)),
        )
        .order_by(OrderSync.next_attempt_at)
        .limit(1)
        .lateral()
    )
    at = func.greatest(first.c.next_attempt_at, PartnerStore.rests_until)
    query = (
        select(func.min(at))
        .select_from(PartnerStore)
        .join(first, text("true"))
        .where(PartnerStore.trade == Trade.OPEN)
    )
    with transaction() as session:
        soonest = session.scalar(query)
    return max((soonest - now).total_seconds(), 0.0) if soonest else None


def release_abandoned(limit: int) -> tuple[int, ...]:
    """Take parts back from workers that died: their lease is over and nothing was recorded.

    Each becomes ``retrying`` and unclear, so that the next try looks before it sends. The clock
    of the looking starts now: the worker may have sent until its lease was over. A part that
    outlives too many workers needs a person.
    """
    now = utc_now()
    dead = (
        select(OrderSync.id, OrderSync.claimed_at)
        .where(OrderSync.state == OrderState.SENDING, OrderSync.next_attempt_at <= now)
        .order_by(OrderSync.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte()
    )
    with transaction() as session:
        released = session.execute(
            update(OrderSync)
            .where(OrderSync.id == dead.c.id)
            .values(
                state=OrderState.RETRYING,
                claim=None,
                claimed_at=None,
                cause=ABANDONED,
                unclear_since=now,
                next_attempt_at=now,
                failures=OrderSync.failures + 1,
            )
            .returning(OrderSync.id, OrderSync.tries, dead.c.claimed_at)
            .execution_options(synchronize_session=False)
        ).all()
        if released:
            attempts = [_abandoned(row.id, row.tries, row.claimed_at, now) for row in released]
            session.execute(insert(OrderSyncAttempt).on_conflict_do_nothing(), attempts)
            session.execute(_give_up([row.id for row in released]))
    return tuple(row.id for row in released)


def _give_up(part_ids: Sequence[int]) -> Update:
    """Fail those of the parts that have failed as often as may be."""
    return (
        update(OrderSync)
        .where(OrderSync.id.in_(part_ids), OrderSync.failures >= platform().settings.retry_limit)
        .values(
            state=OrderState.FAILED,
            next_attempt_at=None,
            cause_code=TRIED_OUT.code,
            remedy=TRIED_OUT.remedy,
            fixer=TRIED_OUT.fixer,
        )
        .execution_options(synchronize_session=False)
    )


def _abandoned(part_id: int, number: int, claimed_at: datetime, now: datetime) -> dict[str, object]:
    return {
        "order_sync_id": part_id,
        "number": number,
        "outcome": Outcome.ABANDONED,
        "message": ABANDONED,
        "started_at": claimed_at,
        "duration_ms": int((now - claimed_at).total_seconds() * 1000),
    }
