"""Looking at a store's connection: what it grants us, and whether it tells us what happens there.

Looking puts right what it can: topics that a store does not send are subscribed to again.
"""

from collections.abc import Callable, Collection
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.errors import Permanent, RateLimited, Retryable
from powerpact.models import Source, Store, StoreKind, StoreState, utc_now
from powerpact.services.access import Share, call_for
from powerpact.services.audit import Actor, audit, audit_many
from powerpact.services.claims import longest_due
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.hands import Context, Hands
from powerpact.services.many_rows import among
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.shopify.call import Call
from powerpact.shopify.stores import ensure_subscriptions, read_scopes
from powerpact.shopify.topics import BUBBLY, PARTNER, Topic

CHECKS = Actor("the check of connections", Source.RULE)
# Stores that one worker looks at side by side, so that a slow one holds up no other (I7).
AT_ONCE = 8
# When a store did not answer, it is looked at again so much later.
AGAIN_AFTER = timedelta(minutes=5)


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


def check_due_connections(within: Context, stopping: Callable[[], bool] = bool) -> None:
    """Look at every store whose turn has come; ``within`` makes what a look runs in."""
    with Hands(AT_ONCE, look_at, within, stopping) as hands:
        while True:
            for store_id in _take(hands.free):
                hands.give(store_id)
            if not hands.busy:
                return
            hands.finished()


def look_at(store_id: int) -> None:
    """Look at one store's connection and note what is found; raises nothing Shopify may answer."""
    try:
        call = call_for(store_id, Share.CATALOGUE)
        scopes = read_scopes(call)
        kind = _kind(store_id)
        made = subscribe(call, kind)
    except (Retryable, Permanent) as error:
        _note(store_id, check_fault=str(error), check_due_at=_again_at(error))
    else:
        _note(store_id, check_fault="", check_due_at=None, scopes=sorted(scopes), **found(kind))
        _tell(store_id, made)


def subscribe(call: Call, kind: StoreKind) -> tuple[Topic, ...]:
    """Have the store send us everything that we listen to; the topics that it did not send."""
    uri = f"{str(platform().settings.app_url).rstrip('/')}/webhooks"
    return ensure_subscriptions(call, uri, topics_of(kind))


def topics_of(kind: StoreKind) -> tuple[Topic, ...]:
    """What we listen to in a store of that kind."""
    return BUBBLY if kind is StoreKind.BUBBLY else PARTNER


def found(kind: StoreKind) -> dict[str, object]:
    """What is noted of a store that is subscribed to everything."""
    return {"topics": [topic.value for topic in topics_of(kind)], "checked_at": utc_now()}


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


def _kind(store_id: int) -> StoreKind:
    with transaction() as session:
        return session.scalars(select(Store.kind).where(Store.id == store_id)).one()


def _again_at(error: Exception) -> object:
    """A store that can not answer now is looked at again; one that says no is a person's turn."""
    if not isinstance(error, Retryable):
        return None
    wait = timedelta(seconds=error.retry_after) if isinstance(error, RateLimited) else AGAIN_AFTER
    return utc_now() + max(wait, AGAIN_AFTER)


def _note(store_id: int, **values: object) -> None:
    with transaction() as session:
        session.execute(
            update(Store)
            .where(Store.id == store_id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


def _tell(store_id: int, made: Collection[Topic]) -> None:
    if made:
        after = {"topics": [topic.value for topic in made]}
        with transaction() as session:
            audit(session, CHECKS, "subscribe again", ("store", store_id), after=after)
