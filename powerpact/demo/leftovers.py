"""What the demo leaves for somebody to find in the console and to put right."""

from sqlalchemy import ColumnElement, func, select

from powerpact.demo.narrator import Narrator
from powerpact.demo.ordering import BASKETS, Basket, parts_by_state, place, waiting_parts
from powerpact.demo.outage import BASKETS_MEANWHILE
from powerpact.demo.shopfront import ADDRESS
from powerpact.demo.shops import BUBBLY, FELL, KILN
from powerpact.demo.stack import Stack
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrderLine, VariantMap
from powerpact.services.transactions import transaction

WAITING = (Basket(1, (KILN,)), Basket(2, (KILN, FELL)), Basket(2, (KILN,)))
LANTERN = {"title": "Paraffin Storm Lantern", "price": "34.00", "sku": "FF-LANTERN"}
LANTERNS = 2
SEEN_WITHIN = 150.0  # seconds; as long as a second try of a webhook takes


def leave_something_to_do(stack: Stack, narrator: Narrator) -> None:
    """Break one partner, and sell a product of the other that nobody mapped."""
    stack.simulator.add_fault("down", shop=KILN.domain)
    place(stack, narrator, WAITING, first=len(BASKETS) + len(BASKETS_MEANWHILE) + 1)
    _sell_unmapped(stack)
    stack.processes.wait_until(
        _all_is_seen, "what is left to do is seen", within=SEEN_WITHIN, why=waiting_parts
    )
    narrator.say(f"A partner is down, and orders wait for it. {LANTERNS} more hold a product that")
    narrator.say("Bubbly sells without a map. The console shows which; the simulator's page there")
    narrator.say("repairs the partner.")


def _sell_unmapped(stack: Stack) -> None:
    """A partner makes a product, and somebody lists it at Bubbly by hand."""
    stack.simulator.create_product(FELL.domain, **LANTERN, quantity=25)
    stack.processes.wait_until(
        lambda: _count(VariantMap.sku == LANTERN["sku"]) == 1,
        f"{FELL.name}'s new product is proposed",
        within=SEEN_WITHIN,
    )
    stack.simulator.create_product(BUBBLY.domain, **LANTERN, quantity=25, vendor=FELL.name)
    for pieces in range(1, LANTERNS + 1):
        line = {"variant": LANTERN["sku"], "quantity": pieces}
        stack.simulator.place_order(BUBBLY.domain, [line], address=ADDRESS)


def _all_is_seen() -> bool:
    unrouted = _count(BubblyOrderLine.destination == Destination.UNROUTED)
    return unrouted == LANTERNS and parts_by_state(KILN)[OrderState.RETRYING] == len(WAITING)


def _count(where: ColumnElement[bool]) -> int:
    with transaction() as session:
        return session.scalars(select(func.count()).where(where)).one()
