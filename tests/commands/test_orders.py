"""``powerpact orders``."""

from decimal import Decimal

import pytest
from click.testing import Result
from flask import Flask

from powerpact.commands.orders import orders
from powerpact.domain.causes import OUT_OF_STOCK
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.errors import NotFound
from tests.factories import (
    BubblyOrderFactory,
    BubblyOrderLineFactory,
    OrderSyncFactory,
    PartnerStoreFactory,
)

FAILED = {
    "state": OrderState.FAILED,
    "cause_code": OUT_OF_STOCK.code,
    "cause": "there are none left",
    "remedy": OUT_OF_STOCK.remedy,
    "fixer": OUT_OF_STOCK.fixer,
    "next_attempt_at": None,
}


def _run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(orders, arguments)


def test_order_is_told_whole(app: Flask) -> None:
    with app.app_context():
        order = BubblyOrderFactory(name="#1042", total=Decimal("12.5"), financial_status="paid")
        BubblyOrderLineFactory(
            order=order, title="A candle", destination=Destination.UNROUTED, reason="it has no map"
        )
        OrderSyncFactory(
            bubbly_order=order,
            partner__name="Fern",
            owed=Decimal("8.5"),
            **FAILED,
        )

    told = _run(app, "show", "1042").output

    assert told.startswith("Order #1042: 12.50 GBP, paid\n")
    assert "the order was kept and split: 1 line\n" in told
    assert "A candle went to nobody yet: it has no map.\n" in told
    assert "Fern (8.50 GBP owed) is failed; because there are none left." in told
    assert f"What to do (partner): {OUT_OF_STOCK.remedy}\n" in told


def test_order_is_named_with_or_without_its_mark(app: Flask) -> None:
    with app.app_context():
        BubblyOrderFactory(name="#1042")

    assert _run(app, "show", "#1042").output == _run(app, "show", "1042").output


def test_order_without_partners_says_so(app: Flask) -> None:
    with app.app_context():
        BubblyOrderFactory(name="#1042")

    assert _run(app, "show", "#1042").output.endswith("Parts\n  none.\n")


@pytest.mark.parametrize("arguments", [("show", "#9"), ("retry", "--partner", "nobody")])
def test_what_is_not_there_is_told(app: Flask, arguments: tuple[str, ...]) -> None:
    assert isinstance(_run(app, *arguments).exception, NotFound)


def test_parts_are_retried_by_partner_and_the_rest_is_left(app: Flask) -> None:
    with app.app_context():
        fern = PartnerStoreFactory(code="fern")
        OrderSyncFactory(partner=fern, **FAILED)
        OrderSyncFactory(**FAILED)

    assert _run(app, "retry", "--partner", "fern").output == "Due now: 1 part.\n"
    assert _run(app, "retry", "--partner", "fern").output == "Due now: 0 parts.\n"


def test_part_that_cannot_be_retried_is_told_with_the_reason(app: Flask) -> None:
    with app.app_context():
        part_id = str(OrderSyncFactory(state=OrderState.CANCELLED, next_attempt_at=None).id)

    told = _run(app, "retry", part_id).output

    assert told.startswith("Due now: 0 parts.\n")
    assert f"Part {part_id} was left: it is cancelled, so there is nothing to retry.\n" in told
