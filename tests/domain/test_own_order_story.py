"""The story of a part, as its merchant reads it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.attempts import Outcome
from powerpact.domain.own_order_story import OwnTry, own_story

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def minute(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def told(*tries: OwnTry, **more: object) -> list[str]:
    story = own_story(NOON, minute(1), tries, **more)  # type: ignore[arg-type]  # by name
    return [each.what for each in story]


def test_an_order_is_told_from_the_shopper_to_the_store() -> None:
    made = OwnTry(minute(2), Outcome.CREATED, "created #1003")

    assert told(made, order_name="#1003") == [
        "The shopper ordered at Bubbly",
        "Bubbly passed your part of the order on to you",
        "The order was made in your store, as #1003",
    ]


@pytest.mark.parametrize(
    ("tried", "why"),
    [
        (OwnTry(minute(2), Outcome.REJECTED, "x: y", "INVENTORY_CLAIM_FAILED"), "too little stock"),
        (OwnTry(minute(2), Outcome.REJECTED, "order.lineItems.0.variantId: no"), "product deleted"),
        (OwnTry(minute(2), Outcome.REJECTED, cause_code="scope_missing"), "permission missing"),
        (OwnTry(minute(2), Outcome.REJECTED, "Ana's token is dead"), "refused by Shopify"),
    ],
)
def test_a_refusal_says_why_in_a_few_words(tried: OwnTry, why: str) -> None:
    assert told(tried)[-1] == f"It could not be made in your store: {why}"


def test_the_same_again_and_again_is_told_once_at_its_last_time() -> None:
    tries = [OwnTry(minute(number), Outcome.RETRYABLE) for number in range(2, 9)]

    *_, last = own_story(NOON, minute(1), tries)

    assert (last.times, last.at) == (7, minute(8))


def test_a_cancelled_order_says_so_in_its_place() -> None:
    late = OwnTry(minute(9), Outcome.UNCLEAR)

    assert told(late, cancelled_at=minute(5))[-2:] == [
        "The shopper's order was cancelled at Bubbly",
        "It was sent to your store, and Shopify's answer got lost",
    ]


@given(
    st.lists(
        st.builds(
            OwnTry,
            at=st.integers(2, 500).map(minute),
            outcome=st.sampled_from(Outcome),
            message=st.just("Shopify answered 502 to worker 7, says ana@bubbly.test"),
            cause_code=st.sampled_from(["", "rejected", "held_by_staff"]),
        ),
        max_size=9,
    )
)
def test_a_story_is_in_order_loses_no_try_and_quotes_nothing(tries: list[OwnTry]) -> None:
    story = own_story(NOON, minute(1), tries)

    assert [each.at for each in story] == sorted(each.at for each in story)
    assert sum(each.times for each in story) == len(tries) + 2
    assert not any("502" in each.what or "ana" in each.what for each in story)
