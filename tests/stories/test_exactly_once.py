"""Two hundred orders, and everything that can go wrong does: one partner order per part (I1)."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
import redis
from sqlalchemy import func, select

from powerpact.domain.attempts import Outcome
from powerpact.domain.transitions import OrderState
from powerpact.models import EventState, OrderSync, OrderSyncAttempt, utc_now
from powerpact.services.catalogue_import import request_import
from powerpact.services.curation import approve
from powerpact.services.map_choice import choose_maps
from powerpact.services.transactions import transaction
from tests.services.marketplace import ANA, Shop
from tests.services.selling import parts
from tests.stories.marketplace import (
    Marketplace,
    count_orders,
    event_states,
    part_states,
    wait_until_listed,
)

ORDERS = 200
SKUS = {"kiln": ("BOWL", "MUG"), "camp": ("TENT", "LAMP")}


def stock_shelves(shop: Shop, skus: Sequence[str]) -> None:
    for sku in skus:
        shop.control.create_product(
            shop.domain, sku.title(), price="10.00", sku=sku, quantity=100_000
        )


def sell_everything(marketplace: Marketplace, partners: Sequence[Shop]) -> None:
    """Import both catalogues, approve all and wait until Bubbly lists it."""
    for partner in partners:
        request_import(partner.id)
    wanted = sum(map(len, SKUS.values()))
    marketplace.wait_until(lambda: len(choose_maps(None, None, 100)) == wanted, "products read")
    approve([row.id for row in choose_maps(None, None, 100)], ANA)
    wait_until_listed(marketplace, wanted)


def place_orders(bubbly: Shop, count: int) -> None:
    """Orders of one partner, of the other, and of both, in turn."""
    baskets = (("BOWL",), ("TENT",), ("MUG", "LAMP"), ("BOWL", "MUG", "TENT"))
    for number in range(count):
        lines = [{"variant": sku, "quantity": 1 + number % 3} for sku in baskets[number % 4]]
        bubbly.control.place_order(bubbly.domain, lines, shipping_price="3.00")


def trouble(simulator_shop: Shop) -> None:
    """Answers lost after the work, refused connections, errors and slowness, from a seed."""
    lay = simulator_shop.control.add_fault
    for kind, chance, details in (
        ("answer_lost", 0.10, {}),
        ("answer_lost", 0.05, {"status": 504}),
        ("reset", 0.05, {}),
        ("server_error", 0.05, {"status": 502}),
        ("throttled", 0.05, {}),
        ("slow", 0.10, {"seconds": 0.5}),
    ):
        lay(
            kind,
            shop=simulator_shop.domain,
            operation="orderCreate",
            probability=chance,
            count=60,
            seed=7,
            **details,
        )


def repeat_everything(bubbly: Shop) -> None:
    """Shopify sends some of its webhooks again, ten copies at once."""
    for delivery in bubbly.control.deliveries(bubbly.domain, "orders/paid")[:20]:
        bubbly.control.redeliver(delivery["webhook_id"], times=10)


def marks(partner: Shop) -> Counter[str]:
    """How many living orders carry which part's mark in the partner's store."""
    orders = partner.control.orders(partner.domain)
    return Counter(order["source_identifier"] for order in orders if not order["cancelled_at"])


def kill_in_the_middle(marketplace: Marketplace, partners: Sequence[Shop], worker: str) -> None:
    """End the worker while it waits for answers: orders are made and nobody has recorded them."""
    slow = [
        partner.control.add_fault("slow", shop=partner.domain, operation="orderCreate", seconds=2.0)
        for partner in partners
    ]
    begun = utc_now()
    marketplace.wait_until(lambda: sending_since(begun) >= 4, "four answers are waited for")
    marketplace.kill(worker)
    for fault in slow:
        marketplace.simulator.clear_faults(fault_id=fault["id"])


def sending_since(begun: datetime) -> int:
    """How many parts were claimed after that and half a second ago: their answers are slow."""
    with transaction() as session:
        claimed = OrderSync.claimed_at.between(begun, utc_now() - timedelta(seconds=0.5))
        sending = OrderSync.state == OrderState.SENDING
        return session.scalar(select(func.count(OrderSync.id)).where(sending, claimed)) or 0


def forget_the_queue(marketplace: Marketplace) -> None:
    with redis.Redis.from_url(marketplace.settings.redis_url.get_secret_value()) as queue:
        queue.flushdb()


def outcomes() -> Counter[Outcome]:
    """How all the tries ended."""
    with transaction() as session:
        return Counter(session.scalars(select(OrderSyncAttempt.outcome)))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("repeat", ["refuse", "accept"])
def test_every_part_becomes_exactly_one_partner_order(
    marketplace: Marketplace, open_store: Callable[..., Shop], repeat: str
) -> None:
    bubbly = open_store("Bubbly")
    partners = [
        open_store(name.title(), code=name, options={"custom_id_repeat": repeat}) for name in SKUS
    ]
    for partner, skus in zip(partners, SKUS.values(), strict=True):
        stock_shelves(partner, skus)
    marketplace.start_worker("first")
    marketplace.start_beat()
    sell_everything(marketplace, partners)

    for partner in partners:
        trouble(partner)
    place_orders(bubbly, ORDERS // 2)
    repeat_everything(bubbly)
    kill_in_the_middle(marketplace, partners, "first")
    forget_the_queue(marketplace)
    marketplace.start_worker("second")
    place_orders(bubbly, ORDERS - ORDERS // 2)
    repeat_everything(bubbly)
    kill_in_the_middle(marketplace, partners, "second")
    marketplace.start_worker("third")

    wanted = ORDERS + ORDERS // 2  # every second order has parts of both partners
    marketplace.wait_until(
        lambda: part_states() == {OrderState.CREATED: wanted},
        "every part is made",
        seconds=180,
        why=part_states,
    )
    marketplace.wait_until(
        lambda: set(event_states()) == {EventState.DONE}, "every webhook is done", why=event_states
    )
    assert count_orders() == ORDERS
    held = sum((marks(partner) for partner in partners), Counter())
    assert held == Counter({f"powerpact:{part.split_id}": 1 for part in parts()})
    ended = outcomes()
    assert ended[Outcome.ABANDONED] >= 6, "the workers were not killed in the middle"
    assert ended[Outcome.UNCLEAR] >= 8, "too few answers were lost"
    assert ended[Outcome.FOUND] >= 8, "too few orders had been made before the answer was lost"
