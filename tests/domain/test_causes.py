"""What Shopify's refusals of an order mean, and who can put them right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain import causes
from powerpact.domain.causes import CAUSES, Cause, Fixer, cause_of


@pytest.mark.parametrize(
    ("code", "field", "cause"),
    [
        ("INVENTORY_CLAIM_FAILED", ("order", "lineItems"), causes.OUT_OF_STOCK),
        ("SHOP_DORMANT", (), causes.STORE_DORMANT),
        ("INVALID", ("order", "lineItems", "0", "variantId"), causes.VARIANT_GONE),
        ("INVALID", ("order", "currency"), causes.CURRENCY),
        ("INVALID", ("order", "shippingAddress", "countryCode"), causes.ADDRESS),
        ("INVALID", ("order", "lineItems", "0", "quantity"), causes.REJECTED),
        (None, (), causes.REJECTED),
    ],
)
def test_a_refusal_has_a_cause(code: str | None, field: tuple[str, ...], cause: Cause) -> None:
    assert cause_of(code, field) is cause


@given(st.none() | st.text(), st.lists(st.text()).map(tuple))
def test_an_unknown_refusal_still_has_one(code: str | None, field: tuple[str, ...]) -> None:
    assert cause_of(code, field).code in CAUSES


def test_every_cause_says_what_to_do_and_who_can() -> None:
    assert all(cause.remedy.endswith(".") for cause in CAUSES.values())
    assert all(cause.fixer in Fixer for cause in CAUSES.values())
