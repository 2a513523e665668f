"""``powerpact webhooks``."""

from click.testing import Result
from flask import Flask

from powerpact.commands.webhooks import webhooks
from powerpact.models import EventState
from tests.factories import WebhookEventFactory


def _run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(webhooks, arguments)


def test_parked_events_are_shown_with_their_reason(app: Flask) -> None:
    with app.app_context():
        event_id = WebhookEventFactory(state=EventState.PARKED, reason="no such shop").id
        WebhookEventFactory(state=EventState.DONE)

    assert _run(app, "parked").output == (
        f"{event_id}  orders/paid of bubbly.myshopify.com: no such shop\n"
    )


def test_nothing_parked_is_said(app: Flask) -> None:
    assert _run(app, "parked").output == "Nothing is parked.\n"


def test_replayed_event_is_parked_no_longer(app: Flask) -> None:
    with app.app_context():
        event_id = WebhookEventFactory(state=EventState.PARKED, reason="no such shop").id

    answer = _run(app, "replay", str(event_id), "404")
    assert answer.output == (
        "Due again: 1 webhook event.\nWebhook event 404 was left: there is no such webhook.\n"
    )
    assert _run(app, "parked").output == "Nothing is parked.\n"
