"""Staff of a shop open the app: once or again, two at once, dying in the middle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from decimal import Decimal
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import OrderState
from powerpact.errors import Unauthorized
from powerpact.models import (
    Admission,
    AdmissionState,
    AuditEvent,
    Consent,
    EventState,
    PartnerStore,
    RunKind,
    RunState,
    Store,
    StoreState,
    SyncRun,
    Trade,
    WebhookEvent,
    utc_now,
)
from powerpact.services.access import call_for
from powerpact.services.arrival import Arrival, Outcome, arrive
from powerpact.services.connection_check import check_due_connections
from powerpact.services.inbox_work import work_through
from powerpact.services.listing import sync_listing
from powerpact.services.partner_membership import open_trade
from powerpact.services.store_departure import uninstalled
from powerpact.services.store_provisioning import first_import
from powerpact.services.token_renewal import take_lease
from powerpact.services.transactions import transaction
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.stores import read_shop
from powerpact.shopify.topics import PARTNER
from powerpact.simulator.control_client import SimulatorClient
from tests.factories import AdmissionFactory, WebhookEventFactory
from tests.services.marketplace import Shop, map_row, set_store
from tests.services.selling import Seller, part_of, part_row, push
from tests.services.test_access import at_once
from tests.services.test_partner_membership import OWNER

DOMAIN = "fern.myshopify.com"
LATER = timedelta(minutes=1)


@pytest.fixture
def fern(session: Session, simulator: SimulatorClient) -> SimulatorClient:
    """A shop that installed the app; staff have invited it."""
    simulator.create_store(DOMAIN, "Fern & Co", plan="plus")
    AdmissionFactory(
        shop_domain=DOMAIN,
        state=AdmissionState.INVITED,
        code="fern",
        commission_rate=Decimal("0.125"),
    )
    return simulator


def open_app(control: SimulatorClient, domain: str = DOMAIN, **token: float) -> Arrival:
    """What its staff do: they open the app in Shopify admin."""
    return arrive(domain, control.session_token(domain, **token), "42", "127.0.0.9")


def partner(session: Session) -> PartnerStore:
    session.expire_all()
    return session.scalars(select(PartnerStore)).one()


def topics(control: SimulatorClient) -> list[str]:
    return sorted(each["topic"] for each in control.store(DOMAIN)["subscriptions"])


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


def consent(store_id: int) -> None:
    """What the partner's click does."""
    with transaction() as session:
        session.add(
            Consent(
                store_id=store_id, version="1", wording="Yes.", given_at=utc_now(), given_by="42"
            )
        )
        open_trade(session, store_id, OWNER)
        first_import(session, store_id, OWNER)


def imports(session: Session) -> list[RunState]:
    session.expire_all()
    runs = select(SyncRun.state).where(SyncRun.kind == RunKind.CATALOGUE_IMPORT)
    return list(session.scalars(runs))


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


def reinstall(shop: Shop) -> Arrival:
    """The merchant installs the app again and opens it."""
    shop.control.install(shop.domain, NEEDED)
    return open_app(shop.control, shop.domain)


def test_an_install_anew_of_which_nobody_told_us_is_found_out_by_a_look(
    app: Flask, kiln: Shop
) -> None:
    set_store(kiln.id, checked_at=utc_now() - timedelta(minutes=6))
    kiln.control.uninstall(kiln.domain)
    assert reinstall(kiln).follow_up.connections == (kiln.id,)
    assert reinstall(kiln).follow_up.connections == ()
    check_due_connections(app.app_context)
    assert kiln.row().state is StoreState.RECONNECT_NEEDED
    assert reinstall(kiln).outcome is Outcome.CONNECTED


def test_uninstalling_and_coming_back_loses_nothing(
    app: Flask, potter: Seller, session: Session
) -> None:
    kiln, part_id = potter.shop, part_of(potter)
    kiln.control.uninstall(kiln.domain)
    uninstalled(kiln.id, utc_now() + LATER)
    assert kiln.row().state is StoreState.UNINSTALLED
    push(part_id)
    assert part_row(part_id).cause_code == "reconnect_needed"
    arrival = reinstall(kiln)
    assert part_id in arrival.follow_up.order_syncs
    check_due_connections(app.app_context)
    push(part_id)
    assert part_row(part_id).state is OrderState.CREATED
    assert kiln.row().topics == list(PARTNER)
    assert len(kiln.control.store(kiln.domain)["subscriptions"]) == len(PARTNER)


def test_listings_of_an_uninstalled_shop_come_off_sale_and_back(
    bubbly: Shop, approved_many: Callable[..., list[int]], kiln: Shop
) -> None:
    (map_id,) = approved_many(1)
    sync_listing(map_id)
    listing = map_row(map_id).bubbly_product_id or ""
    kiln.control.uninstall(kiln.domain)
    assert uninstalled(kiln.id, utc_now() + LATER).listings == (map_id,)
    sync_listing(map_id)
    assert bubbly.product(listing).status is ProductStatus.DRAFT
    assert reinstall(kiln).follow_up.listings == (map_id,)
    sync_listing(map_id)
    assert bubbly.product(listing).status is ProductStatus.ACTIVE


