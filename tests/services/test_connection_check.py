"""Looking at stores' connections: what they grant, and what they tell us of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.config import Settings
from powerpact.models import AuditEvent, PartnerStore, StoreState, utc_now
from powerpact.services.connection_check import (
    MOST_A_MINUTE,
    check_connection,
    check_due_connections,
    take_turns,
)
from powerpact.services.platform import bind_platform
from powerpact.services.store_faults import faults
from powerpact.services.store_health import Health, overview
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.topics import BUBBLY, PARTNER
from tests.factories import PartnerStoreFactory
from tests.services.marketplace import ANA, Shop, set_store
from tests.services.selling import part_of, push, seller
from tests.services.test_store_connection import subscribed


def look(app: Flask, *shops: Shop) -> None:
    """Ask for a look, and let a worker look."""
    check_connection([shop.id for shop in shops], ANA)
    check_due_connections(app.app_context)


def test_a_new_connection_knows_what_it_is_told_of(bubbly: Shop, kiln: Shop) -> None:
    assert bubbly.row().topics == list(BUBBLY)
    assert kiln.row().topics == list(PARTNER)
    assert kiln.row().checked_at


def test_a_look_notes_what_the_store_grants_now(app: Flask, kiln: Shop) -> None:
    kiln.control.install(kiln.domain, [*NEEDED[:-1], "read_products"])
    look(app, kiln)
    assert NEEDED[-1] not in kiln.row().scopes
    assert set(NEEDED[:-1]) <= set(kiln.row().scopes)
    assert kiln.row().check_due_at is None


def test_a_look_subscribes_again_to_what_is_missing(
    app: Flask, kiln: Shop, session: Session, settings: Settings
) -> None:
    set_store(kiln.id, topics=[])
    # Nothing is sent to the address that we have moved to.
    bind_platform(settings.model_copy(update={"app_url": "https://moved.test"}))
    look(app, kiln)
    assert len(subscribed(kiln)) == len(PARTNER)
    assert kiln.row().topics == list(PARTNER)
    told = select(AuditEvent.after).where(AuditEvent.action == "subscribe again")
    assert session.scalars(told).one() == {"topics": list(PARTNER)}


def test_an_address_that_we_have_left_gets_nothing_any_more(
    app: Flask, kiln: Shop, settings: Settings
) -> None:
    bind_platform(settings.model_copy(update={"app_url": "https://moved.test"}))
    look(app, kiln)
    uris = {each["uri"] for each in kiln.control.store(kiln.domain)["subscriptions"]}
    assert uris == {"https://moved.test/webhooks"}


def test_a_store_that_hides_who_ordered_is_found_out_and_back(
    app: Flask, kiln: Shop, session: Session
) -> None:
    potter = seller(kiln)
    push(part_of(potter))
    kiln.control.set_options(kiln.domain, shows_customers=False)
    look(app, kiln)
    assert kiln.row().customer_data_denied
    told = [fault.todo for fault in faults(session.get_one(PartnerStore, kiln.id))]
    assert ["protected customer data" in todo for todo in told] == [True]
    assert overview(session, [kiln.id])[kiln.id].health is Health.AT_RISK
    session.rollback()
    kiln.control.set_options(kiln.domain, shows_customers=True)
    look(app, kiln)
    assert not kiln.row().customer_data_denied


def test_a_store_without_the_scope_of_orders_is_no_matter_of_approval(
    app: Flask, kiln: Shop
) -> None:
    kiln.control.install(kiln.domain, [scope for scope in NEEDED if scope != "write_orders"])
    look(app, kiln)
    assert not kiln.row().customer_data_denied
    assert "write_orders" not in kiln.row().scopes


def turns_at(moment: datetime) -> set[int]:
    """The stores whose turn it is then."""
    with time_machine.travel(moment, tick=False):
        return set(take_turns().connections)


HOUR = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_each_store_has_its_turn_once_an_hour_spread_over_it(session: Session) -> None:
    before = HOUR - timedelta(minutes=45)
    ids = [PartnerStoreFactory(checked_at=before).id for _ in range(6)]
    taken: dict[int, int] = {}
    for minute in range(60):
        for store_id in turns_at(HOUR + timedelta(minutes=minute)):
            assert store_id not in taken
            taken[store_id] = minute
            set_store(store_id, check_due_at=None, checked_at=HOUR + timedelta(minutes=minute))
    assert taken == {store_id: store_id % 60 for store_id in ids}
    assert len(set(taken.values())) == len(ids)


def test_turns_that_were_missed_are_made_up_for_a_few_at_a_time(session: Session) -> None:
    long_ago = HOUR - timedelta(days=1)
    PartnerStoreFactory.create_batch(MOST_A_MINUTE + 5, checked_at=long_ago)
    assert len(turns_at(HOUR)) == MOST_A_MINUTE
    assert len(turns_at(HOUR)) == 5
    assert turns_at(HOUR) == set()


def test_only_stores_that_can_be_called_have_turns(session: Session) -> None:
    for state in (StoreState.UNINSTALLED, StoreState.RECONNECT_NEEDED):
        PartnerStoreFactory(state=state)
    asked = PartnerStoreFactory(check_due_at=utc_now())
    assert asked.id not in turns_at(utc_now())


def test_a_store_that_was_just_connected_is_made_ready_by_the_look(app: Flask, kiln: Shop) -> None:
    set_store(kiln.id, topics=None, location_id=None, check_due_at=utc_now())
    kiln.control.add_fault("server_error", shop=kiln.domain, operation="locations", count=1)
    check_due_connections(app.app_context)
    assert kiln.row().check_fault
    assert kiln.row().topics is None
    set_store(kiln.id, check_due_at=utc_now(), rests_until=None)
    check_due_connections(app.app_context)
    assert kiln.row().location_id
    assert kiln.row().topics == list(PARTNER)


def test_a_store_that_does_not_answer_is_looked_at_again_later(app: Flask, kiln: Shop) -> None:
    kiln.control.add_fault("server_error", shop=kiln.domain, operation="*", count=1)
    look(app, kiln)
    row = kiln.row()
    assert row.check_fault
    assert row.check_due_at
    assert row.check_due_at > utc_now()
    set_store(kiln.id, check_due_at=utc_now(), rests_until=None)
    check_due_connections(app.app_context)
    assert (kiln.row().check_fault, kiln.row().check_due_at) == ("", None)


def test_a_store_that_lets_us_in_no_more_needs_a_person(app: Flask, kiln: Shop) -> None:
    kiln.control.revoke_tokens(kiln.domain, refresh_too=True)
    look(app, kiln)
    assert kiln.row().state is StoreState.RECONNECT_NEEDED
    assert kiln.row().check_due_at is None
    done = check_connection([kiln.id], ANA)
    assert done.left == {kiln.id: "it is reconnect needed, so it does not answer us"}


def test_one_store_that_is_down_keeps_no_other_from_being_looked_at(
    app: Flask, kiln: Shop, open_shop: Callable[..., Shop]
) -> None:
    camp = open_shop("Camp", code="camp")
    set_store(camp.id, topics=None)
    kiln.control.add_fault("server_error", shop=kiln.domain, operation="*", count=9)
    look(app, kiln, camp)
    assert kiln.row().check_fault
    assert camp.row().topics == list(PARTNER)


def test_who_is_not_asked_about_is_left_alone(app: Flask, session: Session) -> None:
    PartnerStoreFactory()
    assert check_connection([777], ANA).left == {777: "there is no such store"}
    check_due_connections(app.app_context)
