"""Links of the console lead only where the reader may go."""

import pytest
from flask import Flask

from powerpact.admin.links import own_path
from powerpact.permissions import Role
from tests.admin.conftest import Browser
from tests.factories import BubblyOrderFactory, PartnerStoreFactory, WebhookEventFactory


def test_row_that_the_reader_may_not_see_is_named_without_a_link(
    app: Flask, browser: Browser
) -> None:
    with app.app_context():
        event = WebhookEventFactory()
        order = BubblyOrderFactory(webhook_event_id=event.id)
        address, name = f"/console/bubbly_orders/details/?id={order.id}", f"Webhook {event.id}"

    viewer, operator = (browser(role).get(address).text for role in (Role.VIEWER, Role.OPERATOR))

    assert f"{name}</a>" in operator
    assert name in viewer
    assert f"{name}</a>" not in viewer


def test_store_leads_only_to_lists_that_the_reader_may_see(app: Flask, browser: Browser) -> None:
    with app.app_context():
        address = f"/console/stores/details/?id={PartnerStoreFactory().id}"

    viewer, operator = (browser(role).get(address).text for role in (Role.VIEWER, Role.OPERATOR))

    assert "/console/order_syncs/?flt_partner_is=" in viewer
    assert "/console/webhook_events/?flt_shop_is=" not in viewer
    assert "/console/webhook_events/?flt_shop_is=" in operator


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/console/",
        "//evil.example/console/",
        "/\\evil.example/console/",
        "/console/\\evil",
        "javascript:alert(1)//console/",
        "/console/\r\nX: y",
        "/other/",
        "",
        None,
    ],
)
def test_nobody_is_sent_to_another_place_than_the_console(target: str | None) -> None:
    assert own_path(target) is None
