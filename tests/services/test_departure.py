"""The app is removed and installed again: what stops, what comes back, and which word counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import sleep

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import OrderState
from powerpact.models import (
    PartnerStore,
    RunKind,
    RunState,
    StoreState,
    SyncRun,
    Trade,
    utc_now,
)
from powerpact.services.access import call_for
from powerpact.services.arrival import Outcome
from powerpact.services.connection_check import check_due_connections
from powerpact.services.inbox_work import work_through
from powerpact.services.listing import sync_listing
from powerpact.services.store_departure import uninstalled
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.stores import read_shop
from powerpact.shopify.topics import PARTNER
from powerpact.simulator.control_client import SimulatorClient
from tests.factories import WebhookEventFactory
from tests.services.arriving import (
    DOMAIN,
    consent,
    imports,
    open_app,
    partner,
    reinstall,
    topics,
)
from tests.services.marketplace import Shop, map_row, set_store
from tests.services.selling import Seller, part_of, part_row, push
from tests.services.test_access import at_once

LATER = timedelta(minutes=1)


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
