"""Personal data goes when it is no longer needed, and not before."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, EventState, WebhookEvent, utc_now
from powerpact.services.retention import forget_expired
from tests.factories import BubblyOrderFactory, OrderSyncFactory, WebhookEventFactory

OLD = utc_now() - timedelta(days=61)
YOUNG = utc_now() - timedelta(days=59)
SHOPPER = {"email": "ada@example.test"}
ENDED = {"claim": None, "partner_order_id": "gid://shopify/Order/9"}


@pytest.mark.parametrize(
    ("state", "finished_at", "stays"),
    [
        (EventState.DONE, OLD, False),
        (EventState.DONE, YOUNG, True),
        (EventState.PARKED, OLD, True),
        (EventState.RECEIVED, None, True),
    ],
)
def test_a_finished_webhook_goes_in_time(
    session: Session, state: EventState, finished_at: object, stays: bool
) -> None:
    WebhookEventFactory(state=state, finished_at=finished_at)
    assert forget_expired()[0] == (0 if stays else 1)
    assert len(session.scalars(select(WebhookEvent.id)).all()) == (1 if stays else 0)


def test_an_old_order_without_parts_forgets_its_shopper(session: Session) -> None:
    BubblyOrderFactory(placed_at=OLD, shopper=SHOPPER)
    assert forget_expired() == (0, 1)
    assert session.scalars(select(BubblyOrder.shopper)).all() == [None]
    assert forget_expired() == (0, 0)


def test_a_young_order_keeps_its_shopper(session: Session) -> None:
    BubblyOrderFactory(placed_at=YOUNG, shopper=SHOPPER)
    assert forget_expired() == (0, 0)


@pytest.mark.parametrize(
    ("state", "columns", "kept"),
    [
        (OrderState.CREATED, ENDED, False),
        (OrderState.CANCELLED, {}, False),
        (OrderState.PENDING, {}, True),
        (OrderState.RETRYING, {}, True),
        (OrderState.SENDING, {"claim": "a"}, True),
        (OrderState.HELD, {}, True),
        (OrderState.FAILED, {"cause_code": "out_of_stock"}, True),
    ],
)
def test_a_part_that_may_still_be_sent_keeps_the_address(
    session: Session, state: OrderState, columns: dict[str, object], kept: bool
) -> None:
    order = BubblyOrderFactory(placed_at=OLD, shopper=SHOPPER)
    OrderSyncFactory(bubbly_order=order, state=state, **columns)
    assert forget_expired() == (0, 0 if kept else 1)
    session.expire_all()
    assert (order.shopper is not None) is kept
