"""What the demo leaves for somebody to find in the console and to put right."""

from typing import NamedTuple

from sqlalchemy import func, select

from powerpact.demo.narrator import Narrator
from powerpact.demo.ordering import BASKETS, Basket, parts_by_state, place, waiting_parts
from powerpact.demo.outage import BASKETS_MEANWHILE
from powerpact.demo.shopfront import ADDRESS
from powerpact.demo.shops import ACTOR, BUBBLY, FELL, KILN
from powerpact.demo.stack import Stack
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState, SyncState
from powerpact.models import BubblyOrderLine, ProductMap, VariantMap
from powerpact.services.product_unmapping import unmap
from powerpact.services.store_terms import partner_id_of
from powerpact.services.transactions import transaction

WAITING = (Basket(1, (KILN,)), Basket(2, (KILN, FELL)), Basket(2, (KILN,)))
UNMAPPED = 2  # orders
SEEN_WITHIN = 150.0  # seconds; as long as a second try of a webhook takes


class Listed(NamedTuple):
    """A product in one variant, as Bubbly lists it."""

    map_id: int
    title: str
    variant_id: str


def leave_something_to_do(stack: Stack, narrator: Narrator) -> None:
    """Break one partner, and unmap a product of the other that shoppers still buy."""
    stack.simulator.add_fault("down", shop=KILN.domain)
    place(stack, narrator, WAITING, first=len(BASKETS) + len(BASKETS_MEANWHILE) + 1)
    product = _listed()
    unmap([product.map_id], ACTOR)
    for pieces in range(1, UNMAPPED + 1):
        line = {"variant": product.variant_id, "quantity": pieces}
        stack.simulator.place_order(BUBBLY.domain, [line], address=ADDRESS)
    stack.processes.wait_until(
        _all_is_seen, "the console shows what is left", within=SEEN_WITHIN, why=waiting_parts
    )
    narrator.say("A partner is down, and orders wait for it: the console shows which. On its page")
    narrator.say("for the simulator you repair the partner.")
    narrator.say(
        f"{ACTOR.name} unmapped {product.title} by mistake, and {UNMAPPED} orders hold it."
    )
    narrator.say("Nobody knows whose it is until you map it again.")


def _listed() -> Listed:
    """The first of a partner's products in one variant."""
    is_listed = (
        ProductMap.partner_id == partner_id_of(FELL.code or ""),
        ProductMap.sync == SyncState.SYNCED,
        VariantMap.bubbly_variant_id.is_not(None),
        VariantMap.quantity > UNMAPPED,
    )
    alone = (
        select(ProductMap.id, ProductMap.title, func.min(VariantMap.bubbly_variant_id))
        .join(VariantMap)
        .where(*is_listed)
        .group_by(ProductMap.id)
        .having(func.count() == 1)
        .order_by(ProductMap.id)
    )
    with transaction() as session:
        return Listed(*session.execute(alone.limit(1)).one())


def _all_is_seen() -> bool:
    nobodys = select(func.count()).where(BubblyOrderLine.destination == Destination.UNROUTED)
    with transaction() as session:
        unrouted = session.scalars(nobodys).one()
    return unrouted == UNMAPPED and parts_by_state(KILN)[OrderState.RETRYING] == len(WAITING)
