"""The pages of stores: how each is, and what staff do to it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import (
    AuditEvent,
    OrderSync,
    PartnerStore,
    RunKind,
    StoreState,
    SyncRun,
    Trade,
    utc_now,
)
from powerpact.permissions import Role
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.topics import PARTNER
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import (
    BubblyStoreFactory,
    OrderSyncFactory,
    PartnerStoreFactory,
    WebhookEventFactory,
)

WELL = {"scopes": list(NEEDED), "topics": list(PARTNER)}


@pytest.fixture
def manager(browser: Browser) -> FlaskClient:
    return browser(Role.MANAGER)


def partner(**changes: Any) -> PartnerStore:
    made: PartnerStore = PartnerStoreFactory(**(WELL | {"name": "Kiln"} | changes))
    return made


def page_of(client: FlaskClient, store_id: int) -> str:
    return text_of(client.get(f"/console/stores/details/?id={store_id}"))


def press(client: FlaskClient, action: str, store_id: int, **data: object) -> str:
    """Press a button of a store, and read what the next page says."""
    act(client, f"/console/stores/act/{action}/", only=store_id, confirmed="yes", **data)
    return text_of(client.get("/console/"))


def test_the_list_says_how_each_store_is_and_what_waits(
    session: Session, manager: FlaskClient
) -> None:
    kiln = partner()
    partner(name="Fern", state=StoreState.RECONNECT_NEEDED)
    for _ in range(2):
        OrderSyncFactory(partner=kiln)
    listed = text_of(manager.get("/console/stores/"))
    assert "Kiln Partner Fine 2" in listed
    assert "Fern Partner Reconnect needed" in listed


@pytest.mark.parametrize(("word", "shown"), [("paused", "Fern"), ("fine", "Kiln")])
def test_stores_are_found_by_how_they_are(
    session: Session, manager: FlaskClient, word: str, shown: str
) -> None:
    partner()
    partner(name="Fern", trade=Trade.PAUSED)
    rows = manager.get(f"/console/stores/?flt_health_is={word}").text.split("<tbody>")[1]
    assert [name for name in ("Fern", "Kiln") if f">{name}</a>" in rows] == [shown]


def test_a_health_that_there_is_not_is_a_sentence(manager: FlaskClient, session: Session) -> None:
    partner()
    assert "there is nothing like" in text_of(manager.get("/console/stores/?flt_health_is=x"))


def test_the_page_says_what_is_wrong_and_what_to_do(session: Session, manager: FlaskClient) -> None:
    store = partner(
        state=StoreState.RECONNECT_NEEDED, state_reason="its token was revoked", scopes=[]
    )
    WebhookEventFactory(shop_domain=store.shop_domain, topic="products/update")
    page = page_of(manager, store.id)
    assert "Shopify does not accept our access any more (its token was revoked)." in page
    assert "The store's owner has to open PowerPact in their Shopify admin once." in page
    assert "It has not granted write_orders" in page
    assert "s ago , products/update" in page
    assert "Rate budget unknown" in page


def test_a_store_with_nothing_wrong_says_so(session: Session, manager: FlaskClient) -> None:
    assert "Nothing is wrong with the connection." in page_of(manager, partner().id)


def test_pausing_asks_first_then_pauses_and_keeps_the_note(
    session: Session, manager: FlaskClient
) -> None:
    store_id = partner().id
    asked = act(manager, "/console/stores/act/pause/", only=store_id)
    assert "Orders wait until you resume" in text_of(asked)
    assert "1 store paused." in press(manager, "pause", store_id, note="They are on holiday")
    session.expire_all()
    assert session.get_one(PartnerStore, store_id).trade is Trade.PAUSED
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.after["note"]) == ("pause", "They are on holiday")
    assert "Staff paused it: its orders wait." in page_of(manager, store_id)


def test_resuming_says_so_and_a_second_click_too(session: Session, manager: FlaskClient) -> None:
    store = partner(trade=Trade.PAUSED)
    store_id = store.id
    part_id = OrderSyncFactory(partner=store, state=OrderState.HELD, cause_code="store_paused").id
    assert "1 store resumed." in press(manager, "resume", store_id)
    assert "it is neither paused nor suspended" in press(manager, "resume", store_id)
    session.expire_all()
    assert session.get_one(OrderSync, part_id).state is OrderState.PENDING


def test_buttons_are_those_that_make_sense(session: Session, manager: FlaskClient) -> None:
    store_id = partner(trade=Trade.SUSPENDED, state=StoreState.RECONNECT_NEEDED).id
    buttons = manager.get(f"/console/stores/details/?id={store_id}").text
    assert "/act/resume/" in buttons
    for name in ("pause", "suspend", "import-now", "check-connection"):
        assert f"/act/{name}/" not in buttons


def test_a_rest_or_a_new_token_meanwhile_keeps_nobody_from_pausing(
    session: Session, manager: FlaskClient
) -> None:
    store = partner()
    store_id, seen = store.id, store.version
    store.rest_count, store.rests_until = 3, utc_now()
    session.commit()
    assert "1 store paused." in press(manager, "pause", store_id, seen=seen)


def test_who_saw_another_state_is_told_and_changes_nothing(
    session: Session, manager: FlaskClient
) -> None:
    store = partner()
    store_id, seen = store.id, store.version
    store.trade = Trade.PAUSED
    session.commit()
    assert "Somebody changed this meanwhile" in press(manager, "suspend", store_id, seen=seen)


def test_importing_opens_a_run(session: Session, manager: FlaskClient) -> None:
    store_id = partner().id
    assert "1 store asked for the whole catalogue" in press(manager, "import-now", store_id)
    assert "being read already" in press(manager, "import-now", store_id)
    assert session.scalars(select(SyncRun.kind)).all() == [RunKind.CATALOGUE_IMPORT]
    runs = text_of(manager.get(f"/console/sync_runs/?flt_store_is={store_id}"))
    assert "Catalogue import" in runs
    assert "Kiln" in runs


def test_the_page_follows_the_check_of_the_connection(
    session: Session, manager: FlaskClient
) -> None:
    store = partner()
    store_id = store.id
    assert "1 store looked at by a worker now." in press(manager, "check-connection", store_id)
    address = f"/console/stores/connection/?id={store_id}"
    assert f'data-follow="{address}"' in manager.get(f"/console/stores/details/?id={store_id}").text
    session.refresh(store)
    store.check_due_at = None
    session.commit()
    fragment = manager.get(address).text
    assert "data-follow" not in fragment
    assert "Nothing is wrong" in fragment


@pytest.mark.parametrize("action", ["pause", "suspend", "check-connection"])
def test_an_operator_steers_no_stores(session: Session, browser: Browser, action: str) -> None:
    answer = act(browser(Role.OPERATOR), f"/console/stores/act/{action}/", only=partner().id)
    assert answer.status_code == 403


def test_bubbly_can_not_be_paused(session: Session, manager: FlaskClient) -> None:
    assert "it is no partner store" in press(manager, "pause", BubblyStoreFactory().id)


def test_the_page_needs_no_redis(app: Flask, session: Session, manager: FlaskClient) -> None:
    store_id = partner().id
    assert "nobody has called the store lately" in page_of(manager, store_id)


def test_the_file_of_stores_says_how_each_is(session: Session, manager: FlaskClient) -> None:
    OrderSyncFactory(partner=partner())
    rows = manager.get("/console/stores/csv/").text.splitlines()
    assert [row.split(",")[1:5] for row in rows[1:]] == [["Kiln", "Partner", "Fine", "1"]]
