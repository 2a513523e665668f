"""The final table must notice every way in which a partner's store can be wrong."""

from decimal import Decimal
from typing import Any

import pytest

from powerpact.demo.reckoning import Terms, reckon

KILN = Terms("Kiln", {"MUG": Decimal("18.00"), "BOWL": Decimal("9.99")}, Decimal("0.15"))


def order(*lines: tuple[str, int, str], cancelled_at: str | None = None) -> dict[str, Any]:
    """An exported order of (SKU, quantity, price of one piece)."""
    shown = [{"sku": sku, "quantity": count, "price": price} for sku, count, price in lines]
    return {"lines": shown, "cancelled_at": cancelled_at}


ORDERED = [
    order(("MUG", 2, "20.00"), ("CARD", 1, "3.00")),
    order(("MUG", 1, "20.00"), ("BOWL", 3, "12.00")),
    order(("CARD", 5, "3.00")),
]
HELD = [order(("MUG", 2, "15.30")), order(("MUG", 1, "15.30"), ("BOWL", 3, "8.49"))]


def disagreements(bubbly: list[dict[str, Any]], partner: list[dict[str, Any]]) -> list[str]:
    """What the table finds wrong."""
    return [count.what for count in reckon(KILN, bubbly, partner) if not count.agrees]


def test_a_store_that_holds_what_was_ordered_agrees() -> None:
    counts = {count.what: count.ordered for count in reckon(KILN, ORDERED, HELD)}
    assert counts == {"orders": "2", "pieces": "6", "owed": "£71.37"}
    assert disagreements(ORDERED, HELD) == []


@pytest.mark.parametrize(
    ("held", "wrong"),
    [
        (HELD[:1], ["orders", "pieces", "owed"]),
        ([*HELD, HELD[0]], ["orders", "pieces", "owed"]),
        ([HELD[0], order(("MUG", 2, "15.30"), ("BOWL", 2, "8.49"))], ["pieces", "owed"]),
        ([HELD[0], order(("MUG", 1, "18.00"), ("BOWL", 3, "8.49"))], ["owed"]),
        ([order(*[("MUG", 3, "15.30"), ("BOWL", 3, "8.49")])], ["orders"]),
    ],
    ids=["an order is missing", "an order twice", "another piece", "another price", "merged"],
)
def test_a_store_that_holds_anything_else_disagrees(
    held: list[dict[str, Any]], wrong: list[str]
) -> None:
    assert disagreements(ORDERED, held) == wrong


def test_an_order_that_was_cancelled_on_either_side_does_not_count() -> None:
    gone = "2026-11-22T10:00:00Z"
    bubbly = [*ORDERED, order(("MUG", 4, "20.00"), cancelled_at=gone)]
    partner = [*HELD, order(("MUG", 4, "15.30"), cancelled_at=gone)]
    assert disagreements(bubbly, partner) == []
    assert disagreements(ORDERED, [HELD[0], {**HELD[1], "cancelled_at": gone}]) != []


def test_a_swap_of_two_products_is_named() -> None:
    swapped = [order(("BOWL", 2, "8.49")), order(("MUG", 4, "15.30"))]
    [pieces] = [count for count in reckon(KILN, ORDERED, swapped) if count.what == "pieces"]
    assert pieces.held == "6 (differs: BOWL, MUG)"
