"""A partner that is down keeps its orders visible and delays nobody else (I7)."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync
from powerpact.services.catalogue_import import request_import
from powerpact.services.store_terms import set_terms
from powerpact.services.transactions import transaction
from tests.services.marketplace import ANA, Shop
from tests.services.selling import parts
from tests.stories.marketplace import (
    Marketplace,
    count_orders,
    part_states,
    wait_until_listed,
)

ORDERS = 20


def made_at(partner: Shop) -> int:
    """How many parts of the partner have become orders."""
    with transaction() as session:
        made = OrderSync.state == OrderState.CREATED
        query = select(func.count(OrderSync.id)).where(OrderSync.partner_id == partner.id, made)
        return session.scalar(query) or 0


@pytest.mark.timeout(240)
def test_the_others_go_on_and_the_one_catches_up(
    marketplace: Marketplace, open_store: Callable[..., Shop]
) -> None:
    bubbly = open_store("Bubbly")
    kiln, camp = open_store("Kiln", code="kiln"), open_store("Camp", code="camp")
    for partner, sku in ((kiln, "BOWL"), (camp, "TENT")):
        partner.control.create_product(partner.domain, sku, price="10.00", sku=sku, quantity=999)
        set_terms(partner.domain.split(".")[0], {"auto_approve": True}, ANA)
        request_import(partner.id)
    marketplace.start_worker()
    marketplace.start_beat()
    wait_until_listed(marketplace, 2)

    camp.control.add_fault("down", shop=camp.domain)
    for _ in range(ORDERS):
        bubbly.control.place_order(bubbly.domain, [{"variant": "BOWL"}, {"variant": "TENT"}])
    marketplace.wait_until(lambda: made_at(kiln) == ORDERS, "the healthy partner has its orders")
    assert made_at(camp) == 0
    waiting = [part for part in parts() if part.partner_id == camp.id]
    on_its_way = {OrderState.PENDING, OrderState.SENDING, OrderState.RETRYING}
    assert {part.state for part in waiting} <= on_its_way
    assert all(part.next_attempt_at for part in waiting)

    camp.control.clear_faults(shop=camp.domain)
    marketplace.wait_until(
        lambda: part_states() == {OrderState.CREATED: 2 * ORDERS}, "it catches up", why=part_states
    )
    assert count_orders() == len(kiln.control.orders(kiln.domain)) == ORDERS
    assert len(camp.control.orders(camp.domain)) == ORDERS
