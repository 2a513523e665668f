"""How values look on the console's pages."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from powerpact.admin.formats import age, amount, badge, document, moment, percentage

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def test_times_are_shown_in_utc() -> None:
    in_delhi = datetime(2026, 11, 20, 17, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    assert moment(in_delhi) == ('<time datetime="2026-11-20T12:00:00Z">2026-11-20 12:00:00Z</time>')


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "59 s ago"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=9), "9 d ago"),
        (timedelta(minutes=-5), "in 5 min"),
    ],
)
def test_age_is_told_in_the_largest_unit_that_fits(passed: timedelta, words: str) -> None:
    assert f">{words}<" in age(NOON - passed, now=NOON)


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (Decimal("1234.5"), "EUR", "1234.50 EUR"),
        (Decimal("1234.0000"), "JPY", "1234 JPY"),
        (Decimal("1.5"), "KWD", "1.500 KWD"),
    ],
)
def test_money_has_its_currencys_decimals(value: Decimal, currency: str, text: str) -> None:
    assert f">{text}<" in amount(value, currency)


@pytest.mark.parametrize(
    ("share", "text"),
    [("0.15000", "15 %"), ("0.125", "12.5 %"), ("0", "0 %"), ("1", "100 %")],
)
def test_shares_are_shown_as_per_cent(share: str, text: str) -> None:
    assert percentage(Decimal(share)) == text


def test_state_is_told_in_words_and_toned() -> None:
    assert badge("partially_fulfilled") == '<span class="badge plain">Partially fulfilled</span>'
    assert 'class="badge bad"' in badge("failed")


def test_json_is_escaped() -> None:
    assert "<script>" not in document({"title": "<script>"})
