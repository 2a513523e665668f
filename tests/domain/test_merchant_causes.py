"""Causes in a merchant's words."""

import pytest

from powerpact.domain.causes import CAUSES, Cause, Fixer
from powerpact.domain.merchant_causes import NO_WORDS, WORDS, merchant_words, who_can

# What merchants do not know, and need not: our own words for parts of this machine.
INTERNAL = ("worker", "webhook", "queue", "claim", "the partner", "staff", "route", "part ")


def test_every_cause_has_words() -> None:
    assert WORDS.keys() == set(CAUSES.values())


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.code)
def test_words_are_sentences_that_a_merchant_understands(cause: Cause) -> None:
    words = merchant_words(cause.code)

    assert words.what.endswith(".")
    assert words.remedy.endswith(".")
    assert 0 < len(words.short) <= 30
    assert not [each for each in INTERNAL if each in f"{words.what} {words.remedy}".lower()]


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.code)
def test_a_merchant_is_asked_to_retry_only_what_it_may(cause: Cause) -> None:
    assert ("then retry" not in merchant_words(cause.code).remedy.lower()) or (
        cause.fixer is Fixer.PARTNER
    )


def test_a_code_that_nobody_knows_says_nothing() -> None:
    assert merchant_words("") is NO_WORDS
    assert who_can("") == ""
