"""From a shopper's order to the day when nobody remembers who it was, through the real door."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from powerpact.domain.placed_order import Address
from powerpact.domain.transitions import OrderState
from powerpact.extensions import Base
from powerpact.models import (
    BubblyOrder,
    PrivacyState,
    WebhookEvent,
)
from powerpact.services.inbox_work import work_through
from powerpact.services.order_intake import receive_order
from powerpact.services.privacy.actor import BY_LAW
from powerpact.services.shopper_erasure import erase_named, wait_for_erasures
from powerpact.services.transactions import transaction
from powerpact.simulator.control_client import SimulatorClient
from powerpact.tasks.privacy import sweep_privacy_requests, work_privacy_request
from tests.factories import BubblyStoreFactory
from tests.services.marketplace import Shop
from tests.services.orders import placed_line, placed_order
from tests.services.privacy.asking import only_request
from tests.services.selling import Seller, parts, push
from tests.shopify.test_simulated_webhooks import Inbox

ADDRESS = {
    "first_name": "Ada",
    "last_name": "Byron",
    "address1": "1 Analytical Street",
    "city": "London",
    "zip": "E1 1AA",
    "country_code": "GB",
}
TOPICS = ("orders/paid", "customers/redact", "customers/data_request")


@pytest.fixture
def carry(
    bubbly: Shop, simulator: SimulatorClient, client: FlaskClient, app: Flask
) -> Iterator[Callable[[str], None]]:
    """Carries what the simulator sent of a topic to our door, and has it worked through."""
    with Inbox() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        simulator.set_app_subscriptions([{"topics": list(TOPICS), "uri": server.uri}])

        def carry_all(topic: str) -> None:
            deadline = time.monotonic() + 10
            while not server.deliveries and time.monotonic() < deadline:
                time.sleep(0.02)  # Bubbly's own subscription leads to a door that is not open here
            for number, (signature, body) in enumerate(server.deliveries):
                headers = {
                    "X-Shopify-Hmac-Sha256": signature,
                    "X-Shopify-Topic": topic,
                    "X-Shopify-Shop-Domain": bubbly.domain,
                    "X-Shopify-Webhook-Id": f"{topic} {number}",
                }
                assert client.post("/webhooks", data=body, headers=headers).status_code == 200
            server.deliveries.clear()
            with app.app_context():
                list(work_through("webhooks"))

        yield carry_all
        server.shutdown()


def order_of(potter: Seller, bubbly: Shop) -> None:
    line = {"title": "A bowl", "price": "12.00", "quantity": 1}
    bubbly.control.place_order(bubbly.domain, [line], email="ada@example.test", address=ADDRESS)


def everything(session: Session) -> str:
    """All that the database holds in any table, opened, as text."""
    session.rollback()
    return str([session.execute(select(each)).all() for each in Base.metadata.sorted_tables])


def test_a_shopper_who_ordered_is_found_and_then_forgotten(
    session: Session, bubbly: Shop, potter: Seller, carry: Callable[[str], None]
) -> None:
    order_of(potter, bubbly)
    carry("orders/paid")
    assert "Analytical Street" in everything(session)

    bubbly.control.ask_by_law(bubbly.domain, "customers/redact", "ada@example.test")
    carry("customers/redact")
    sweep_privacy_requests()
    work_privacy_request(only_request().id)

    request = only_request()
    assert (request.state, request.done["orders"]) == (PrivacyState.DONE, 1)
    left = everything(session)
    assert not [each for each in ("Ada", "ada@", "Analytical", "E1 1AA") if each in left]
    assert session.scalars(select(BubblyOrder.name)).all() == ["#1001"]


def test_the_store_gets_what_is_kept_of_its_shopper(
    session: Session, bubbly: Shop, potter: Seller, carry: Callable[[str], None]
) -> None:
    order_of(potter, bubbly)
    carry("orders/paid")
    bubbly.control.ask_by_law(bubbly.domain, "customers/data_request", "ada@example.test")
    carry("customers/data_request")
    work_privacy_request(only_request().id)
    export = only_request().export
    assert export
    assert export["orders"][0]["shopper"]["address"]["address1"] == "1 Analytical Street"


def test_an_order_that_comes_in_while_it_is_erased_is_kept_without_its_shopper(
    app: Flask, session: Session
) -> None:
    BubblyStoreFactory()
    order = placed_order(placed_line(1))

    def take_in() -> None:
        with app.app_context():
            receive_order(order)

    with ThreadPoolExecutor(1) as pool:
        with transaction() as erasing:
            erase_named(erasing, [order.id], BY_LAW)
            coming = pool.submit(take_in)
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while not erasing.scalar(text(waiting)):
                assert not coming.done()
        coming.result()
    assert session.scalars(select(BubblyOrder.shopper)).all() == [None]


def test_an_order_in_the_middle_of_coming_in_is_seen_by_the_erasure(
    app: Flask, session: Session
) -> None:
    BubblyStoreFactory()
    order = placed_order(placed_line(1))

    def erase() -> tuple[int, int]:
        with app.app_context(), transaction() as erasing:
            return erase_named(erasing, [order.id], BY_LAW)

    receive_order(placed_order(placed_line(2), number=2))
    with ThreadPoolExecutor(1) as pool:
        with transaction() as coming:
            wait_for_erasures(coming)
            erasing = pool.submit(erase)
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while not coming.scalar(text(waiting)):
                assert not erasing.done()
            row = coming.scalars(select(BubblyOrder)).one()
            row.shopify_id = order.id
        assert erasing.result() == (1, 0)


def test_what_shopify_quoted_of_a_shopper_is_not_kept(session: Session, potter: Seller) -> None:
    shopper = Address("Ada", "Byron", address1="1 Analytical Street", city="London", zip="E1 1AA")
    order = placed_order(placed_line(1, potter.variant), shipping_address=shopper)
    (part_id,) = receive_order(order)
    potter.fault("user_errors", message="1 Analytical Street, E1 1AA is no place for ada byron")
    push(part_id)
    with transaction() as erasing:
        erase_named(erasing, [order.id], BY_LAW)

    left = everything(session)
    assert "is no place for \u2026" in left
    assert not [each for each in ("Ada", "byron", "Analytical", "E1 1AA") if each in left]


def test_a_part_with_an_order_at_the_partner_keeps_it(
    session: Session, bubbly: Shop, potter: Seller
) -> None:
    (part_id,) = receive_order(placed_order(placed_line(1, potter.variant)))
    push(part_id)
    with transaction() as erasing:
        gid = erasing.scalars(select(BubblyOrder.shopify_id)).one()
        assert erase_named(erasing, [gid], BY_LAW) == (1, 0)
    assert [part.state for part in parts()] == [OrderState.CREATED]
    assert session.scalars(select(WebhookEvent.id)).all() == []
