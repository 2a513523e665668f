"""The words that partners agree to."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.consent import VERSION, clauses, wording

# By version: what its words are known by. Whoever changes a word makes a new version.
KNOWN = {"2026-11-22": "935e325f881019a7"}


def test_the_words_of_a_version_never_change() -> None:
    digest = hashlib.sha256(wording("Bubbly").encode()).hexdigest()
    assert KNOWN[VERSION] == digest[:16]


def test_the_words_name_the_marketplace() -> None:
    assert "Bubbly" in wording("Bubbly")
    assert "{" not in wording("Bubbly")


@given(st.text(min_size=1))
def test_what_is_kept_is_what_was_shown(marketplace: str) -> None:
    kept = wording(marketplace)
    for clause in clauses(marketplace):
        assert clause.heading in kept
        assert all(sentence in kept for sentence in clause.sentences)
