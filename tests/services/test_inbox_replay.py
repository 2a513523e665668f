"""Events that are done again, and stores that leave."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import (
    AuditEvent,
    BubblyOrder,
    EventState,
    Store,
    StoreState,
    utc_now,
)
from powerpact.services.follow_up import FollowUp
from powerpact.services.inbox_replay import replay
from powerpact.services.inbox_work import work_through
from tests.factories import BubblyStoreFactory, PartnerStoreFactory
from tests.services.test_inbox_work import AGO, ANN, event_of, of, order_body, work


def test_a_replay_makes_a_parked_event_due(session: Session) -> None:
    event = event_of(state=EventState.PARKED, reason="no store", tries=3)
    replay([event.id], ANN)
    replayed = of(session, event)
    assert (replayed.state, replayed.tries, replayed.reason) == (EventState.RECEIVED, 0, "")
    assert session.scalars(select(AuditEvent)).one().action == "replay"


def test_a_replayed_order_is_not_made_twice(session: Session) -> None:
    BubblyStoreFactory()
    event_of(body=order_body())
    work()
    copy = event_of(body=order_body(), state=EventState.PARKED, reason="no store")
    replay([copy.id], ANN)
    work()
    assert of(session, copy).state is EventState.DONE
    assert len(session.scalars(select(BubblyOrder)).all()) == 1


def test_an_order_that_is_done_is_kept_without_its_body_and_not_replayed(session: Session) -> None:
    BubblyStoreFactory()
    event = event_of(body=order_body())
    work()
    assert of(session, event).body == b""
    assert "was erased" in replay([event.id], ANN).left[event.id]
    assert of(session, event).state is EventState.DONE


def test_a_webhook_that_tells_of_no_shopper_is_replayed_after_it_is_done(session: Session) -> None:
    event = event_of(topic="products/update", state=EventState.DONE, body=b'{"id": 1}')
    assert replay([event.id], ANN).moved == (event.id,)


def test_what_is_still_worked_on_is_not_replayed(session: Session) -> None:
    event = event_of(state=EventState.PROCESSING, claim="a")
    assert replay([event.id, 999], ANN).left == {
        event.id: "it is still being worked on",
        999: "there is no such webhook",
    }


def test_replaying_many_wakes_each_of_their_queues_once(session: Session) -> None:
    parked = [event_of(state=EventState.PARKED, reason="no store") for _ in range(2)]
    parked.append(event_of(state=EventState.PARKED, topic="products/update", reason="no store"))
    replayed = replay([event.id for event in parked], ANN)
    assert replayed.follow_up == FollowUp(inbox_queues=("catalogue", "webhooks"))
    assert len(session.scalars(select(AuditEvent)).all()) == 3


def uninstall_at(session: Session, moment: str) -> StoreState:
    store = PartnerStoreFactory(shop_domain="clay.myshopify.com", installed_at=AGO)
    event_of(topic="app/uninstalled", shop_domain="clay.myshopify.com", triggered_at=moment)
    list(work_through("catalogue"))
    session.expire_all()
    return session.get_one(Store, store.id).state


def test_an_uninstalled_store_is_marked(session: Session) -> None:
    assert uninstall_at(session, utc_now().isoformat()) is StoreState.UNINSTALLED
    assert session.scalars(select(Store)).one().access_token is None


def test_a_late_uninstall_does_not_end_a_newer_install(session: Session) -> None:
    before = AGO - timedelta(minutes=1)
    assert uninstall_at(session, before.isoformat()) is StoreState.ACTIVE
