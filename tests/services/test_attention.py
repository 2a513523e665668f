"""What waits for a person, counted as far as anybody reads a number."""

from datetime import timedelta

from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import EventState, StoreState, Trade, utc_now
from powerpact.services.attention import MOST, Concern, Trouble, concerns, oldest_unprocessed
from powerpact.services.problems.stores import stores_in_trouble
from tests.factories import (
    BubblyStoreFactory,
    OrderSyncFactory,
    PartnerStoreFactory,
    WebhookEventFactory,
)


def test_parts_are_counted_by_state_and_cause(session: Session) -> None:
    partner = PartnerStoreFactory()
    for state, cause, count in (
        (OrderState.FAILED, "rejected", 2),
        (OrderState.FAILED, "address", 1),
        (OrderState.HELD, "store_paused", 1),
        (OrderState.RETRYING, "", 3),
        (OrderState.PENDING, "", 1),
    ):
        OrderSyncFactory.create_batch(count, partner=partner, state=state, cause_code=cause)
    assert concerns() == [
        Concern(Trouble.FAILED_PARTS, 2, "rejected"),
        Concern(Trouble.FAILED_PARTS, 1, "address"),
        Concern(Trouble.HELD_PARTS, 1, "store_paused"),
        Concern(Trouble.RETRYING_PARTS, 3),
    ]


def test_a_number_that_nobody_reads_is_not_counted_out() -> None:
    assert not Concern(Trouble.FAILED_PARTS, MOST).is_more
    assert Concern(Trouble.FAILED_PARTS, MOST + 1).is_more


def test_the_oldest_webhook_that_waits_is_known(session: Session) -> None:
    assert oldest_unprocessed() is None
    old = utc_now() - timedelta(hours=2)
    WebhookEventFactory(state=EventState.DONE, received_at=old - timedelta(hours=1))
    WebhookEventFactory(state=EventState.PROCESSING, received_at=old)
    WebhookEventFactory(state=EventState.RECEIVED)
    assert oldest_unprocessed() == old


def test_an_order_that_came_after_its_part_was_closed_is_the_first_to_be_told(
    session: Session,
) -> None:
    OrderSyncFactory(state=OrderState.FAILED, cause_code="rejected")
    OrderSyncFactory(state=OrderState.CANCELLED, cause_code="order_after_close")
    OrderSyncFactory(state=OrderState.CANCELLED, cause_code="handled")
    assert concerns() == [
        Concern(Trouble.LATE_ORDERS, 1),
        Concern(Trouble.FAILED_PARTS, 1, "rejected"),
    ]


def test_a_store_is_away_after_more_than_one_bad_answer(session: Session) -> None:
    soon = utc_now() + timedelta(minutes=1)
    PartnerStoreFactory(rests_until=soon, rest_count=1)
    PartnerStoreFactory(rests_until=utc_now() - timedelta(minutes=1), rest_count=5)
    assert concerns() == []
    PartnerStoreFactory(name="Kiln", rests_until=soon, rest_count=2)
    assert concerns() == [Concern(Trouble.STORES_AWAY, 1, names=("Kiln",))]


def test_a_store_that_uninstalled_the_app_is_told_unless_it_had_left(session: Session) -> None:
    gone = {"state": StoreState.UNINSTALLED}
    PartnerStoreFactory(trade=Trade.LEFT, **gone)
    assert concerns() == []
    PartnerStoreFactory(name="Kiln", **gone)
    BubblyStoreFactory(**gone)
    assert concerns() == [Concern(Trouble.STORES_UNINSTALLED, 2, names=("Bubbly", "Kiln"))]
    assert [each.name for each in stores_in_trouble()] == ["Bubbly", "Kiln"]
