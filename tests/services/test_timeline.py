"""The story of one order, told without touching anything."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import Fixer
from powerpact.domain.transitions import OrderState
from powerpact.errors import NotFound
from powerpact.models import BubblyOrder, OrderSync, utc_now
from powerpact.services.order_retry import retry
from powerpact.services.timeline import order_id_of, timeline
from tests.factories import (
    BubblyOrderFactory,
    BubblyOrderLineFactory,
    OrderSyncAttemptFactory,
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
    WebhookEventFactory,
)
from tests.services.counting import counted_statements
from tests.services.marketplace import ANA


@pytest.fixture
def order(session: Session) -> BubblyOrder:
    """An order of two lines, one of a partner whose part failed."""
    event = WebhookEventFactory(received_at=utc_now() - timedelta(minutes=2))
    made: BubblyOrder = BubblyOrderFactory(
        name="#1001", placed_at=utc_now() - timedelta(minutes=3), webhook_event_id=event.id
    )
    part = OrderSyncFactory(
        bubbly_order=made,
        partner=PartnerStoreFactory(name="Kiln"),
        state=OrderState.FAILED,
        next_attempt_at=None,
        cause_code="out_of_stock",
        cause="not enough bowls",
        remedy="Restock, then retry.",
        fixer=Fixer.PARTNER,
    )
    OrderSyncLineFactory(order_sync=part)
    BubblyOrderLineFactory(order=made, title="A card", reason="A card is Bubbly's own product")
    OrderSyncAttemptFactory(order_sync_id=part.id, outcome=Outcome.REJECTED, message="no stock")
    return made


def test_a_story_tells_what_happened_in_time_order(order: BubblyOrder, session: Session) -> None:
    retry([session.query(OrderSync).one().id], ANA)
    story = timeline(order.id)
    told = [moment.what for moment in story.moments]
    assert sorted(story.moments, key=lambda moment: moment.at) == list(story.moments)
    assert told[0] == "the shopper placed the order at Bubbly"
    assert told[1] == "Shopify's webhook orders/paid arrived"
    assert any("try 1 at Kiln was refused" in what for what in told)
    assert told[-1] == f"{ANA.name} asked to retry Kiln's part: failed → pending (console)"


def test_a_story_says_where_each_line_went_and_how_each_part_stands(order: BubblyOrder) -> None:
    story = timeline(order.id)
    assert story.title == "Order #1001: 10.00 GBP, paid"
    assert [line.split(" went to ")[1].split(":")[0] for line in story.lines] == ["Kiln", "Bubbly"]
    (part,) = story.parts
    assert "Kiln (8.50 GBP owed) is failed; because not enough bowls" in part
    assert "What to do (partner): Restock, then retry" in part


def test_telling_leaves_the_callers_rows_and_transaction_alone(
    order: BubblyOrder, session: Session
) -> None:
    session.refresh(order)
    order.name = "#unsaved"
    expired = set(inspect(order).expired_attributes)
    assert timeline(order.id).title.startswith("Order #1001")
    assert session.in_transaction()
    assert inspect(order).expired_attributes == expired
    assert session.is_modified(order)


def test_telling_leaves_no_transaction_open(order: BubblyOrder, session: Session) -> None:
    order_id = order.id
    session.rollback()
    timeline(order_id)
    assert not session.in_transaction()


def test_a_story_costs_as_many_queries_for_ten_parts_as_for_one(
    order: BubblyOrder, session: Session
) -> None:
    def cost() -> int:
        session.rollback()
        session.expunge_all()
        with counted_statements() as sent:
            timeline(order_id)
        return len(sent)

    order_id = order.id
    before = cost()
    for number in range(10):
        part = OrderSyncFactory(bubbly_order=session.get_one(BubblyOrder, order_id))
        OrderSyncAttemptFactory(order_sync_id=part.id, number=number + 1)
    assert cost() == before


@pytest.mark.usefixtures("session")
def test_an_order_that_is_not_there_is_said_in_a_sentence() -> None:
    with pytest.raises(NotFound, match="no Bubbly order #404"):
        order_id_of("#404")
    with pytest.raises(NotFound, match="no Bubbly order with the id 404"):
        timeline(404)


def test_of_two_orders_of_one_name_the_latest_is_meant(order: BubblyOrder) -> None:
    later = BubblyOrderFactory(name="#1001")
    assert order_id_of("1001") == later.id
