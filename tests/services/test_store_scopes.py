"""A store grants other scopes than before: what is noted, renewed and let go."""

import json

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import AuditEvent, EventState, StoreState, WebhookEvent, utc_now
from powerpact.services.access import call_for
from powerpact.services.connection_check import check_due_connections
from powerpact.services.inbox_work import work_through
from powerpact.services.store_scopes import scopes_changed
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.stores import read_shop
from tests.factories import OrderSyncFactory, WebhookEventFactory
from tests.services.marketplace import Shop, set_store
from tests.services.selling import part_row


def test_what_was_taken_back_is_noted_and_flagged(kiln: Shop, session: Session) -> None:
    due = scopes_changed(kiln.id, NEEDED[:-1])
    assert kiln.row().scopes == sorted(NEEDED[:-1])
    assert due.connections == (kiln.id,)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "scopes_update")).one()
    assert event.after["missing"] == [NEEDED[-1]]


def test_a_look_has_the_last_word_when_messages_come_late(app: Flask, kiln: Shop) -> None:
    granted = kiln.row().scopes
    scopes_changed(kiln.id, ["read_products"])
    check_due_connections(app.app_context)
    assert kiln.row().scopes == granted


def test_new_scopes_come_with_a_new_token(kiln: Shop) -> None:
    set_store(kiln.id, scopes=list(NEEDED[:-1]))
    before = kiln.row().access_token
    scopes_changed(kiln.id, NEEDED)
    read_shop(call_for(kiln.id))
    assert kiln.row().access_token != before


def test_what_failed_for_want_of_a_scope_goes_out(kiln: Shop, session: Session) -> None:
    partner = session.merge(kiln.row())
    part = OrderSyncFactory(partner=partner, state=OrderState.FAILED, cause_code="scope_missing").id
    assert scopes_changed(kiln.id, NEEDED[:-1]).order_syncs == ()
    assert scopes_changed(kiln.id, NEEDED).order_syncs == (part,)
    assert part_row(part).state is OrderState.PENDING


def test_a_store_that_is_gone_grants_nothing(kiln: Shop) -> None:
    set_store(kiln.id, state=StoreState.UNINSTALLED, scopes=[])
    assert scopes_changed(kiln.id, NEEDED).connections == ()
    assert kiln.row().scopes == []


def state_of(session: Session, topic: str, shop_domain: str) -> EventState:
    body = json.dumps({"previous": [], "current": ["write_orders"]}).encode()
    event = WebhookEventFactory(
        topic=topic, shop_domain=shop_domain, body=body, next_try_at=utc_now()
    )
    list(work_through(event.queue))
    session.expire_all()
    return session.get_one(WebhookEvent, event.id).state


def test_the_webhook_says_what_is_granted(kiln: Shop, session: Session) -> None:
    assert state_of(session, "app/scopes_update", kiln.domain) is EventState.DONE
    assert kiln.row().scopes == ["write_orders"]


def test_shops_that_nobody_let_in_come_and_go_without_a_trace(session: Session) -> None:
    for topic in ("app/scopes_update", "app/uninstalled"):
        assert state_of(session, topic, "nobody.myshopify.com") is EventState.DONE
