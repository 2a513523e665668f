"""Shopify delivers one webhook again and again, as it does when an answer got lost."""

from sqlalchemy import func, select

from powerpact.demo.narrator import Narrator
from powerpact.demo.ordering import parts_by_state
from powerpact.demo.shops import BUBBLY
from powerpact.demo.stack import Stack
from powerpact.models import WebhookEvent
from powerpact.services.transactions import transaction

TIMES = 10


def repeat_webhook(stack: Stack, narrator: Narrator) -> None:
    """Deliver the webhook of the latest order so many times more, all at once."""
    latest = stack.simulator.deliveries(BUBBLY.domain, "orders/paid")[-1]
    before = parts_by_state()
    stack.simulator.redeliver(latest["webhook_id"], times=TIMES)
    stack.simulator.wait_for_deliveries()
    kept = _rows(latest["webhook_id"])
    narrator.say(
        f"The latest order's webhook came {TIMES} times more at once: {kept} of them is kept, "
        f"and the parts are {parts_by_state().total()} as before ({before.total()})."
    )


def _rows(webhook_id: str) -> int:
    mine = WebhookEvent.delivery_id == webhook_id
    with transaction() as session:
        return session.scalars(select(func.count(WebhookEvent.id)).where(mine)).one()
