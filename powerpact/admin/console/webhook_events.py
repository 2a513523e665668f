"""The webhook inbox."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.console.masking import masked
from powerpact.admin.filters import Choice, Typed
from powerpact.admin.formats import EMPTY, age, code, column, document, moment
from powerpact.models import EventState, WebhookEvent
from powerpact.permissions import Permission
from powerpact.services.selections.webhook_events import WEBHOOK_EVENTS
from powerpact.shopify.topics import Topic


def _body(event: WebhookEvent) -> Any:
    shown = masked(event.body)
    return document(shown) if shown is not None else f"{len(event.body)} bytes that are no JSON"


def _happened(event: WebhookEvent) -> Any:
    """Shopify's own time, which is kept as it came."""
    try:
        return moment(datetime.fromisoformat(event.triggered_at))
    except ValueError:
        return event.triggered_at or EMPTY


def _next_try(event: WebhookEvent) -> Any:
    """Only of what is still to be worked through; the column itself is never empty."""
    is_due = event.state in {EventState.RECEIVED, EventState.PROCESSING}
    return moment(event.next_try_at) if is_due else EMPTY


class WebhookEventsView(ConsoleModelView):
    """Each delivery that was accepted. Bodies are shown without personal data."""

    table = WEBHOOK_EVENTS
    permission = Permission.VIEW_WEBHOOKS
    one = "Webhook"
    about = "Every webhook delivery that was accepted. Parked ones wait for a person."
    search_hint = "Delivery id or event id"
    column_list = ("topic", "shop_domain", "state", "tries", "reason", "received_at")
    column_filters = (
        Choice(WEBHOOK_EVENTS, "state", "State", EventState),
        Choice(WEBHOOK_EVENTS, "topic", "Topic", Topic),
        Typed(WEBHOOK_EVENTS, "shop", "Shop"),
    )
    column_details_list = (
        "state",
        "reason",
        "topic",
        "shop_domain",
        "received_at",
        "triggered_at",
        "finished_at",
        "tries",
        "next_try_at",
        "api_version",
        "delivery_id",
        "event_id",
        "body",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "shop_domain": "Shop",
        "received_at": "Received",
        "triggered_at": "Happened",
        "finished_at": "Finished",
        "next_try_at": "Next try",
        "api_version": "API version",
        "delivery_id": "Delivery id",
        "event_id": "Event id",
        "body": "Body, personal data hidden",
    }
    column_formatters: ClassVar = {"received_at": column(lambda event: age(event.received_at))}
    column_formatters_detail: ClassVar = {
        "body": column(_body),
        "triggered_at": column(_happened),
        "next_try_at": column(_next_try),
        "delivery_id": column(lambda event: code(event.delivery_id)),
        "event_id": column(lambda event: code(event.event_id)),
    }

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return (defer(WebhookEvent.body, raiseload=True),)
