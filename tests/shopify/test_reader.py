"""Reading JSON that somebody else wrote."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.errors import Malformed
from powerpact.shopify.parsing.reader import Reader, parse_json


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (1, lambda r: r.text("key")),
        (None, lambda r: r.text("key")),
        ("Order/1", lambda r: r.gid("key")),
        ("gid://shopify/Order/1", lambda r: r.gid("key", "Product")),
        ("gid://shopify/ProductVariant/1", lambda r: r.gid("key", "Product")),
        ("gid://shopify/Order/1\n", lambda r: r.gid("key")),
        (True, lambda r: r.gid_of_number("key", "Order")),
        (0, lambda r: r.gid_of_number("key", "Order")),
        ("1", lambda r: r.gid_of_number("key", "Order")),
        (2**31, lambda r: r.integer("key")),
        (True, lambda r: r.integer("key")),
        ("1", lambda r: r.integer("key")),
        ("-1", lambda r: r.count("key")),
        ("1" * 19, lambda r: r.count("key")),
        (1.5, lambda r: r.count("key")),
        (1, lambda r: r.flag("key")),
        (1.5, lambda r: r.amount("key")),
        ("1,50", lambda r: r.amount("key")),
        ("\u0663", lambda r: r.amount("key")),
        (Decimal("1E+400"), lambda r: r.amount("key")),
        ("2026-11-22", lambda r: r.when("key")),
        ("0001-01-01T00:00:00+01:00", lambda r: r.when("key")),
        ([], lambda r: r.child("key")),
        ({}, lambda r: list(r.children("key"))),
        ([1], lambda r: list(r.children("key"))),
        (["a", 1], lambda r: r.texts("key")),
    ],
)
def test_what_is_not_of_its_kind_is_refused_and_the_place_named(
    value: object, read: Callable[[Reader], object]
) -> None:
    with pytest.raises(Malformed, match=r"^order\.key"):
        read(Reader({"key": value}, "order"))


def test_a_complaint_does_not_quote_the_value_which_may_be_personal() -> None:
    with pytest.raises(Malformed) as raised:
        Reader({"key": "12 Rose Street"}, "order").amount("key")
    assert "Rose" not in str(raised.value)


def test_only_an_object_can_be_read() -> None:
    with pytest.raises(Malformed, match="order is not an object"):
        Reader([], "order")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**9, places=3))
def test_an_amount_keeps_every_digit_whether_text_or_number(amount: Decimal) -> None:
    assert Reader({"a": str(amount)}, "x").amount("a") == amount
    parsed = parse_json(f'{{"a": {amount}}}')
    assert Reader(parsed, "x").amount("a") == amount


@pytest.mark.parametrize("text", ["", "{", "nan", "Infinity", b"\xff", "[" * 100_000, "1" * 5000])
def test_what_is_not_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(Malformed, match="not JSON"):
        parse_json(text)
