"""Which variant takes the place of one that the partner deleted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.replacement import Variant, replacement

BLUE, RED = (("Colour", "Blue"),), (("Colour", "Red"),)


def variant(number: int, sku: str = "", product: int = 1, partner: int = 1) -> Variant:
    options = BLUE if number % 2 else RED
    return Variant(number, f"gid://shopify/ProductVariant/{number}", product, partner, sku, options)


GONE = variant(1, "BOWL")


@pytest.mark.parametrize(
    ("living", "chosen"),
    [
        ([variant(2, "BOWL")], 2),
        ([variant(2, "BOWL", product=9)], 2),
        ([variant(2, "BOWL"), variant(3, "BOWL", product=9)], 2),
        ([variant(2, "BOWL", product=8), variant(3, "BOWL", product=9)], None),
        ([variant(2, "BOWL"), variant(3, "BOWL")], None),
        ([variant(2, "CUP")], None),
        ([variant(2, "BOWL", partner=2)], None),
        ([], None),
    ],
)
def test_the_sku_says_which_one_is_meant(living: list[Variant], chosen: int | None) -> None:
    found = replacement(GONE, living)
    assert (found.id if found else None) == chosen


def test_without_a_sku_the_options_of_the_same_product_say_it() -> None:
    gone = variant(1)
    again = variant(3)

    assert replacement(gone, [variant(2), again, variant(5, product=2)]) is again


def test_without_a_sku_nothing_elsewhere_is_meant() -> None:
    assert replacement(variant(1), [variant(3, product=2), variant(3, partner=2)]) is None


VARIANTS = st.builds(
    variant,
    st.integers(1, 9),
    st.sampled_from(["", "BOWL", "CUP"]),
    st.integers(1, 2),
    st.integers(1, 2),
)


@given(VARIANTS, st.lists(VARIANTS, max_size=6))
def test_nothing_of_another_partner_or_kind_is_ever_chosen(
    gone: Variant, living: list[Variant]
) -> None:
    found = replacement(gone, living)

    if found:
        assert (found.partner_id, found.sku if gone.sku else "") == (gone.partner_id, gone.sku)
