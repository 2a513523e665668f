"""The home page's list of what needs a person, each line with the rows it counts."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from powerpact.domain.causes import OUT_OF_STOCK
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState, SyncState
from powerpact.models import EventState, StoreState
from powerpact.permissions import Role
from tests.admin.browser import text_of
from tests.admin.conftest import Browser
from tests.factories import (
    BubblyOrderLineFactory,
    OrderSyncFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    WebhookEventFactory,
)

FAILED = {"state": OrderState.FAILED, "cause_code": OUT_OF_STOCK.code}


def read(client: FlaskClient, address: str = "/console/") -> str:
    return text_of(client.get(address))


def test_what_waits_for_a_person_is_counted_by_cause(admin: FlaskClient, session: Session) -> None:
    OrderSyncFactory.create_batch(2, **FAILED)
    OrderSyncFactory(state=OrderState.HELD)
    OrderSyncFactory(state=OrderState.RETRYING)
    OrderSyncFactory(state=OrderState.PENDING)
    WebhookEventFactory(state=EventState.PARKED, reason="unknown topic")
    BubblyOrderLineFactory(destination=Destination.UNROUTED)
    ProductMapFactory(sync=SyncState.FAILED)
    PartnerStoreFactory(name="Fern", state=StoreState.RECONNECT_NEEDED)
    page = read(admin)
    assert f"2 Partner orders that failed Out of stock {OUT_OF_STOCK.remedy}" in page
    for line in (
        "1 Order lines that nobody could route Each should have a partner",
        "1 Stores to reconnect: Fern Shopify refuses our access",
        "1 Parked webhooks Each says why",
        "1 Partner orders on hold",
        "1 Partner orders being retried",
        "1 Listings that failed",
    ):
        assert line in page


def test_each_line_leads_to_the_rows_it_counts(admin: FlaskClient, session: Session) -> None:
    OrderSyncFactory(bubbly_order__name="#1", **FAILED)
    OrderSyncFactory(bubbly_order__name="#2", state=OrderState.HELD)
    address = "/console/order_syncs/?flt_state_is=failed&flt_cause_is=out_of_stock"
    assert f'href="{address.replace("&", "&amp;")}"' in admin.get("/console/").text
    listed = read(admin, address)
    assert "#1" in listed
    assert "#2" not in listed


@pytest.mark.parametrize(("role", "sees"), [(Role.OPERATOR, True), (Role.VIEWER, False)])
def test_each_role_is_told_only_what_it_may_see(
    browser: Browser, session: Session, role: Role, sees: bool
) -> None:
    WebhookEventFactory(state=EventState.PARKED)
    assert ("Parked webhooks" in read(browser(role))) is sees


def test_that_nothing_waits_is_said(admin: FlaskClient) -> None:
    assert "Nothing waits for a person." in read(admin)
