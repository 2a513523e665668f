"""Events that are done again, and stores that leave."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.errors import Refused
from powerpact.models import (
    AuditEvent,
    BubblyOrder,
    EventState,
    Store,
    StoreState,
    utc_now,
)
from powerpact.services.inbox_work import (
    replay,
)
from tests.factories import BubblyStoreFactory, PartnerStoreFactory
from tests.services.test_inbox_work import AGO, ANN, event_of, of, order_body, work


def test_a_replay_makes_a_parked_event_due(session: Session) -> None:
    event = event_of(state=EventState.PARKED, reason="no store", tries=3)
    replay(event.id, ANN)
    replayed = of(session, event)
    assert (replayed.state, replayed.tries, replayed.reason) == (EventState.RECEIVED, 0, "")
    assert session.scalars(select(AuditEvent)).one().action == "replay"


def test_a_replayed_order_is_not_made_twice(session: Session) -> None:
    BubblyStoreFactory()
    event = event_of(body=order_body())
    work()
    replay(event.id, ANN)
    work()
    assert of(session, event).state is EventState.DONE
    assert len(session.scalars(select(BubblyOrder)).all()) == 1


def test_what_is_still_worked_on_is_not_replayed(session: Session) -> None:
    event = event_of(state=EventState.PROCESSING, claim="a")
    with pytest.raises(Refused, match="still being worked on"):
        replay(event.id, ANN)


def uninstall_at(session: Session, moment: str) -> StoreState:
    store = PartnerStoreFactory(shop_domain="clay.myshopify.com", installed_at=AGO)
    event_of(topic="app/uninstalled", shop_domain="clay.myshopify.com", triggered_at=moment)
    work()
    session.expire_all()
    return session.get_one(Store, store.id).state


def test_an_uninstalled_store_is_marked(session: Session) -> None:
    assert uninstall_at(session, utc_now().isoformat()) is StoreState.UNINSTALLED
    assert session.scalars(select(Store)).one().access_token is None


def test_a_late_uninstall_does_not_end_a_newer_install(session: Session) -> None:
    before = AGO - timedelta(seconds=1)
    assert uninstall_at(session, before.isoformat()) is StoreState.ACTIVE
