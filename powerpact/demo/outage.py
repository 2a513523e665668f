"""One partner's store is down while orders come in, and then comes back."""

from sqlalchemy import func, select

from powerpact.demo.narrator import Narrator
from powerpact.demo.ordering import (
    BASKETS,
    Basket,
    orders_received,
    parts_by_state,
    place,
    waiting_parts,
)
from powerpact.demo.shops import FELL, KILN
from powerpact.demo.stack import Stack
from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, OrderSyncAttempt
from powerpact.services.transactions import transaction

BASKETS_MEANWHILE = (Basket(2, (KILN, FELL)), Basket(1, (FELL,)), Basket(3, (FELL, KILN)))
NOTICED_WITHIN = 150.0  # seconds; as long as a second try of a webhook takes
MENDED_WITHIN = 120.0


def survive_outage(stack: Stack, narrator: Narrator) -> None:
    """Take orders while a partner's store refuses every call; deliver its parts afterwards."""
    stack.simulator.add_fault("down", shop=FELL.domain)
    narrator.say(f"{FELL.name} is down: its store refuses every call.")
    before = parts_by_state(FELL)[OrderState.CREATED]
    place(stack, narrator, BASKETS_MEANWHILE, first=len(BASKETS) + 1)
    stack.processes.wait_until(
        _others_done,
        f"{FELL.name}'s parts wait and {KILN.name}'s are made",
        within=NOTICED_WITHIN,
        why=waiting_parts,
    )
    narrator.say(
        f"{KILN.name} is not kept waiting: all of its {parts_by_state(KILN).total()} orders are "
        f"made. {parts_by_state(FELL)[OrderState.RETRYING]} parts of {FELL.name} wait for their "
        "next try."
    )
    stack.simulator.clear_faults(shop=FELL.domain)
    narrator.say(f"{FELL.name} is back.")
    stack.processes.wait_until(
        _all_made,
        f"{FELL.name} has got the orders that waited",
        within=MENDED_WITHIN,
        why=waiting_parts,
    )
    late = parts_by_state(FELL)[OrderState.CREATED] - before
    narrator.say(f"It got its {late} orders, the slowest after {_most_tries()} tries.")


def _others_done() -> bool:
    """All orders are in; the partner that is up has its own, the other's were tried in vain."""
    waiting, made = parts_by_state(FELL), parts_by_state(KILN)
    return (
        orders_received() == len(BASKETS) + len(BASKETS_MEANWHILE)
        and set(made) == {OrderState.CREATED}
        and set(waiting) == {OrderState.CREATED, OrderState.RETRYING}
    )


def _all_made() -> bool:
    return set(parts_by_state()) == {OrderState.CREATED}


def _most_tries() -> int:
    part = OrderSyncAttempt.order_sync_id
    tries = select(func.count()).join_from(OrderSyncAttempt, OrderSync).group_by(part)
    with transaction() as session:
        return max(session.scalars(tries))
