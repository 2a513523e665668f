"""By which codes stores are let in, and what is kept of what they say."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.admission import is_code, may_ask_again_at, on_one_line, tidy


@pytest.mark.parametrize("code", ["kiln", "p1", "fern-and-co", "a2-b3"])
def test_a_short_plain_word_is_a_code(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize(
    "code",
    ["", "k", "k" * 21, "Kiln", "1kiln", "kiln-", "-kiln", "ki--ln", "ki ln", "kïln", "kiln\n"],
)
def test_what_reads_badly_in_an_address_is_no_code(code: str) -> None:
    assert not is_code(code)


@given(st.text())
def test_a_code_never_needs_escaping_in_an_address(text: str) -> None:
    assert not is_code(text) or re.fullmatch(r"[a-z0-9-]{2,20}", text)


@given(st.text())
def test_what_was_typed_is_tidied_once_and_for_all(text: str) -> None:
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    assert all(each.isprintable() or each == "\n" for each in tidied)
    assert len(tidied) <= len(text)


@given(st.text())
def test_a_name_is_one_line_so_that_it_adds_no_header_to_a_mail(text: str) -> None:
    assert on_one_line(text).isprintable()


def test_line_ends_of_a_message_stay() -> None:
    assert tidy(" Cups\r\nand  bowls \0\r\n\r\nfrom Wales\n") == "Cups\nand  bowls\n\nfrom Wales"


def test_a_declined_store_may_ask_again_after_a_week() -> None:
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    assert may_ask_again_at(monday) == monday + timedelta(days=7)
    assert may_ask_again_at(None) is None
