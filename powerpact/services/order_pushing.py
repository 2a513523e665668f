"""Pushing whatever is due: claim and commit, call the stores side by side, record and commit.

A slow store holds up only its own parts: claims and records are made for all parts that are ready
together, each call is made by itself.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from powerpact.services.access import Door, call_through, doors
from powerpact.services.hands import Context, Hands
from powerpact.services.order_claim import ClaimedPart, claim_parts
from powerpact.services.order_due import next_due_in
from powerpact.services.order_push import push_one
from powerpact.services.order_record import Try, record
from powerpact.services.platform import platform

# Seconds. How often new parts are looked for while calls are under way, and for how long a worker
# that has nothing to do stays for a part that is due then.
LOOK_EVERY = 0.25
LINGER = 2.0
DOORS_LAST = 1.0

Given = tuple[ClaimedPart, Door]


def push_due(within: Context, stopping: Callable[[], bool], more: Callable[[], None]) -> None:
    """Push parts until none is due.

    ``within`` makes what a call runs in; once ``stopping()``, nothing new is begun; ``more()`` is
    called when more is due than we have hands for. What Shopify answers is recorded on the parts
    and raised to nobody.
    """
    stores = Stores()
    with Hands(platform().settings.pushes_at_once, _push, within, stopping) as hands:
        while True:
            if room := hands.free:
                _claim_and_give(hands, room, stores, more)
            if hands.busy:
                tries = hands.finished(LOOK_EVERY)
                record(tries)
                stores.heed(tries)
            elif hands.ending or not _comes_soon():
                return


def _claim_and_give(
    hands: Hands[Given, Try], room: int, stores: "Stores", more: Callable[[], None]
) -> None:
    claimed = claim_parts(room, without=stores.without_points())
    if len(claimed) == room:
        more()
    of_store = stores.doors({part.partner_id for part in claimed})
    for part in claimed:
        hands.give((part, of_store[part.partner_id]))


def _push(given: Given) -> Try:
    part, door = given
    return push_one(part, call_through(door))


def _comes_soon() -> bool:
    """Wait for what is due in a moment, such as a store whose allowance is coming back."""
    seconds = next_due_in()
    if seconds is None or seconds > LINGER:
        return False
    time.sleep(max(seconds, LOOK_EVERY))
    return True


class Stores:
    """What this worker remembers for a moment of the stores that it pushes parts to."""

    def __init__(self) -> None:
        self._doors: dict[int, Door] = {}
        self._read_at = 0.0
        self._points_back_at: dict[int, float] = {}

    def doors(self, store_ids: set[int]) -> Mapping[int, Door]:
        """The doors of at least these stores, read anew every second or so.

        That is often enough: which stores rest is looked at by every claim, and a token that has
        ended meanwhile is renewed by whoever hears so.
        """
        if time.monotonic() - self._read_at > DOORS_LAST:
            self._doors, self._read_at = {}, time.monotonic()
        if unknown := store_ids - self._doors.keys():
            self._doors |= doors(unknown)
        return self._doors

    def heed(self, tries: Sequence[Try]) -> None:
        """Remember which stores have no points now: their next parts would only be put back.

        Only here: the store does not rest, because its points may be there for others.
        """
        for each in tries:
            if not each.tried.sent and each.tried.retry_after is not None:
                back_at = time.monotonic() + each.tried.retry_after
                self._points_back_at[each.part.partner_id] = back_at

    def without_points(self) -> list[int]:
        """The stores from which no part should be claimed now."""
        now = time.monotonic()
        self._points_back_at = {i: at for i, at in self._points_back_at.items() if at > now}
        return list(self._points_back_at)
