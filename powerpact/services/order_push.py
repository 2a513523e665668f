"""Pushing parts: claim and commit, call Shopify, record and commit (facts 4.3).

At most one partner order per part (I1): a part is claimed by compare-and-set, every try after
the first looks for the order before it sends one, and after an unclear answer nothing is sent
again until looking has found nothing for long enough.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from powerpact.domain.attempts import Outcome
from powerpact.errors import DefinitionMissing, PowerPactError, RateLimited, Rejected, Resting
from powerpact.models import utc_now
from powerpact.services.access import Door, call_through, doors
from powerpact.services.hands import Context, Hands
from powerpact.services.order_claim import ClaimedPart, claim_parts
from powerpact.services.order_due import next_due_in
from powerpact.services.order_record import Try, record
from powerpact.services.order_results import Tried, found, result_of
from powerpact.services.platform import platform
from powerpact.services.resting import rest
from powerpact.shopify.call import Call
from powerpact.shopify.custom_ids import SPLIT_ID
from powerpact.shopify.orders import (
    create_order,
    custom_id_taken,
    find_by_custom_id,
    find_by_marks,
)
from powerpact.shopify.stores import ensure_custom_id_definition

# The part of an older order is looked for even before its first try: an earlier life of our rows,
# before a backup was restored, may have sent it.
YOUNG = timedelta(minutes=10)
# Seconds. How often new parts are looked for while calls are under way, and for how long a worker
# that has nothing to do stays for a part that is due then.
LOOK_EVERY = 0.25
LINGER = 2.0
DOORS_LAST = 1.0


def push_due(within: Context, stopping: Callable[[], bool], more: Callable[[], None]) -> None:
    """Push parts until none is due: claim, call side by side, record what came back, again.

    A slow store holds up only its own parts: claims and records are made for all parts that are
    ready together, each call is made by itself. ``within`` makes what a call runs in; once
    ``stopping()``, nothing new is begun; ``more()`` is called when more is due than we have hands
    for. What Shopify answers is recorded on the parts and raised to nobody.
    """
    known = KnownDoors()
    with Hands(platform().settings.pushes_at_once, _push, within) as hands:
        while True:
            if hands.free and not hands.fault and not stopping():
                _claim_and_give(hands, known, more)
            if hands.busy:
                record(hands.finished(LOOK_EVERY))
            elif hands.fault or stopping() or not _comes_soon():
                return


def _claim_and_give(
    hands: Hands[tuple[ClaimedPart, Door], Try], known: "KnownDoors", more: Callable[[], None]
) -> None:
    claimed = claim_parts(hands.free)
    if len(claimed) == hands.free:
        more()
    of_store = known.of({part.partner_id for part in claimed})
    for part in claimed:
        hands.give((part, of_store[part.partner_id]))


class KnownDoors:
    """The doors of the stores that parts are being pushed to, read anew every second or so.

    That is often enough: which stores rest is looked at by every claim, and a token that has
    ended meanwhile is renewed by whoever hears so.
    """

    def __init__(self) -> None:
        self._doors: dict[int, Door] = {}
        self._read_at = 0.0

    def of(self, store_ids: set[int]) -> Mapping[int, Door]:
        """The doors of at least these stores."""
        if time.monotonic() - self._read_at > DOORS_LAST:
            self._doors, self._read_at = {}, time.monotonic()
        if unknown := store_ids - self._doors.keys():
            self._doors |= doors(unknown)
        return self._doors


def _comes_soon() -> bool:
    """Wait for what is due in a moment, such as a store whose allowance is coming back."""
    seconds = next_due_in()
    if seconds is None or seconds > LINGER:
        return False
    time.sleep(max(seconds, LOOK_EVERY))
    return True


def _push(given: tuple[ClaimedPart, Door]) -> Try:
    part, door = given
    return push_one(part, call_through(door))


def push_one(part: ClaimedPart, call: Call) -> Try:
    """Make one try for a claimed part through the call to its store; the part is not written."""
    started_at = utc_now()
    tried = _try(part, call)
    return Try(part, tried, started_at, utc_now())


def _try(part: ClaimedPart, call: Call) -> Tried:
    try:
        return _look(call, part) or _send(call, part)
    except DefinitionMissing as error:
        return _define(call, error)
    except Resting as error:
        return result_of(error)
    except RateLimited as error:
        # The whole store waits, not only this part: the next one would hear the same.
        rest(part.partner_id, error.retry_after, str(error))
        return result_of(error)
    except PowerPactError as error:
        return result_of(error)


def _look(call: Call, part: ClaimedPart) -> Tried | None:
    """The order that an earlier try may have made; None when it is right to send one now."""
    if part.is_first_try and utc_now() - part.placed_at < YOUNG:
        return None
    order = find_by_custom_id(call, part.draft.split_id)
    if order and not order.cancelled:
        return found((order,))
    if order or part.unclear_since:
        # The order with the custom id may be cancelled and another one kept (DUPLICATE).
        marked = find_by_marks(call, part.draft.source_identifier, part.draft.tag)
        seen = (*marked, order) if order else marked
        if seen:
            return found(seen)
    resend_after = timedelta(seconds=platform().settings.unclear_resend_seconds)
    if part.unclear_since and utc_now() - part.unclear_since < resend_after:
        return Tried(Outcome.NOT_FOUND_YET, "the partner's store shows no such order yet")
    return None


def _send(call: Call, part: ClaimedPart) -> Tried:
    if utc_now() >= part.lease_ends:
        return Tried(Outcome.RETRYABLE, "looking took longer than the lease, so nothing was sent")
    try:
        order = create_order(call, part.draft)
    except Rejected as error:
        if not custom_id_taken(error):
            raise
        taken_by = find_by_custom_id(call, part.draft.split_id)
        if taken_by is None:
            raise
        return found((taken_by,))
    return Tried(Outcome.CREATED, f"created {order.name}", order)


def _define(call: Call, missing: DefinitionMissing) -> Tried:
    """Give the store the definition of our custom id that it lacks, and try again soon."""
    try:
        ensure_custom_id_definition(call, "ORDER", SPLIT_ID, "PowerPact split")
    except PowerPactError as error:
        return result_of(error)
    return Tried(Outcome.RETRYABLE, f"{missing}; the definition has been made", counts=True)
