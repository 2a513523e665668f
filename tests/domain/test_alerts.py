"""Mails about what needs a partner: when one is due, and what it says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.alerts import (
    GATHERED_FOR,
    SETTLED,
    FailedOrders,
    FailedProducts,
    News,
    Trouble,
    is_due,
    letter_about,
)
from powerpact.domain.causes import OUT_OF_STOCK, SCOPE_MISSING

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
CLOSED = Trouble("Shopify has closed your store.", "Settle this with Shopify.")


@pytest.mark.parametrize(
    ("ago", "due"), [(timedelta(minutes=9, seconds=59), False), (timedelta(minutes=10), True)]
)
def test_mails_at_once_come_ten_minutes_apart(ago: timedelta, due: bool) -> None:
    assert is_due("at_once", NOW - SETTLED - ago, "UTC", NOW) is due


@pytest.mark.parametrize(
    ("told_at", "zone", "due"),
    [
        ("2026-11-22T06:59:59", "UTC", True),
        ("2026-11-22T07:00:00", "UTC", False),
        ("2026-11-21T07:00:05", "UTC", True),
        ("2026-11-22T07:00:05", "America/New_York", True),  # 12:00 UTC is seven there
        ("2026-11-21T22:30:00", "Asia/Tokyo", False),  # half past seven of that day
        ("2026-11-22T06:59:00", "Nowhere/AtAll", True),
    ],
)
def test_the_days_mail_is_due_at_seven_where_the_store_is(
    told_at: str, zone: str, due: bool
) -> None:
    at = datetime.fromisoformat(told_at).replace(tzinfo=UTC)

    assert is_due("daily", at - SETTLED, zone, NOW) is due


def test_nothing_is_due_for_who_wants_no_mails() -> None:
    assert not is_due("off", NOW - timedelta(days=400), "UTC", NOW)


@given(st.integers(0, 400 * 86400), st.sampled_from(["at_once", "daily"]))
def test_who_has_just_been_told_is_not_told_again(seconds: int, pace: str) -> None:
    now = NOW + timedelta(seconds=seconds)

    assert not is_due(pace, now - SETTLED, "Europe/Berlin", now)
    assert is_due(pace, now - timedelta(days=2) - GATHERED_FOR, "Europe/Berlin", now)


def test_mail_says_how_many_which_and_what_to_do() -> None:
    names = tuple(f"#100{number}" for number in range(5))
    news = News(orders=(FailedOrders(OUT_OF_STOCK.code, 7, names),))

    letter = letter_about(news)

    assert letter.subject == "7 orders need you"
    (paragraph,) = letter.paragraphs
    assert paragraph.heading == "7 orders: Too little stock"
    assert paragraph.text.startswith("#1000, #1001, #1002, #1003, #1004 and 2 more. ")
    assert "Restock" in paragraph.text
    assert paragraph.path == "/orders/?flt_stage_is=needs_you&flt_cause_is=out_of_stock"


def test_mail_begins_with_what_stops_everything() -> None:
    letter = letter_about(
        News(
            orders=(FailedOrders(SCOPE_MISSING.code, 1, ("#1",)),),
            products=FailedProducts(1, ("Bowl",)),
            troubles=(CLOSED,),
        )
    )

    assert letter.subject == (
        "Your store's connection needs you; 1 order needs you; 1 product fails"
    )
    assert [each.heading for each in letter.paragraphs] == [
        CLOSED.what,
        "1 order: Permission missing",
        "1 product could not be listed",
    ]


def test_a_number_that_was_not_counted_to_its_end_says_so() -> None:
    letter = letter_about(News(products=FailedProducts(1000, ("Bowl",), is_more=True)))

    assert letter.paragraphs[0].heading == "More than 1,000 products could not be listed"


def test_a_title_stays_on_its_line() -> None:
    title = "Bowl\r\nBcc: somebody@example.org\n\n" + "x" * 200
    letter = letter_about(News(products=FailedProducts(1, (title,))))

    assert "\n" not in letter.paragraphs[0].text
    assert "\n" not in letter.subject
    assert len(letter.paragraphs[0].text) < 160


@pytest.mark.parametrize(
    ("news", "worth"),
    [
        (News(), False),
        (News(orders=(FailedOrders("out_of_stock", 1, ("#1",)),)), True),
        (News(products=FailedProducts(1, ("Bowl",))), True),
        (News(troubles=(CLOSED,)), True),
        (News(troubles=(CLOSED,), told=(CLOSED.what,)), False),
    ],
)
def test_what_the_partner_knows_already_is_worth_no_mail(news: News, worth: bool) -> None:
    assert news.is_worth_a_mail is worth
