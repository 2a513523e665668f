"""Looking at a store's connection: what it grants us, and whether it tells us what happens there.

Every store is looked at once an hour. Looking puts right what it can: topics that a store does not
send are subscribed to again, and a store that was just connected is made ready.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from powerpact.errors import Permanent, RateLimited, Retryable
from powerpact.models import Store, StoreKind, StoreState, utc_now
from powerpact.services.access import Share, call_for
from powerpact.services.audit import Actor, audit_many
from powerpact.services.claims import longest_due
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import NOTHING, FollowUp, together
from powerpact.services.hands import Context, Hands
from powerpact.services.many_rows import among
from powerpact.services.platform import platform
from powerpact.services.store_provisioning import found, install_of, provision
from powerpact.services.store_webhooks import subscribe, tell
from powerpact.services.transactions import transaction
from powerpact.shopify.stores import read_scopes, reads_customers

# Stores that one worker looks at side by side, so that a slow one holds up no other (I7).
AT_ONCE = 8
# When a store did not answer, it is looked at again so much later.
AGAIN_AFTER = timedelta(minutes=5)
# A store's turn comes once an hour, in the minute that its id names; one whose turn was missed is
# taken a while later, so many a minute.
TURN_COUNTS_AFTER = timedelta(minutes=30)
MISSED_AFTER = timedelta(minutes=90)
MOST_A_MINUTE = 50


@deed("store")
def check_connection(session: Session, store_ids: Collection[int], actor: Actor) -> Done:
    """Have a worker look at the stores' connections as soon as it can."""
    stores = session.execute(
        select(Store.id, Store.state)
        .where(among(Store.id, store_ids))
        .order_by(Store.id)
        .with_for_update(key_share=True)
    ).all()
    asked = tuple(each.id for each in stores if each.state is StoreState.ACTIVE)
    session.execute(
        update(Store)
        .where(among(Store.id, asked))
        .values(check_due_at=utc_now(), check_fault="")
        .execution_options(synchronize_session=False)
    )
    audit_many(session, actor, "check_connection", "store", ((each, {}, {}) for each in asked))
    left = dict.fromkeys(set(store_ids), "there is no such store")
    left |= {each.id: _closed(each.state) for each in stores}
    left = {store_id: why for store_id, why in left.items() if store_id not in asked}
    return Done(asked, left, FollowUp(connections=asked))


def _closed(state: StoreState) -> str:
    return f"it is {state.value.replace('_', ' ')}, so it does not answer us"


def take_turns() -> FollowUp:
    """Make the stores due whose turn has come; called once a minute, and harmless when repeated."""
    turn = select(Store.id).where(
        Store.state == StoreState.ACTIVE, Store.check_due_at.is_(None), _is_their_turn()
    )
    chosen = turn.order_by(Store.checked_at.nulls_first()).limit(MOST_A_MINUTE)
    with transaction() as session:
        ids = session.scalars(chosen.with_for_update(skip_locked=True)).all()
        due = update(Store).where(among(Store.id, ids)).values(check_due_at=utc_now())
        session.execute(due.execution_options(synchronize_session=False))
    return FollowUp(connections=tuple(ids))


def _is_their_turn() -> ColumnElement[bool]:
    """Turns are spread over the hour by the stores' ids, so that no herd comes at its beginning."""
    now = utc_now()
    named = and_(Store.id % 60 == now.minute, Store.checked_at < now - TURN_COUNTS_AFTER)
    return or_(named, Store.checked_at.is_(None), Store.checked_at < now - MISSED_AFTER)


def check_due_connections(within: Context, stopping: Callable[[], bool] = bool) -> FollowUp:
    """Look at every store whose turn has come; ``within`` makes what a look runs in.

    What is due by what was found.
    """
    due: list[FollowUp] = []
    with Hands(AT_ONCE, look_at, within, stopping) as hands:
        while True:
            for store_id in _take(hands.free):
                hands.give(store_id)
            if not hands.busy:
                return together(due)
            due.extend(hands.finished())


def look_at(store_id: int) -> FollowUp:
    """Look at one store's connection and note what is found, or make it ready when it is new.

    Raises nothing that Shopify may answer.
    """
    kind, installed_at = install_of(store_id)
    try:
        if _is_new(store_id):
            return provision(store_id)
        seen = _look(store_id, kind)
    except (Retryable, Permanent) as error:
        again_at = _again_at(error)
        seen = {"check_fault": str(error), "checked_at": utc_now(), "check_due_at": again_at}
    _note(store_id, installed_at, seen)
    return NOTHING


def _look(store_id: int, kind: StoreKind) -> dict[str, object]:
    """What is seen of the store."""
    call = call_for(store_id, Share.CATALOGUE)
    scopes = sorted(read_scopes(call))
    tell(store_id, subscribe(call, kind))
    denied = not reads_customers(call)
    return {"scopes": scopes, "customer_data_denied": denied, **found(kind)}


def _is_new(store_id: int) -> bool:
    """Whether nobody has looked at it since it was connected."""
    with transaction() as session:
        return session.scalars(select(Store.topics).where(Store.id == store_id)).one() is None


def _take(limit: int) -> tuple[int, ...]:
    """Stores to look at now. They are due again after a lease, in case that nobody comes back."""
    if not limit:
        return ()
    due = longest_due(Store.id, Store.check_due_at, limit)
    lease = timedelta(seconds=platform().settings.lease_seconds)
    take = update(Store).where(Store.id == due.c.id).values(check_due_at=utc_now() + lease)
    with transaction() as session:
        taken = take.returning(Store.id).execution_options(synchronize_session=False)
        return tuple(session.scalars(taken))


def _again_at(error: Exception) -> object:
    """A store that can not answer now is looked at again; one that says no waits for its turn."""
    if not isinstance(error, Retryable):
        return None
    wait = timedelta(seconds=error.retry_after) if isinstance(error, RateLimited) else AGAIN_AFTER
    return utc_now() + max(wait, AGAIN_AFTER)


def _note(store_id: int, installed_at: datetime | None, seen: dict[str, object]) -> None:
    """Keep what was seen, unless the store was connected anew meanwhile."""
    with transaction() as session:
        session.execute(
            update(Store)
            .where(Store.id == store_id, Store.installed_at.is_not_distinct_from(installed_at))
            .values(**seen)
            .execution_options(synchronize_session=False)
        )
