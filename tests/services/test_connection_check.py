"""Looking at stores' connections: what they grant, and what they tell us of."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.config import Settings
from powerpact.models import AuditEvent, StoreState, utc_now
from powerpact.services.connection_check import check_connection, check_due_connections
from powerpact.services.platform import bind_platform
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.topics import BUBBLY, PARTNER
from tests.factories import PartnerStoreFactory
from tests.services.marketplace import ANA, Shop, set_store
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
