"""The way into a store: through its door, with its token and within its budget.

``call_for(store_id)`` gives the ``Call`` that the gateways of ``powerpact.shopify`` take, and reads
the store for every call. Who makes many calls reads the doors of all its stores at once and goes
through them with ``call_through``, which asks the database nothing while all goes well.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from powerpact.errors import RateLimited, Resting, Retryable, ScopeMissing, Unauthorized
from powerpact.models import utc_now
from powerpact.services.budget.allowance import PATIENCE
from powerpact.services.budget.shares import Share
from powerpact.services.doors import Door, Key, door_of, doors
from powerpact.services.platform import platform
from powerpact.services.resting import resting
from powerpact.services.token_renewal import (
    grant_values,
    reconnect_needed,
    renew_if_due,
    renewed,
    token_endpoint,
)
from powerpact.services.transactions import refuse_open_transaction
from powerpact.shopify.call import Answer, Call
from powerpact.shopify.cost import Throttled

__all__ = [
    "Door",
    "Share",
    "call_for",
    "call_through",
    "doors",
    "grant_values",
    "renew_if_due",
    "token_endpoint",
]

# A token this close to its end is renewed before it is used.
RENEW_BEFORE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Request:
    """One operation to run, and how its points are paid for."""

    name: str
    variables: Mapping[str, object]
    share: Share
    patience: float


def call_for(store_id: int, share: Share = Share.ORDERS, patience: float = PATIENCE) -> Call:
    """A ``Call`` bound to one store, paid for by that share of its allowance.

    Each call waits up to ``patience`` seconds for its points. Besides what
    ``ShopifyClient.execute`` raises: OverBudget when they take longer, Resting while the store is
    left alone, Unauthorized when it must be reconnected, NotFound when there is no such store.
    """

    def call(name: str, variables: Mapping[str, object]) -> Answer:
        refuse_open_transaction()
        return call_through(door_of(store_id), share, patience)(name, variables)

    return call


def call_through(door: Door, share: Share = Share.ORDERS, patience: float = PATIENCE) -> Call:
    """The same for a store that was read before, without a query per call.

    Only a failure, the first answer after one, and a token that ends cost statements.
    """

    def call(name: str, variables: Mapping[str, object]) -> Answer:
        refuse_open_transaction()
        with _noted(door):
            return _answer(door, Request(name, variables, share, patience))

    return call


@contextmanager
def _noted(door: Door) -> Iterator[None]:
    """Keep what the call teaches of the store: in its row, and on the door for the next calls."""
    try:
        with resting(door.store_id, failed_before=door.failed_before):
            yield
    except Resting:  # nothing was sent
        raise
    except RateLimited as error:
        door.rests_until = utc_now() + timedelta(seconds=error.retry_after)
        door.rest_reason = str(error)
        raise
    except Retryable:
        door.failed_before = True
        raise
    door.failed_before = False


def _answer(door: Door, request: Request) -> Answer:
    key = _fresh_key(door)
    try:
        return _paid_for(door.store_id, key, request)
    except ScopeMissing:
        raise
    except Unauthorized:
        key = door.key = renewed(door.store_id, key)
    try:
        return _paid_for(door.store_id, key, request)
    except ScopeMissing:
        raise
    except Unauthorized as error:
        reconnect_needed(door.store_id, key, str(error))
        raise


def _paid_for(store_id: int, key: Key, request: Request) -> Answer:
    """Send it once, with points reserved before and settled after.

    What ends without saying what it cost keeps its points reserved until their time is over.
    """
    here, name, variables = platform(), request.name, request.variables
    points = here.costs.expected(name, variables)
    reserved = here.allowances.reserve(store_id, request.share, points, request.patience)
    try:
        answer = here.client.execute(key.access, name, variables)
    except Throttled as refused:
        here.allowances.settle(reserved, refused.cost, ran=False)
        here.costs.heard(name, variables, refused.cost)
        raise
    here.allowances.settle(reserved, answer.cost)
    here.costs.heard(name, variables, answer.cost)
    return answer


def _fresh_key(door: Door) -> Key:
    key = door.opened()
    if key.expires_at and key.expires_at - utc_now() < RENEW_BEFORE:
        key = door.key = renewed(door.store_id, key)
    return key
