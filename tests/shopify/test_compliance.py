"""Compliance webhooks as typed values, and order bodies without the shopper."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.privacy import Ask
from powerpact.errors import Malformed
from powerpact.shopify.parsing.compliance import (
    ask_from_webhook,
    order_named_in,
    without_shopper,
)

SECRET = "Ada Byron, 1 Analytical Street"


def ask_of(**payload: object) -> Ask:
    return ask_from_webhook(json.dumps({"shop_id": 1, **payload}).encode())


def test_a_data_request_names_the_customer_the_orders_and_itself() -> None:
    asked = ask_of(
        customer={"id": 5, "email": "ada@example.test", "phone": "1"},
        orders_requested=[2**53 + 1, 7],
        data_request={"id": 9},
    )
    assert asked == Ask(
        customer_id="gid://shopify/Customer/5",
        email="ada@example.test",
        phone="1",
        orders=("gid://shopify/Order/7", f"gid://shopify/Order/{2**53 + 1}"),
        reference="9",
    )


@pytest.mark.parametrize("customer", [None, {}, {"id": None, "email": None}])
def test_a_customer_may_be_absent_or_null(customer: object) -> None:
    assert ask_of(customer=customer, orders_to_redact=[]) == Ask()


@pytest.mark.parametrize("orders", [[1.5], ["1"], [True], [0], "1", [2**64]])
def test_an_order_that_is_no_id_is_refused(orders: object) -> None:
    with pytest.raises(Malformed):
        ask_of(orders_to_redact=orders)


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'{"admin_graphql_api_id": 5}'])
def test_what_names_no_order_names_none(body: bytes) -> None:
    assert order_named_in(body) == ""


@given(st.text(), st.text())
def test_nothing_stays_that_nobody_named(unheard_of: str, on_a_line: str) -> None:
    order = {
        f"new {unheard_of}": SECRET,
        "note": SECRET,
        "email": SECRET,
        "shipping_address": {"first_name": SECRET},
        "customer": {"email": SECRET},
        "note_attributes": [{"name": "For", "value": SECRET}],
        "line_items": [
            {f"new {on_a_line}": SECRET, "properties": [{"name": "To", "value": SECRET}], "id": 1}
        ],
        "shipping_lines": [{"title": "Standard", "phone": SECRET}],
    }
    left = without_shopper(json.dumps(order).encode())
    assert json.loads(left) == {
        "line_items": [{"id": 1}],
        "shipping_lines": [{"title": "Standard"}],
    }


@pytest.mark.parametrize("body", [b"", b"no json", b"[1]"])
def test_a_body_that_is_no_order_is_emptied(body: bytes) -> None:
    assert without_shopper(body) == b""
