"""Subscription filters and include_fields."""

from typing import Any

import pytest

from powerpact.simulator.webhook_filters import passes, trimmed

PRODUCT: dict[str, Any] = {
    "id": 1,
    "status": "active",
    "title": "Tideline Mug",
    "variants": [{"id": 10, "price": "9.50"}, {"id": 11, "price": "12.00"}],
}


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        (None, True),
        ("", True),
        ("status:active", True),
        ("status:ACTIVE", True),
        ("status:draft", False),
        ("variants.price:>=10.00", True),
        ("variants.price:>12.00", False),
        ("variants.price:<10", True),
        ("status:active AND variants.price:>20", False),
        ('title:"Tideline Mug"', True),
        ("vendor:*", False),
        ("title:>3", False),
        ("status:draft OR status:active", True),
    ],
)
def test_a_filter_lets_through_what_meets_all_its_terms(search: str | None, wanted: bool) -> None:
    assert passes(PRODUCT, search) is wanted


def test_only_the_fields_asked_for_are_sent() -> None:
    assert trimmed(PRODUCT, ["id", "variants.id", "absent"]) == {
        "id": 1,
        "variants": [{"id": 10}, {"id": 11}],
    }


def test_without_fields_asked_for_everything_is_sent() -> None:
    assert trimmed(PRODUCT, []) == PRODUCT
