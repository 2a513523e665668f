"""The first page: what waits for a person, and where to see it."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_admin import expose

from powerpact.admin.base import ConsolePage
from powerpact.admin.staff_session import signed_in
from powerpact.domain.causes import CAUSES
from powerpact.permissions import Permission
from powerpact.services.attention import Concern, Trouble, concerns


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
        "Each should have a partner and has none; the line says why. Settle it with the partner, "
        "or refund it.",
    ),
    Trouble.STORES_TO_RECONNECT: Place(
        "stores",
        Permission.VIEW_STORES,
        "Stores to reconnect",
        {"flt_state_is": "reconnect_needed"},
        "Shopify refuses our access. The store's owner has to open PowerPact in their Shopify "
        "admin once.",
    ),
    Trouble.PARKED_EVENTS: Place(
        "webhook_events",
        Permission.VIEW_WEBHOOKS,
        "Parked webhooks",
        {"flt_state_is": "parked"},
        "Each says why it could not be worked through. When that is put right, replay it with "
        "powerpact webhooks replay.",
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
    address: str


class HomePage(ConsolePage):
    """Open to all staff; each line only to those who may follow its link."""

    permission = None

    @expose("/")  # type: ignore[untyped-decorator]  # Flask-Admin carries no types
    def index(self) -> str:
        """What waits for a person."""
        user = signed_in()
        seen = [
            concern
            for concern in concerns()
            if user and user.may(PLACES[concern.trouble].permission)
        ]
        page: str = self.render("console/home.html", tasks=[_task(concern) for concern in seen])
        return page


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
        count=concern.count,
        address=url_for(f"{place.endpoint}.index_view", **arguments),
    )
