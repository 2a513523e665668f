"""No page asks the database once per row."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from powerpact.domain.splitting import Destination
from powerpact.extensions import db
from powerpact.models import utc_now
from tests.factories import (
    AdmissionFactory,
    AuditEventFactory,
    BubblyOrderFactory,
    BubblyOrderLineFactory,
    OrderSyncAttemptFactory,
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
    PrivacyRequestFactory,
    ProductMapFactory,
    SyncRunFactory,
    VariantMapFactory,
    WebhookEventFactory,
)


def _order_with_parts(amount: int) -> str:
    order = BubblyOrderFactory()
    for _ in range(amount):
        part = OrderSyncFactory(bubbly_order=order)
        OrderSyncLineFactory(order_sync=part)
    return f"bubbly_orders/details/?id={order.id}"


def _part_with_lines(amount: int) -> str:
    part = OrderSyncFactory()
    for number in range(amount):
        OrderSyncLineFactory(order_sync=part)
        OrderSyncAttemptFactory(order_sync_id=part.id, number=number)
    return f"order_syncs/details/?id={part.id}"


def _product_with_variants(amount: int) -> str:
    product = ProductMapFactory()
    for position in range(amount):
        VariantMapFactory(product_map=product, position=position)
    return f"product_maps/details/?id={product.id}"


def _line_with_sellers(amount: int) -> str:
    line = BubblyOrderLineFactory(destination=Destination.UNROUTED, sku="SKU")
    for _ in range(amount):
        VariantMapFactory(sku="SKU")
        OrderSyncFactory(bubbly_order=line.order)
    return f"unrouted_lines/route/?id={line.id}"


def _listed(address: str, make: Callable[[], object]) -> Callable[[int], str]:
    def fill(amount: int) -> str:
        for _ in range(amount):
            make()
        return address

    return fill


PAGES: dict[str, Callable[[int], str]] = {
    "an order": _order_with_parts,
    "a part": _part_with_lines,
    "a product": _product_with_variants,
    "orders": _listed("bubbly_orders/", BubblyOrderFactory),
    "parts": _listed("order_syncs/", OrderSyncFactory),
    "products": _listed("product_maps/", ProductMapFactory),
    "stores": _listed("stores/", PartnerStoreFactory),
    "newcomers": _listed(
        "admissions/", lambda: AdmissionFactory(store=PartnerStoreFactory(), state="joined")
    ),
    "events": _listed("webhook_events/", WebhookEventFactory),
    "runs": _listed("sync_runs/", lambda: SyncRunFactory(finished_at=utc_now())),
    "privacy requests": _listed("privacy_requests/", PrivacyRequestFactory),
    "audit": _listed("audit_events/", AuditEventFactory),
    "problems": _listed(
        "problems/", lambda: OrderSyncFactory(state="failed", cause_code="address")
    ),
    "a line's place": _line_with_sellers,
    "unrouted": _listed(
        "unrouted_lines/", lambda: BubblyOrderLineFactory(destination=Destination.UNROUTED)
    ),
}


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    with app.app_context():
        engine = db.engine
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("page", PAGES)
def test_more_rows_mean_no_more_queries(app: Flask, admin: FlaskClient, page: str) -> None:
    counts = []
    for amount in (2, 5):
        with app.app_context():
            address = PAGES[page](amount)
        with _counted(app) as asked:
            assert admin.get(f"/console/{address}").status_code == 200
        counts.append(len(asked))

    assert counts[1] <= counts[0]


def test_list_counts_no_rows(app: Flask, admin: FlaskClient) -> None:
    with _counted(app) as asked:
        admin.get("/console/order_syncs/")

    assert not [statement for statement in asked if "count(" in statement.lower()]
