"""What happened to an order, moment by moment."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from powerpact.domain.attempts import Outcome
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, utc_now
from powerpact.services.moments import Moment, moments_of
from powerpact.services.order_steering import hold, mark_handled
from tests.factories import (
    AuditEventFactory,
    BubblyOrderFactory,
    BubblyOrderLineFactory,
    OrderSyncAttemptFactory,
    OrderSyncFactory,
    PartnerStoreFactory,
    WebhookEventFactory,
)
from tests.services.marketplace import ANA

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def order(session: Session) -> BubblyOrder:
    made: BubblyOrder = BubblyOrderFactory(placed_at=utc_now() - timedelta(minutes=9))
    session.commit()
    return made


def part_of(order: BubblyOrder, partner: str) -> int:
    part = OrderSyncFactory(
        bubbly_order=order,
        partner=PartnerStoreFactory(name=partner),
        state=OrderState.FAILED,
        cause_code="rejected",
    )
    return int(part.id)


def told(moments: tuple[Moment, ...]) -> list[str]:
    return [moment.what for moment in moments]


def test_people_are_told_with_what_they_did_changed_and_noted(order: BubblyOrder) -> None:
    part_id = part_of(order, "Kiln")
    hold([part_id], ANA, note="wait for the photo")
    mark_handled([part_id], ANA, note="sent by hand")
    assert told(moments_of(order.id))[-2:] == [
        f"{ANA.name} held Kiln's part: failed → held, “wait for the photo” (console)",
        f"{ANA.name} marked as handled Kiln's part: held → cancelled, “sent by hand” (console)",
    ]


def test_a_persons_moment_leads_to_its_audit_event_and_says_from_where(order: BubblyOrder) -> None:
    event = AuditEventFactory(
        action="route",
        subject_type="bubbly_order_line",
        subject_id=str(BubblyOrderLineFactory(order=order).id),
        before={"destination": "unrouted"},
        after={"destination": "partner"},
        address="192.0.2.7",
    )
    last = moments_of(order.id)[-1]
    assert last.what == (
        "staff@powerpact.test did “route” to a line: destination unrouted → partner (console)"
    )
    assert (last.subject, last.address) == (("audit_event", event.id), "192.0.2.7")


def test_what_people_did_to_other_orders_is_not_told(order: BubblyOrder) -> None:
    hold([part_of(BubblyOrderFactory(), "Kiln")], ANA)
    AuditEventFactory(subject_type="store", subject_id=str(order.id))
    assert not [what for what in told(moments_of(order.id)) if "(console)" in what]


def test_copies_of_the_webhook_are_told_beside_the_one_that_brought_the_order(
    session: Session,
) -> None:
    first, copy = (WebhookEventFactory(event_id="an event") for _ in range(2))
    WebhookEventFactory(event_id="another event")
    order = BubblyOrderFactory(webhook_event_id=first.id)
    session.commit()
    by_subject = {moment.subject: moment.what for moment in moments_of(order.id) if moment.subject}
    assert by_subject == {
        ("webhook_event", first.id): "Shopify's webhook orders/paid arrived",
        (
            "webhook_event",
            copy.id,
        ): "a copy of the webhook orders/paid arrived, and changed nothing",
    }


def test_deliveries_without_an_event_id_are_no_copies_of_each_other(session: Session) -> None:
    first, _other = WebhookEventFactory(event_id=""), WebhookEventFactory(event_id="")
    order = BubblyOrderFactory(webhook_event_id=first.id)
    session.commit()
    arrived = [what for what in told(moments_of(order.id)) if "webhook" in what]
    assert arrived == ["Shopify's webhook orders/paid arrived"]


def test_the_story_of_one_part_leaves_out_the_others(order: BubblyOrder) -> None:
    kiln, fern = part_of(order, "Kiln"), part_of(order, "Fern")
    for part_id in (kiln, fern):
        OrderSyncAttemptFactory(order_sync_id=part_id, outcome=Outcome.REJECTED, message="no")
        hold([part_id], ANA)
    of_kiln = told(moments_of(order.id, kiln))
    assert "try 1 at Kiln was refused (25.0 s): no" in of_kiln
    assert len([what for what in of_kiln if "Kiln" in what]) == 2
    assert not [what for what in of_kiln if "Fern" in what]
    assert len(told(moments_of(order.id))) == len(of_kiln) + 2


def test_an_order_that_was_cancelled_at_bubbly_says_so() -> None:
    order = BubblyOrderFactory(cancelled_at=utc_now())
    assert "the order was cancelled at Bubbly" in told(moments_of(order.id))
