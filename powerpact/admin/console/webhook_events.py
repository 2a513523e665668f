"""The webhook inbox."""

import json
from datetime import datetime
from typing import Any, ClassVar

from flask import request
from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.acting import ActingModelView
from powerpact.admin.actions import RowAction
from powerpact.admin.console.masking import masked
from powerpact.admin.filters import Choice, Day, Typed
from powerpact.admin.formats import EMPTY, age, code, column, document, moment
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting
from powerpact.models import EventState, WebhookEvent
from powerpact.permissions import Permission
from powerpact.services.disclosure import disclosed_body
from powerpact.services.inbox_replay import REPLAYABLE, replay
from powerpact.services.selections.webhook_events import WEBHOOK_EVENTS
from powerpact.shopify.topics import Topic


def _body(event: WebhookEvent) -> Any:
    if not event.body:
        return "Erased when it was done: it told of a shopper."
    shown = masked(event.body)
    return document(shown) if shown is not None else f"{len(event.body)} bytes that are no JSON"


def _as_it_came(body: bytes) -> Any:
    try:
        return document(json.loads(body))
    except (ValueError, RecursionError):
        return body.decode(errors="replace")


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


class WebhookEventsView(ActingModelView):
    """Each delivery that was accepted. Bodies are shown without personal data, unless a person
    who may see it asks for it, which is kept in the audit."""

    table = WEBHOOK_EVENTS
    permission = Permission.VIEW_WEBHOOKS
    one = "Webhook"
    about = "Every webhook delivery that was accepted. Parked ones wait for a person."
    empty = "No webhooks yet. Shopify sends them once a store is connected."
    search_hint = "Delivery id or event id"
    column_list = ("topic", "shop_domain", "state", "tries", "reason", "received_at")
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [("received_at", True), ("id", True)]
    column_filters = (
        Choice(WEBHOOK_EVENTS, "state", "State", EventState),
        Choice(WEBHOOK_EVENTS, "topic", "Topic", Topic),
        Typed(WEBHOOK_EVENTS, "shop", "Shop"),
        Day(WEBHOOK_EVENTS, "from", "From"),
        Day(WEBHOOK_EVENTS, "until", "Until"),
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
    row_actions = (
        RowAction(
            replay,
            "Replay",
            "due again",
            Permission.REPLAY_WEBHOOKS,
            may=lambda event: event.state in REPLAYABLE,
            in_row=True,
        ),
    )
    details_template = "console/webhook_event.html"
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

    @route("/whole/", "POST")
    def whole(self) -> str:
        """The body as it came, personal data and all, for those who may see it."""
        self.demand(Permission.VIEW_PERSONAL_DATA)
        event = self.get_one(request.args.get("id", ""))
        body = disclosed_body(event.id, acting())
        return self.render("console/webhook_body.html", event=event, body=_as_it_came(body))
