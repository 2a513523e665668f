"""Points for a call: reserved before it is sent, settled by what Shopify answers (facts 6)."""

import time
from dataclasses import dataclass
from uuid import uuid4

import structlog

from powerpact.errors import OverBudget
from powerpact.services.budget.balance import Balance
from powerpact.services.budget.ledger import Ledger
from powerpact.services.budget.shares import Share
from powerpact.shopify.cost import Cost
from powerpact.shopify.costs import MOST

log = structlog.get_logger(__name__)

# Seconds that a call may wait in place for its points. Above that the row is put back, so that a
# store that must wait does not hold workers (I7).
PATIENCE = 1.0
SHORTEST_WAIT = 0.005
# No plan restores a tenth of this or holds a tenth of that (facts 6): more can not be meant.
PLAUSIBLE_RATE = (1.0, 20_000.0)
PLAUSIBLE_MAXIMUM = (1.0, 1_000_000.0)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Points that are kept for one call until it is settled, or for as long as it can last."""

    store_id: int
    id: str


class Allowances:
    """The budget of every store, shared by all workers of all hosts."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._warned: set[int] = set()

    def reserve(
        self, store_id: int, share: Share, points: float, patience: float = PATIENCE
    ) -> Reservation | None:
        """Reserve points for a call, waiting up to ``patience`` seconds for them.

        None when Redis is away: the call goes on without a budget. Raises OverBudget, with the
        seconds until the points may be there, when that would take longer.
        """
        mine = Reservation(store_id, uuid4().hex)
        wish: dict[str, object] = {"id": mine.id, "share": share.value, "points": points}
        ends = time.monotonic() + patience
        while True:
            left = wish["patience"] = max(ends - time.monotonic(), 0.0)
            outcome = self._ledger.run(store_id, take=wish)
            if outcome is None:
                return None
            if outcome["granted"]:
                return mine
            if outcome["wait"] > left:
                raise OverBudget("the store's API allowance is used up for now", outcome["wait"])
            time.sleep(max(outcome["wait"], SHORTEST_WAIT))

    def balance(self, store_id: int) -> Balance | None:
        """How the store's budget stands, without a call to the store; None when nobody knows."""
        return self._ledger.balance(store_id)

    def close(self) -> None:
        """Close the connections to Redis."""
        self._ledger.close()

    def settle(
        self, reservation: Reservation | None, cost: Cost | None, *, ran: bool = True
    ) -> None:
        """Give back what the call did not use, and learn what Shopify says of the store.

        A call that did not run (``ran`` false) has used nothing. One without an answer is not
        settled: nobody knows what it used, and its points are given up when its time is over.
        """
        if reservation is None:
            return
        answered: dict[str, object] = {"id": reservation.id}
        if not ran:
            answered["used"] = 0
        elif cost and cost.actual is not None and cost.actual <= MOST:
            answered["used"] = cost.actual
        self._ledger.run(
            reservation.store_id, settle=[answered | self._said(reservation.store_id, cost)]
        )

    def _said(self, store_id: int, cost: Cost | None) -> dict[str, object]:
        """The store's allowance as the answer tells it; nothing when that makes no sense."""
        if cost and _makes_sense(cost):
            return {
                "available": cost.available,
                "maximum": cost.maximum,
                "rate": cost.restore_rate,
            }
        if store_id not in self._warned:
            self._warned.add(store_id)
            log.warning(
                "allowance_not_told",
                store=store_id,
                told=cost,
                meaning="Shopify's answer says nothing sensible of the store's allowance; "
                "what was known of it before stays in use",
            )
        return {}


def _makes_sense(cost: Cost) -> bool:
    if cost.maximum is None or cost.available is None or cost.restore_rate is None:
        return False
    least_rate, most_rate = PLAUSIBLE_RATE
    least, most = PLAUSIBLE_MAXIMUM
    return (
        least_rate <= cost.restore_rate <= most_rate
        and least <= cost.maximum <= most
        and cost.available <= cost.maximum
    )
