"""Staff of a shop open the app: once or again, two at once, dying in the middle."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from powerpact.errors import Unauthorized
from powerpact.models import (
    Admission,
    AdmissionState,
    AuditEvent,
    EventState,
    RunState,
    Store,
    StoreState,
    Trade,
    WebhookEvent,
    utc_now,
)
from powerpact.services.access import call_for
from powerpact.services.arrival import Arrival, Outcome
from powerpact.services.connection_check import check_due_connections
from powerpact.services.inbox_work import work_through
from powerpact.services.store_provisioning import first_import
from powerpact.services.token_renewal import take_lease
from powerpact.services.transactions import transaction
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.stores import read_shop
from powerpact.shopify.topics import PARTNER
from powerpact.simulator.control_client import SimulatorClient
from tests.factories import AdmissionFactory, WebhookEventFactory
from tests.services.arriving import (
    DOMAIN,
    OWNER,
    consent,
    imports,
    open_app,
    partner,
    topics,
)
from tests.services.marketplace import Shop, set_store
from tests.services.test_access import at_once

LATER = timedelta(minutes=1)


def test_an_invited_shop_is_connected_and_a_worker_makes_it_ready(
    app: Flask, fern: SimulatorClient, session: Session
) -> None:
    arrival = open_app(fern)
    store = partner(session)
    assert (arrival.outcome, arrival.store_id) == (Outcome.CONNECTED, store.id)
    assert arrival.follow_up.connections == (store.id,)
    assert (store.code, store.trade, store.commission_rate) == (
        "fern",
        Trade.JOINING,
        Decimal("0.125"),
    )
    assert store.shopify_id is None
    check_due_connections(app.app_context)
    store = partner(session)
    assert (store.name, store.currency) == ("Fern & Co", "GBP")
    assert (store.state, store.check_due_at, store.refreshing_until) == (
        StoreState.ACTIVE,
        None,
        None,
    )
    assert topics(fern) == sorted(PARTNER)


def test_who_opened_the_app_is_on_record(fern: SimulatorClient, session: Session) -> None:
    open_app(fern)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.actor, event.source, event.address) == (
        "connect",
        f"{DOMAIN} user 42",
        "dashboard",
        "127.0.0.9",
    )
    admission = session.scalars(select(Admission)).one()
    assert (admission.state, admission.store_id) == (AdmissionState.JOINED, partner(session).id)


@pytest.mark.parametrize("state", [None, AdmissionState.ASKED, AdmissionState.DECLINED])
def test_a_shop_that_was_not_let_in_is_not_connected(
    session: Session, simulator: SimulatorClient, state: AdmissionState | None
) -> None:
    simulator.create_store(DOMAIN, "Fern")
    if state:
        AdmissionFactory(shop_domain=DOMAIN, state=state)
    arrival = open_app(simulator)
    assert (arrival.outcome, arrival.store_id) == (Outcome.REFUSED, None)
    assert "let this store in" in arrival.reason
    assert session.scalars(select(Store)).all() == []


def test_a_connected_shop_costs_no_call(fern: SimulatorClient, session: Session) -> None:
    open_app(fern)
    before = partner(session).access_token
    again = open_app(fern)
    assert (again.outcome, again.store_id) == (Outcome.READY, partner(session).id)
    assert partner(session).access_token == before


def test_two_who_open_it_at_once_make_one_store_and_one_set_of_subscriptions(
    app: Flask, fern: SimulatorClient, session: Session
) -> None:
    slow = fern.add_fault("slow", shop=DOMAIN, operation="access_token", seconds=0.5)
    arrivals = at_once(app, lambda: open_app(fern), 4)
    outcomes = sorted(each.outcome for each in arrivals if isinstance(each, Arrival))
    assert outcomes == [Outcome.BUSY] * 3 + [Outcome.CONNECTED]
    (struck,) = [each["struck"] for each in fern.faults() if each["id"] == slow["id"]]
    assert struck == 1
    at_once(app, lambda: check_due_connections(app.app_context), 2)
    assert topics(fern) == sorted(PARTNER)
    assert session.scalar(select(func.count()).select_from(Store)) == 1


def test_a_session_token_that_is_over_asks_for_a_fresh_one(
    fern: SimulatorClient, session: Session
) -> None:
    arrival = open_app(fern, lifetime=-60)
    assert arrival.stale
    assert partner(session).state is StoreState.RECONNECT_NEEDED
    assert open_app(fern).outcome is Outcome.CONNECTED


def test_shopify_being_away_is_an_answer_in_words(fern: SimulatorClient, session: Session) -> None:
    fern.add_fault("server_error", shop=DOMAIN, operation="access_token", count=1)
    arrival = open_app(fern)
    assert arrival.outcome is Outcome.AWAY
    assert "Reload this page" in arrival.reason
    assert open_app(fern).outcome is Outcome.CONNECTED


def test_a_grant_whose_answer_was_lost_is_asked_for_again(
    fern: SimulatorClient, session: Session
) -> None:
    fern.add_fault("answer_lost", shop=DOMAIN, operation="access_token", count=1)
    assert open_app(fern).outcome is Outcome.AWAY
    assert open_app(fern).outcome is Outcome.CONNECTED
    store_id = partner(session).id
    session.rollback()
    assert read_shop(call_for(store_id)).domain == DOMAIN


def test_one_that_died_between_the_exchange_and_the_row_keeps_nobody_out_for_long(
    app: Flask, fern: SimulatorClient, session: Session
) -> None:
    open_app(fern)
    store_id = partner(session).id
    set_store(store_id, access_token=None)
    lease_ends = take_lease(store_id, LATER)  # and whoever had it is dead
    assert open_app(fern).outcome is Outcome.BUSY
    assert lease_ends
    set_store(store_id, refreshing_until=utc_now())
    assert open_app(fern).outcome is Outcome.CONNECTED
    check_due_connections(app.app_context)
    assert partner(session).topics == list(PARTNER)


def test_a_code_that_another_partner_has_is_refused_in_words(
    fern: SimulatorClient, kiln: Shop, session: Session
) -> None:
    admission = session.scalars(select(Admission)).one()
    admission.code = "kiln"
    session.commit()
    arrival = open_app(fern)
    assert arrival.outcome is Outcome.REFUSED
    assert "another partner has the code kiln" in arrival.reason


def test_bubbly_itself_reconnects_the_same_way(bubbly: Shop, simulator: SimulatorClient) -> None:
    simulator.revoke_tokens(bubbly.domain, refresh_too=True)
    with pytest.raises(Unauthorized):
        read_shop(call_for(bubbly.id))
    assert bubbly.row().state is StoreState.RECONNECT_NEEDED
    assert open_app(simulator, bubbly.domain).outcome is Outcome.CONNECTED
    assert read_shop(call_for(bubbly.id)).name == "Bubbly"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": StoreState.UNAVAILABLE},
        {"refresh_expires_at": utc_now() + timedelta(days=3)},
        {"scopes": list(NEEDED[1:]), "installed_at": utc_now() - timedelta(hours=1)},
    ],
)
def test_what_is_wrong_with_a_connection_is_put_right_by_opening_the_app(
    kiln: Shop, wrong: dict[str, object]
) -> None:
    set_store(kiln.id, **wrong)
    assert open_app(kiln.control, kiln.domain).outcome is Outcome.CONNECTED
    assert kiln.row().state is StoreState.ACTIVE


def test_a_merchant_who_does_not_accept_a_scope_costs_no_exchange_with_every_page(
    kiln: Shop,
) -> None:
    set_store(kiln.id, scopes=list(NEEDED[1:]))
    assert open_app(kiln.control, kiln.domain).outcome is Outcome.READY


@pytest.mark.parametrize("consent_first", [True, False])
def test_the_first_import_waits_for_consent_and_provisioning_in_whatever_order(
    app: Flask, fern: SimulatorClient, session: Session, consent_first: bool
) -> None:
    store_id = open_app(fern).store_id or 0
    steps: list[Callable[[], object]] = [
        lambda: consent(store_id),
        lambda: check_due_connections(app.app_context),
    ]
    for step in steps if consent_first else reversed(steps):
        assert imports(session) == []
        step()
    assert imports(session) == [RunState.QUEUED]
    with transaction() as again:
        first_import(again, store_id, OWNER)
    assert imports(session) == [RunState.QUEUED]


def test_nothing_is_read_of_a_shop_that_has_not_consented(
    app: Flask, fern: SimulatorClient, session: Session
) -> None:
    open_app(fern)
    check_due_connections(app.app_context)
    event = WebhookEventFactory(
        topic="products/update", shop_domain=DOMAIN, body=b'{"id": 1, "title": "Pot"}'
    )
    list(work_through(event.queue))
    session.expire_all()
    assert session.get_one(WebhookEvent, event.id).state is EventState.DONE
    assert fern.calls(DOMAIN, "product")[0] == 0
