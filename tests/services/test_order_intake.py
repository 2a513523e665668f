"""A paid order is kept once, with every line in its place and one part per partner."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from powerpact.domain.placed_order import PlacedOrder
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import (
    BubblyOrder,
    BubblyOrderLine,
    OrderSync,
    OrderSyncLine,
    Trade,
    VariantMap,
)
from powerpact.services.order_intake import receive_order
from tests.factories import PartnerStoreFactory, ProductMapFactory, VariantMapFactory
from tests.services.counting import counted_statements
from tests.services.orders import NOON, placed_line, placed_order


def variants_of(count: int, **partner: object) -> list[VariantMap]:
    """Variants of one partner, each in a product of its own."""
    store = PartnerStoreFactory(**partner)
    return [VariantMapFactory(product_map=ProductMapFactory(partner=store)) for _ in range(count)]


def all_of(session: Session, table: type) -> list:
    return list(session.scalars(select(table).order_by(table.id)))


def test_one_part_per_partner_and_every_line_in_its_place(session: Session) -> None:
    (clay, bowl), (tent,) = variants_of(2), variants_of(1)
    order = placed_order(
        placed_line(1, clay), placed_line(2, tent), placed_line(3), placed_line(4, bowl)
    )
    parts = receive_order(order)
    assert len(parts) == 2
    assert [line.destination for line in all_of(session, BubblyOrderLine)] == [
        Destination.PARTNER,
        Destination.PARTNER,
        Destination.BUBBLY,
        Destination.PARTNER,
    ]
    assert [
        (part.id, part.partner_id, len(part.lines), part.state)
        for part in all_of(session, OrderSync)
    ] == [
        (parts[0], clay.product_map.partner_id, 2, OrderState.PENDING),
        (parts[1], tent.product_map.partner_id, 1, OrderState.PENDING),
    ]


def test_the_partner_is_owed_their_price_less_commission(session: Session) -> None:
    (clay,) = variants_of(1, commission_rate=Decimal("0.15"))
    clay.price = Decimal("9.99")
    session.commit()
    receive_order(placed_order(placed_line(1, clay, quantity=3)))
    (part,), (line,) = all_of(session, OrderSync), all_of(session, OrderSyncLine)
    assert (line.partner_price, line.commission_rate) == (Decimal("9.99"), Decimal("0.15"))
    assert (line.owed_each, part.owed) == (Decimal("8.49"), Decimal("25.47"))


def test_terms_are_kept_as_they_were(session: Session) -> None:
    (clay,) = variants_of(1)
    receive_order(placed_order(placed_line(1, clay)))
    clay.price, clay.product_map.partner.commission_rate = Decimal(99), Decimal("0.5")
    session.commit()
    (line,) = all_of(session, OrderSyncLine)
    assert (line.partner_price, line.commission_rate) == (Decimal(10), Decimal("0.15"))


def test_shipping_is_passed_on_in_the_partners_currency(session: Session) -> None:
    (clay,) = variants_of(1, currency="EUR", exchange_rate=Decimal("0.8"))
    receive_order(placed_order(placed_line(1, clay), placed_line(2)))
    (part,) = all_of(session, OrderSync)
    assert (part.shipping, part.currency) == (Decimal("1.88"), "EUR")


def test_shares_kept_on_lines_sum_to_the_orders_amounts(session: Session) -> None:
    (clay,), (tent,) = variants_of(1), variants_of(1)
    order = placed_order(*(placed_line(n, each) for n, each in enumerate([clay, tent, None])))
    receive_order(order)
    lines = all_of(session, BubblyOrderLine)
    assert sum(line.shipping_share for line in lines) == order.shipping
    assert sum(line.tax_share for line in lines) == order.tax


def test_a_repeat_writes_nothing_and_has_nothing_to_push(session: Session) -> None:
    (clay,) = variants_of(1)
    order = placed_order(placed_line(1, clay))
    assert len(receive_order(order)) == 1
    assert receive_order(order) == ()
    assert len(all_of(session, BubblyOrder)) == len(all_of(session, OrderSync)) == 1


def test_ten_at_once_make_one(app: Flask, session: Session) -> None:
    (clay,) = variants_of(1)
    order = placed_order(placed_line(1, clay))

    def receive(_: int) -> tuple[int, ...]:
        with app.app_context():
            return receive_order(order)

    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(receive, range(10)))
    assert sorted(map(len, results)) == [0] * 9 + [1]
    assert session.scalar(select(func.count(OrderSync.id))) == 1


def test_the_number_of_statements_does_not_depend_on_the_lines(session: Session) -> None:
    def statements(number: int, lines: int) -> int:
        variants = variants_of(lines)
        order = placed_order(
            *(placed_line(n, each) for n, each in enumerate(variants)), number=number
        )
        session.commit()
        with counted_statements() as sent:
            receive_order(order)
        return len(sent)

    assert statements(1, lines=3) == statements(2, lines=30)


def test_a_line_of_a_listing_without_a_map_is_held_with_its_reason(session: Session) -> None:
    (clay,) = variants_of(1)
    stray = placed_line(2, product_id=clay.product_map.bubbly_product_id)
    receive_order(placed_order(placed_line(1, clay), stray))
    held = all_of(session, BubblyOrderLine)[1]
    assert (held.destination, held.reason_code) == (Destination.UNROUTED, "variant_not_mapped")


def test_a_removed_variant_still_routes_what_was_paid_for(session: Session) -> None:
    (clay,) = variants_of(1)
    clay.removed_at = NOON
    session.commit()
    assert len(receive_order(placed_order(placed_line(1, clay)))) == 1


def test_a_paused_partners_part_is_held(session: Session) -> None:
    (clay,) = variants_of(1, trade=Trade.PAUSED)
    assert receive_order(placed_order(placed_line(1, clay))) == ()
    (part,) = all_of(session, OrderSync)
    assert (part.state, part.cause_code) == (OrderState.HELD, "store_paused")


def test_a_cancelled_order_is_kept_and_not_pushed(session: Session) -> None:
    (clay,) = variants_of(1)
    assert receive_order(placed_order(placed_line(1, clay), cancelled_at=NOON)) == ()
    assert [part.state for part in all_of(session, OrderSync)] == [OrderState.CANCELLED]


def test_the_shopper_is_sealed_in_the_database(session: Session) -> None:
    receive_order(placed_order(placed_line(1)))
    raw = session.connection().exec_driver_sql("SELECT shopper FROM bubbly_order").scalar_one()
    assert "Ada" not in raw
    assert all_of(session, BubblyOrder)[0].shopper["address"]["first_name"] == "Ada"


@pytest.mark.parametrize(
    "faulty",
    [lambda line: placed_order(line, line)],
    ids=["the same line twice"],
)
def test_an_order_that_can_not_be_kept_leaves_nothing(
    session: Session, faulty: Callable[..., PlacedOrder]
) -> None:
    (clay,) = variants_of(1)
    with pytest.raises(Exception, match="uq_bubbly_order_line"):
        receive_order(faulty(placed_line(1, clay)))
    assert all_of(session, BubblyOrder) == []
