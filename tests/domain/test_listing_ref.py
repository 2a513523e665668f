"""Generations of a listing's custom id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.listing_ref import generation, next_generation


@pytest.mark.parametrize(
    ("ref", "number", "following"),
    [("kiln-7", 1, "kiln-7.2"), ("kiln-7.2", 2, "kiln-7.3"), ("kiln.co-7.9", 9, "kiln.co-7.10")],
)
def test_each_generation_is_another_id(ref: str, number: int, following: str) -> None:
    assert generation(ref) == number
    assert next_generation(ref) == following


@given(st.integers(1, 10**18), st.integers(1, 5))
def test_no_generation_is_like_another(product: int, count: int) -> None:
    refs = [f"kiln-{product}"]
    for _ in range(count):
        refs.append(next_generation(refs[-1]))
    assert [generation(ref) for ref in refs] == list(range(1, count + 2))
