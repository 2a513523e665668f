"""Shopify delivers one webhook again and again, as it does when an answer got lost."""

from sqlalchemy import ColumnElement, func, select

from powerpact.demo.errors import DemoError
from powerpact.demo.narrator import Narrator
from powerpact.demo.ordering import parts_by_state
from powerpact.demo.shops import BUBBLY
from powerpact.demo.stack import Stack
from powerpact.models import EventState, WebhookEvent
from powerpact.services.transactions import transaction
from powerpact.simulator.control_client import Json

TIMES = 10
WITHIN = 120.0  # seconds


def repeat_webhook(stack: Stack, narrator: Narrator) -> None:
    """Deliver the webhook of the latest order so many times more, all at once.

    `DemoError` when more than one of them is kept, or when they make parts of their own.
    """
    latest = _latest(stack)
    webhook_id, tries, before = latest["webhook_id"], len(latest["tries"]), parts_by_state().total()
    stack.simulator.redeliver(webhook_id, times=TIMES)
    stack.processes.wait_until(
        lambda: len(_latest(stack)["tries"]) == tries + TIMES and _worked_off(),
        "every copy is delivered and worked off",
        within=WITHIN,
    )
    kept, after = _count(WebhookEvent.delivery_id == webhook_id), parts_by_state().total()
    if (kept, after) != (1, before):
        raise DemoError(f"One webhook is kept {kept} times, and {before} parts became {after}.")
    narrator.say(
        f"The latest order's webhook came {TIMES} times more, all at once. It is kept once, and "
        f"the {after} parts are still {after}."
    )


def _latest(stack: Stack) -> Json:
    return stack.simulator.deliveries(BUBBLY.domain, "orders/paid")[-1]


def _worked_off() -> bool:
    return not _count(WebhookEvent.state.in_([EventState.RECEIVED, EventState.PROCESSING]))


def _count(where: ColumnElement[bool]) -> int:
    with transaction() as session:
        return session.scalars(select(func.count(WebhookEvent.id)).where(where)).one()
