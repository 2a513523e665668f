"""Mails to a partner about what needs it: when one is due, and what it says.

A mail says how many and of which product or order, and nothing of any shopper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from powerpact.domain.counting import counted
from powerpact.domain.local_time import last_time
from powerpact.domain.merchant_causes import merchant_words

# Who wants to know at once gets one mail in so long, with everything that came meanwhile.
GATHERED_FOR = timedelta(minutes=10)
# What was written so lately may not be committed yet, and would be passed by for good.
SETTLED = timedelta(seconds=10)
# The hour, in the store's time zone, at which the day's mail is due.
DIGEST_HOUR = 7
# How many orders or products a mail names of each kind.
NAMED = 5


@dataclass(frozen=True, slots=True)
class FailedOrders:
    """So many of the partner's orders wait for it for one cause; the first few by their names."""

    cause_code: str
    count: int
    names: tuple[str, ...]
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class FailedProducts:
    """So many of the partner's products could not be listed; the first few by their titles."""

    count: int
    titles: tuple[str, ...]
    is_more: bool = False


class Trouble(NamedTuple):
    """What is wrong with the connection to the store, and what to do about it."""

    what: str
    todo: str


@dataclass(frozen=True, slots=True)
class News:
    """What needs the partner since it was told last; ``told``: what was wrong with it then."""

    orders: tuple[FailedOrders, ...] = ()
    products: FailedProducts | None = None
    troubles: tuple[Trouble, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def is_worth_a_mail(self) -> bool:
        """Whether there is anything that the partner does not know yet."""
        return bool(
            self.orders or self.products or {each.what for each in self.troubles} - {*self.told}
        )


class Paragraph(NamedTuple):
    """``path``: the page of the dashboard that shows it, below the app's own address."""

    heading: str
    text: str
    path: str
    link: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it is laid out."""

    subject: str
    paragraphs: tuple[Paragraph, ...]


def is_due(pace: str, told_until: datetime, zone: str, now: datetime) -> bool:
    """Whether a partner is to be told again, if there is anything to tell.

    It knows what had happened ``told_until``, from a mail that went out ``SETTLED`` later.
    ``pace`` is a value of ``AlertPace``, ``zone`` the name of the store's time zone.
    """
    told_at = told_until + SETTLED
    if pace == "at_once":
        return now - told_at >= GATHERED_FOR
    return pace == "daily" and told_at < last_time(zone, DIGEST_HOUR, now)


def letter_about(news: News) -> Letter:
    """The mail that tells the news: what stops most first."""
    paragraphs = tuple(_paragraphs(news))
    subjects = [
        *_told(sum(each.count for each in news.orders), "order needs", "orders need"),
        *_told(news.products.count if news.products else 0, "product fails", "products fail"),
    ]
    connection = ["Your store's connection needs you"] if news.troubles else []
    return Letter("; ".join([*connection, *subjects]), paragraphs)


def _told(count: int, one: str, many: str) -> Iterator[str]:
    if count:
        what = one if count == 1 else many
        yield f"{count:,} {what}" + (" you" if "need" in what else "")


def _paragraphs(news: News) -> Iterator[Paragraph]:
    for trouble in news.troubles:
        yield Paragraph(trouble.what, trouble.todo, "", "Open PowerPact")
    for orders in news.orders:
        words = merchant_words(orders.cause_code)
        heading = f"{_number(orders.count, 'order', orders.is_more)}: {words.short}"
        text = f"{_named(orders.names, orders.count)}. {words.what} {words.remedy}"
        path = f"/orders/?flt_stage_is=needs_you&flt_cause_is={orders.cause_code}"
        yield Paragraph(heading, text, path, "See these orders")
    if news.products:
        products = news.products
        heading = f"{_number(products.count, 'product', products.is_more)} could not be listed"
        text = f"{_named(products.titles, products.count)}. Each says why, and who can mend it."
        yield Paragraph(heading, text, "/products/?flt_state_is=failing", "See these products")


def _number(count: int, noun: str, is_more: bool) -> str:
    return f"More than {counted(count, noun)}" if is_more else counted(count, noun)


def _named(names: Sequence[str], count: int) -> str:
    """``#1001, #1002 and 3 more``; a title is anybody's text, so it stays on its line."""
    shown = [" ".join(name.split())[:80] for name in names[:NAMED]]
    rest = count - len(shown)
    return ", ".join(shown) + (f" and {rest:,} more" if rest > 0 else "")
