"""The first page: what waits for a person, and where to see it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for

from powerpact.admin.base import ConsolePage
from powerpact.admin.console.pictures_of_work import pace_picture, work_picture
from powerpact.admin.routes import route
from powerpact.admin.staff_session import signed_in
from powerpact.domain.causes import CAUSES, ORDER_AFTER_CLOSE
from powerpact.models import utc_now
from powerpact.permissions import Permission
from powerpact.services.attention import MOST, Concern, Trouble, concerns, oldest_unprocessed
from powerpact.services.figures.home import HomeFigures, home_figures
from powerpact.services.figures.hours import midnight_of

# Hours that the pictures show.
DAY = 24
# A webhook that waits longer than this is worth a sentence.
SLOW = timedelta(minutes=1)
# A worker counts the figures every few seconds; older ones say that none is at work.
LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a kind of trouble is listed, and in which words."""

    endpoint: str
    permission: Permission
    words: str
    arguments: dict[str, str]
    # What to do about it, where no cause says so.
    remedy: str = ""


PLACES = {
    Trouble.LATE_ORDERS: Place(
        "order_syncs",
        Permission.VIEW_ORDERS,
        "Orders that a partner's store made after they were closed here",
        {"flt_cause_is": ORDER_AFTER_CLOSE.code},
        ORDER_AFTER_CLOSE.remedy,
    ),
    Trouble.FAILED_PARTS: Place(
        "order_syncs",
        Permission.VIEW_ORDERS,
        "Partner orders that failed",
        {"flt_state_is": "failed"},
    ),
    Trouble.UNROUTED_LINES: Place(
        "unrouted_lines",
        Permission.VIEW_ORDERS,
        "Order lines that nobody could route",
        {},
        "Each should have a partner and has none; the line says why. Map the variant under "
        "Problems, and all its lines go to their partner.",
    ),
    Trouble.PRIVACY_OVERDUE: Place(
        "privacy_requests",
        Permission.VIEW_PRIVACY,
        "Privacy requests that are overdue",
        {"flt_overdue_is": "yes"},
        "Law gives thirty days. Each says what it waits for.",
    ),
    Trouble.PRIVACY_READY: Place(
        "privacy_requests",
        Permission.VIEW_PRIVACY,
        "Documents to hand to stores whose shoppers asked for their data",
        {"flt_state_is": "ready"},
        "Download each, hand it to the store that asked, and say that you did.",
    ),
    Trouble.STORES_TO_RECONNECT: Place(
        "stores",
        Permission.VIEW_STORES,
        "Stores to reconnect",
        {"flt_state_is": "reconnect_needed"},
        "Shopify refuses our access. The store's owner has to open PowerPact in their Shopify "
        "admin once.",
    ),
    Trouble.STORES_UNINSTALLED: Place(
        "stores",
        Permission.VIEW_STORES,
        "Stores that uninstalled the app",
        {"flt_state_is": "uninstalled"},
        "Their orders wait and their listings are off sale. Ask them to install PowerPact again, "
        "or route their orders elsewhere.",
    ),
    Trouble.STORES_AWAY: Place(
        "stores",
        Permission.VIEW_STORES,
        "Stores that do not answer",
        {"flt_answers_is": "no"},
        "Their orders wait and are sent by themselves once the store answers. If it goes on, "
        "ask its owner.",
    ),
    Trouble.STORES_ASKING: Place(
        "admissions",
        Permission.VIEW_STORES,
        "Stores that ask to be let in",
        {"flt_state_is": "asked"},
        "Each says something of itself. Let it in on terms, or tell it why not.",
    ),
    Trouble.PARKED_EVENTS: Place(
        "webhook_events",
        Permission.VIEW_WEBHOOKS,
        "Parked webhooks",
        {"flt_state_is": "parked"},
        "Each says why it could not be worked through. When that is put right, replay it.",
    ),
    Trouble.HELD_PARTS: Place(
        "order_syncs", Permission.VIEW_ORDERS, "Partner orders on hold", {"flt_state_is": "held"}
    ),
    Trouble.RETRYING_PARTS: Place(
        "order_syncs",
        Permission.VIEW_ORDERS,
        "Partner orders being retried",
        {"flt_state_is": "retrying"},
        "They are tried again by themselves; look into it when it goes on.",
    ),
    Trouble.FAILED_LISTINGS: Place(
        "product_maps",
        Permission.VIEW_PRODUCTS,
        "Listings that failed",
        {"flt_listing_is": "failed"},
    ),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the page: so many of these, what to do about them, and a link to them."""

    words: str
    cause_code: str
    remedy: str
    count: int
    is_more: bool
    address: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of today, with the list that it counts."""

    words: str
    number: int
    address: str


class HomePage(ConsolePage):
    """Open to all staff; each line only to those who may follow its link."""

    permission = None

    @route("/")
    def index(self) -> str:
        """What waits for a person, today's figures, and how the last day went."""
        tasks = self._tasks()
        figures, oldest = home_figures(), oldest_unprocessed()
        page: str = self.render(
            "console/home.html",
            tasks=tasks,
            oldest=oldest if oldest and utc_now() - oldest > SLOW else None,
            figures=figures,
            is_late=figures is not None and utc_now() - figures.taken_at > LATE,
            today=_today(figures) if figures else (),
            day=f"{utc_now():%Y-%m-%d}",
            by_cause=_by_cause(tasks),
            work=work_picture(figures.last(DAY)) if figures else None,
            pace=pace_picture(figures.last(DAY)) if figures else None,
        )
        return page

    def _tasks(self) -> list[Task]:
        user = signed_in()
        return [
            _task(concern)
            for concern in concerns()
            if user and user.may(PLACES[concern.trouble].permission)
        ]


def _task(concern: Concern) -> Task:
    place = PLACES[concern.trouble]
    arguments: dict[str, Any] = dict(place.arguments)
    if concern.cause_code:
        arguments["flt_cause_is"] = concern.cause_code
    cause = CAUSES.get(concern.cause_code)
    return Task(
        words=place.words,
        cause_code=concern.cause_code,
        remedy=cause.remedy if cause else place.remedy,
        count=min(concern.count, MOST),
        is_more=concern.is_more,
        address=url_for(f"{place.endpoint}.index_view", **arguments),
        names=concern.names,
    )


def _by_cause(tasks: list[Task]) -> list[tuple[Task, float]]:
    """What failed or is held, by cause, each with its share (0 to 100) of the most frequent."""
    with_cause = sorted((task for task in tasks if task.cause_code), key=lambda task: -task.count)
    return [(task, 100 * task.count / with_cause[0].count) for task in with_cause]


def _today(figures: HomeFigures) -> tuple[Figure, ...]:
    """Today's numbers; a day is one of UTC, as the filters of the lists have it."""
    start = midnight_of(utc_now())
    hours, day = figures.since(start), f"{start:%Y-%m-%d}"
    parts = url_for("order_syncs.index_view", flt_from_is=day)
    return (
        Figure(
            "Bubbly orders",
            sum(each.orders for each in hours),
            url_for("bubbly_orders.index_view", flt_from_is=day),
        ),
        Figure("partners' parts", sum(each.parts for each in hours), parts),
        Figure(
            "partner orders made",
            sum(each.made for each in hours),
            url_for("order_syncs.index_view", flt_made_from_is=day),
        ),
    )
