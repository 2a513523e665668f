"""Parts that wait by a rule, for lines without a place or for the release delay; letting go."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrderLine, OrderSync, utc_now
from powerpact.services.order_claim import claim_parts
from powerpact.services.order_intake import receive_order
from powerpact.services.order_release import release_held_for_unrouted
from powerpact.services.transactions import transaction
from tests.factories import (
    BubblyOrderLineFactory,
    BubblyStoreFactory,
    OrderSyncFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
)
from tests.services.locking import wait_for_a_lock
from tests.services.orders import placed_line, placed_order
from tests.services.selling import parts

FEW_SECONDS = timedelta(seconds=5)
LISTING = "gid://shopify/Product/999"


@pytest.fixture
def order_with_unrouted(session: Session) -> Callable[..., tuple[int, ...]]:
    """Receives an order of a partner's line and one that nobody can route."""

    def received(**bubbly: object) -> tuple[int, ...]:
        BubblyStoreFactory(**bubbly)
        mapped = VariantMapFactory(product_map=ProductMapFactory(bubbly_product_id=LISTING))
        lost = placed_line(2, product_id=LISTING)
        return receive_order(placed_order(placed_line(1, mapped), lost))

    return received


def place(order_id: int, *, only: int | None = None) -> tuple[int, ...]:
    """Give the unrouted lines of an order, or one of them, a place; the parts let go for it."""
    line = BubblyOrderLine
    which = [line.id == only] if only else []
    with transaction() as session:
        session.execute(
            update(line)
            .where(line.bubbly_order_id == order_id, line.destination == "unrouted", *which)
            .values(destination=Destination.BUBBLY)
        )
        return release_held_for_unrouted(session, [order_id])


def held_for_lines(**changes: object) -> OrderSync:
    part: OrderSync = OrderSyncFactory(
        state=OrderState.HELD, next_attempt_at=None, cause_code="unrouted_lines", **changes
    )
    return part


def unrouted_line(part: OrderSync) -> int:
    order = part.bubbly_order
    return int(BubblyOrderLineFactory(order=order, destination=Destination.UNROUTED).id)


def test_the_rest_of_an_order_goes_out_at_once_by_default(
    order_with_unrouted: Callable[..., tuple[int, ...]],
) -> None:
    assert len(order_with_unrouted()) == 1
    assert parts()[0].state is OrderState.PENDING


def test_the_whole_order_waits_for_a_line_where_bubbly_wants_so(
    order_with_unrouted: Callable[..., tuple[int, ...]],
) -> None:
    assert order_with_unrouted(holds_unrouted=True) == ()
    (part,) = parts()
    assert (part.state, part.cause_code) == (OrderState.HELD, "unrouted_lines")
    assert place(part.bubbly_order_id) == (part.id,)
    assert [each.id for each in claim_parts(10)] == [part.id]


def test_it_waits_until_the_last_line_has_a_place(session: Session) -> None:
    part = held_for_lines()
    first, order_id = unrouted_line(part), part.bubbly_order_id
    unrouted_line(part)
    session.commit()
    assert place(order_id, only=first) == ()
    assert place(order_id) == (part.id,)
    assert place(order_id) == ()


def test_two_people_who_route_the_last_two_lines_at_once_let_it_go(
    app: Flask, session: Session
) -> None:
    part = held_for_lines()
    part_id, order_id = part.id, part.bubbly_order_id
    first, last = unrouted_line(part), unrouted_line(part)
    session.commit()

    def place_last() -> tuple[int, ...]:
        with app.app_context():
            return place(order_id, only=last)

    with ThreadPoolExecutor(1) as pool, transaction() as ours:
        ours.get_one(BubblyOrderLine, first).destination = Destination.BUBBLY
        ours.flush()
        assert release_held_for_unrouted(ours, [order_id]) == ()
        other = pool.submit(place_last)
        wait_for_a_lock(ours)
        ours.commit()
        assert other.result(timeout=5) == (part_id,)


def test_what_is_held_for_another_reason_stays(session: Session) -> None:
    part = OrderSyncFactory(state=OrderState.HELD, cause_code="held_by_staff")
    assert place(part.bubbly_order_id) == ()


def test_a_new_part_waits_for_the_release_delay_of_its_partner(session: Session) -> None:
    partner = PartnerStoreFactory(release_delay_minutes=30)
    variant = VariantMapFactory(product_map=ProductMapFactory(partner=partner))
    receive_order(placed_order(placed_line(1, variant)))
    (part,) = parts()
    due_in = part.next_attempt_at - utc_now() if part.next_attempt_at else timedelta(0)
    assert timedelta(minutes=30) - FEW_SECONDS < due_in <= timedelta(minutes=30)
    assert claim_parts(10) == []


def test_a_released_part_still_waits_for_what_is_left_of_the_delay(session: Session) -> None:
    part = held_for_lines(partner__release_delay_minutes=30)
    order_id, created_at = part.bubbly_order_id, part.created_at
    place(order_id)
    due = session.scalars(select(OrderSync.next_attempt_at)).one()
    assert due == created_at + timedelta(minutes=30)
