"""What staff read on the pages of the console."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import OUT_OF_STOCK
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import EventState, RunState, utc_now
from tests.admin.browser import text_of
from tests.factories import (
    AuditEventFactory,
    BubblyOrderFactory,
    BubblyOrderLineFactory,
    OrderSyncAttemptFactory,
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    SyncRunFactory,
    VariantMapFactory,
    WebhookEventFactory,
)

FAILED = {
    "state": OrderState.FAILED,
    "cause_code": OUT_OF_STOCK.code,
    "cause": "Unable to reserve inventory",
    "remedy": OUT_OF_STOCK.remedy,
    "fixer": OUT_OF_STOCK.fixer,
    "next_attempt_at": None,
}


def _read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status
    return text_of(answer)


def test_order_syncs_are_listed_with_state_tries_and_cause(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        OrderSyncFactory(
            bubbly_order__name="#1042",
            created_at=utc_now() - timedelta(hours=3, minutes=5),
            partner__name="Fern & Clay",
            state=OrderState.RETRYING,
            tries=4,
            next_attempt_at=utc_now() + timedelta(minutes=2, seconds=30),
            cause="The store does not answer",
        )

    page = _read(admin, "/console/order_syncs/")

    wanted = "#1042 Fern & Clay Retrying 4 in 2 min The store does not answer"
    assert f"{wanted} Tried again by itself, in 2 min . 3 h ago" in page


def test_order_syncs_are_found_by_order_name_and_shopify_id(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        order = BubblyOrderFactory(name="#1042", shopify_id="gid://shopify/Order/42")
        OrderSyncFactory(bubbly_order=order, partner__name="The one")
        OrderSyncFactory(
            partner__name="Another",
            state=OrderState.CREATED,
            partner_order_id="gid://shopify/Order/7",
        )

    for term in ("1042", "%231042", "gid://shopify/Order/42"):
        page = _read(admin, f"/console/order_syncs/?search={term}")
        assert "The one" in page
        assert "#1042" in page
        assert page.count("Pending") == 2, "one row and one choice of the filter"
    page = admin.get("/console/order_syncs/?search=gid://shopify/Order/7").text
    assert "#1042" not in page
    assert page.count('<td class="c-partner"') == 1


def test_order_sync_shows_lines_money_tries_and_story(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        part = OrderSyncFactory(
            split_id=UUID(int=7),
            bubbly_order__name="#1042",
            partner__name="Fern & Clay",
            currency="JPY",
            owed=Decimal(1700),
            **FAILED,
        )
        OrderSyncLineFactory(
            order_sync=part,
            bubbly_line__title="Fern pot",
            quantity=2,
            partner_price=Decimal(1000),
            commission_rate=Decimal("0.15"),
            owed_each=Decimal(850),
        )
        OrderSyncAttemptFactory(
            order_sync_id=part.id,
            outcome=Outcome.REJECTED,
            error_code="INVENTORY_CLAIM_FAILED",
            request={"variables": {"quantity": 2}},
            answer={"userErrors": [{"message": "Unable to reserve inventory"}]},
        )
        address = f"/console/order_syncs/details/?id={part.id}"

    page = _read(admin, address)

    assert "#1042 for Fern & Clay" in page
    wanted = "What to do Failed Out of stock Unable to reserve inventory"
    assert f"{wanted} {OUT_OF_STOCK.remedy} Who can do it: the partner." in page
    assert "1700 JPY" in page
    assert "1000 JPY less 15 % commission: 850 JPY each Owed 1700 JPY" in page
    assert "Rejected INVENTORY_CLAIM_FAILED 25000 ms" in page
    assert '"quantity": 2' in page
    assert '"message": "Unable to reserve inventory"' in page
    assert "Try 1 at Fern & Clay was refused" in page


def test_bubbly_order_says_where_each_line_went_and_why(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        order = BubblyOrderFactory(name="#1042", currency="KWD", total=Decimal("12.5"))
        BubblyOrderLineFactory(
            order=order,
            title="A candle",
            destination=Destination.UNROUTED,
            reason="A candle lists a partner's product, but this variant has no map",
        )
        OrderSyncFactory(bubbly_order=order, partner__name="Fern & Clay")
        address = f"/console/bubbly_orders/details/?id={order.id}"

    page = _read(admin, address)

    assert "12.500 KWD" in page
    assert "Unrouted A candle lists a partner's product, but this variant has no map" in page
    assert "Fern & Clay Pending" in page
    assert "The shopper placed the order at Bubbly" in page


def test_shopper_is_on_no_page(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        part = OrderSyncFactory(bubbly_order__shopper={"email": "ada@example.com"})
        pages = (
            "/console/bubbly_orders/",
            "/console/order_syncs/",
            f"/console/bubbly_orders/details/?id={part.bubbly_order_id}",
            f"/console/order_syncs/details/?id={part.id}",
        )

    for address in pages:
        assert "ada@example.com" not in admin.get(address).text


def test_tokens_are_on_no_page(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        store = PartnerStoreFactory(access_token="shpat_secret", refresh_token="shprt_secret")
        pages = ("/console/stores/", f"/console/stores/details/?id={store.id}")

    for address in pages:
        assert "_secret" not in admin.get(address).text


def test_store_shows_its_terms_in_words(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        store = PartnerStoreFactory(
            commission_rate=Decimal("0.125"),
            price_percentage=Decimal(10),
            price_fixed=Decimal("1.5"),
            auto_approve=True,
        )
        address = f"/console/stores/details/?id={store.id}"

    page = _read(admin, address)

    assert "Commission 12.5 %" in page
    assert "partner price x 1 +10 % +1.5, rounding: none" in page
    assert "Approves products by itself Yes" in page


def test_product_shows_its_variants_with_the_partners_price(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        product = ProductMapFactory(title="Fern pot", partner__currency="USD")
        VariantMapFactory(
            product_map=product, title="Large", sku="POT-L", price=Decimal("12.5"), quantity=3
        )
        VariantMapFactory(product_map=product, title="Old", removed_at=utc_now(), position=2)
        address = f"/console/product_maps/details/?id={product.id}"

    page = _read(admin, address)

    assert "Large POT-L \u2013 12.50 USD \u2013 3" in page
    assert "Old removed" in page


def test_products_are_found_by_title_words_sku_and_id(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        product = ProductMapFactory(
            title="A fern pot", bubbly_product_id="gid://shopify/Product/7000005"
        )
        VariantMapFactory(product_map=product, sku="POT-L")
        ProductMapFactory(title="A candle")

    for term in ("Fern", "POT-L", "gid://shopify/Product/7000005", "7000005"):
        page = _read(admin, f"/console/product_maps/?search={term}")
        assert "A fern pot" in page, term
        assert "A candle" not in page, term


def test_run_shows_how_far_it_is(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        SyncRunFactory(store__name="Fern", state=RunState.RUNNING, total=300, done=120, failed=2)

    assert "Catalogue import Fern Running 122 of 300 2" in _read(admin, "/console/sync_runs/")


def test_audit_event_links_to_the_row_it_speaks_of(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        AuditEventFactory(subject_type="store", subject_id="17", after={"state": "paused"})

    page = admin.get("/console/audit_events/?search=store 17").text

    assert "Store 17" in page
    assert "Store 17" not in admin.get("/console/audit_events/?search=store 18").text


def test_rest_is_shown_only_while_it_lasts(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        for name, minutes in (("Resting", 5), ("Rested", -5)):
            until = utc_now() + timedelta(minutes=minutes)
            PartnerStoreFactory(name=name, rests_until=until, rest_reason="it answered 503")

    page = _read(admin, "/console/stores/")

    assert "Resting Partner" in page
    assert "in 4 min" in page
    assert "5 min ago" not in page


def test_webhook_that_is_done_has_no_next_try(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        event = WebhookEventFactory(
            state=EventState.DONE, triggered_at="2026-11-22T11:13:55.342090Z"
        )
        address = f"/console/webhook_events/details/?id={event.id}"

    page = _read(admin, address)

    assert re.search("Next try . API version", page)
    assert "Happened 2026-11-22 11:13:55Z" in page