def test_an_uninstall_ends_what_is_read_of_the_shop(kiln: Shop, session: Session) -> None:
    session.add(SyncRun(kind=RunKind.CATALOGUE_IMPORT, store_id=kiln.id, next_step_at=utc_now()))
    session.commit()
    uninstalled(kiln.id, utc_now() + LATER)
    assert imports(session) == [RunState.FAILED]


@pytest.mark.parametrize("told", ["before", "at once", "never"])
def test_a_late_uninstall_never_ends_a_newer_install(kiln: Shop, told: str) -> None:
    kiln.control.uninstall(kiln.domain)
    set_store(kiln.id, state=StoreState.RECONNECT_NEEDED)  # as the first call found out
    reinstall(kiln)
    installed_at = kiln.row().installed_at
    assert installed_at
    moments = {"before": installed_at - LATER, "at once": installed_at.replace(microsecond=0)}
    uninstalled(kiln.id, moments.get(told))
    assert kiln.row().state is StoreState.ACTIVE


@pytest.mark.parametrize("told", ["at once", "never"])
def test_an_uninstall_right_after_the_install_counts(kiln: Shop, told: str) -> None:
    installed_at = kiln.row().installed_at
    kiln.control.uninstall(kiln.domain)
    uninstalled(kiln.id, installed_at if told == "at once" else None)
    assert kiln.row().state is StoreState.UNINSTALLED


def test_who_is_installed_anew_while_the_store_is_asked_stays(
    app: Flask, kiln: Shop, session: Session
) -> None:
    kiln.control.uninstall(kiln.domain)
    kiln.control.add_fault("slow", shop=kiln.domain, operation="access_token", seconds=0.3)

    def leave_or_come(number: int) -> object:
        if number == 0:
            return uninstalled(kiln.id, None)
        return reinstall(kiln)

    numbers = iter(range(2))
    at_once(app, lambda: leave_or_come(next(numbers)), 2)
    for _ in range(2):
        arrival = open_app(kiln.control, kiln.domain)
    assert arrival.outcome is Outcome.READY
    assert kiln.row().state is StoreState.ACTIVE


def test_what_an_old_install_showed_is_not_kept_of_a_new_one(
    app: Flask, kiln: Shop, session: Session
) -> None:
    kiln.control.add_fault("slow", shop=kiln.domain, operation="orders", seconds=0.5, count=1)
    set_store(kiln.id, check_due_at=utc_now())

    def look() -> None:
        with app.app_context():
            check_due_connections(app.app_context)

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look)
        while not kiln.received("orders"):
            sleep(0.02)
        set_store(kiln.id, state=StoreState.RECONNECT_NEEDED)
        assert reinstall(kiln).outcome is Outcome.CONNECTED
        looking.result(timeout=10)
    check_due_connections(app.app_context)
    assert (kiln.row().topics, kiln.row().check_due_at) == (list(PARTNER), None)
    assert kiln.received("shop") == 2  # when it was connected, and for the new install


def hears(topic: str, told_at: datetime | None) -> None:
    """A webhook of the app arrives and is worked through."""
    told = told_at.isoformat() if told_at else ""
    event = WebhookEventFactory(
        topic=topic, shop_domain=DOMAIN, triggered_at=told, next_try_at=utc_now()
    )
    list(work_through(event.queue))


def test_a_partners_whole_life_leaves_one_store_that_works(
    app: Flask, fern: SimulatorClient, session: Session
) -> None:
    store_id = open_app(fern).store_id or 0
    check_due_connections(app.app_context)
    consent(store_id)
    first = utc_now() + LATER

    fern.uninstall(DOMAIN)
    hears("app/uninstalled", first)
    assert partner(session).state is StoreState.UNINSTALLED
    fern.install(DOMAIN, NEEDED)
    at_once(app, lambda: open_app(fern), 2)
    at_once(app, lambda: check_due_connections(app.app_context), 2)
    set_store(store_id, installed_at=first + LATER)  # by Shopify's clock, as it were
    hears("app/uninstalled", first)  # the same once more, late

    fern.revoke_tokens(DOMAIN, refresh_too=True)
    set_store(store_id, check_due_at=utc_now())
    check_due_connections(app.app_context)
    assert partner(session).state is StoreState.RECONNECT_NEEDED
    assert open_app(fern).outcome is Outcome.CONNECTED
    check_due_connections(app.app_context)

    store = partner(session)
    assert (store.id, store.state, store.trade) == (store_id, StoreState.ACTIVE, Trade.OPEN)
    assert topics(fern) == sorted(PARTNER)
    session.rollback()
    assert read_shop(call_for(store_id)).domain == DOMAIN


def test_a_paused_partner_that_reinstalls_stays_paused(kiln: Shop, session: Session) -> None:
    set_store(kiln.id, trade=Trade.PAUSED)
    uninstalled(kiln.id, utc_now() + LATER)
    reinstall(kiln)
    assert session.get_one(PartnerStore, kiln.id).trade is Trade.PAUSED
