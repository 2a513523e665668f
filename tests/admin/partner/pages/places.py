"""Where each route of the dashboard shows a page, with something on it to judge."""

from collections.abc import Callable
from decimal import Decimal

from powerpact.domain.causes import OUT_OF_STOCK, VARIANT_GONE
from powerpact.domain.transitions import Curation, OrderState, SyncState
from powerpact.extensions import db
from powerpact.models import PartnerStore, RunFailure, RunState
from tests.factories import (
    OrderSyncAttemptFactory,
    OrderSyncFactory,
    OrderSyncLineFactory,
    ProductMapFactory,
    SyncRunFactory,
    VariantMapFactory,
)

SHOPPER = {
    "address": {"first_name": "Ada", "last_name": "Byron", "address1": "1 Long Street"},
    "email": "ada@example.test",
    "phone": "+44 20 7946 0002",
}


def _order(store: PartnerStore) -> str:
    part = OrderSyncFactory(
        partner=store,
        state=OrderState.FAILED,
        cause_code=VARIANT_GONE.code,
        fixer=VARIANT_GONE.fixer,
        bubbly_order__shopper=SHOPPER,
        shipping=Decimal("3.50"),
    )
    OrderSyncLineFactory(order_sync=part, bubbly_line__title="A bowl with a very long name " * 3)
    OrderSyncAttemptFactory(order_sync_id=part.id)
    return f"orders/details/?id={part.id}"


MADE = {OrderState.CREATED, OrderState.PARTIALLY_FULFILLED, OrderState.FULFILLED}


def _orders(store: PartnerStore) -> str:
    for state in OrderState:
        cause = OUT_OF_STOCK if state in {OrderState.FAILED, OrderState.HELD} else None
        if state is OrderState.SENDING or state in MADE:
            continue  # these need a claim or an order in the store
        OrderSyncFactory(
            partner=store,
            state=state,
            cause_code=cause.code if cause else "",
            fixer=cause.fixer if cause else None,
        )
    return "orders/"


def _product(store: PartnerStore) -> str:
    product = ProductMapFactory(
        partner=store,
        curation=Curation.APPROVED,
        sync=SyncState.FAILED,
        error_code="title_too_long",
        error="the title is too long",
    )
    VariantMapFactory(product_map=product, sku="BOWL-1", quantity=3)
    return f"products/details/?id={product.id}"


def _products(store: PartnerStore) -> str:
    for curation in Curation:
        VariantMapFactory(product_map=ProductMapFactory(partner=store, curation=curation))
    return "products/"


def _run(store: PartnerStore) -> str:
    run = SyncRunFactory(store=store, state=RunState.FINISHED, total=3, done=2, failed=1)
    db.session.add(
        RunFailure(run_id=run.id, subject_type="order_sync", subject_id="1", what="it is gone")
    )
    db.session.commit()
    return f"runs/details/?id={run.id}"


def _runs(store: PartnerStore) -> str:
    SyncRunFactory(store=store, state=RunState.RUNNING, total=100, done=40)
    return "runs/"


def _at(path: str) -> Callable[[PartnerStore], str]:
    return lambda _store: path


# Behind the dashboard's address, by endpoint.
PLACES: dict[str, Callable[[PartnerStore], str]] = {
    "dashboard.index": _at(""),
    "dashboard_orders.index_view": _orders,
    "dashboard_orders.details_view": _order,
    "dashboard_products.index_view": _products,
    "dashboard_products.details_view": _product,
    "dashboard_runs.index_view": _runs,
    "dashboard_runs.details_view": _run,
    "dashboard_settings.index": _at("settings/"),
    "dashboard_membership.index": _at("membership/"),
    "dashboard_membership.leaving": _at("membership/leaving/"),
}
# Routes that show no page of their own, each with the reason.
PAGELESS = {
    "dashboard_bounce.bounce": "App Bridge alone, which leads on at once",
    "dashboard_orders.csv_file": "a file",
    "dashboard_products.csv_file": "a file",
    "dashboard_runs.csv_file": "a file",
    "dashboard_orders.progress": "part of the page of an order",
    "dashboard_runs.progress": "part of the page of a run",
    "dashboard_welcome.index": "judged for each standing in test_joining.py",
    "dashboard_welcome.progress": "part of the welcome page",
    "own_pictures.show": "a picture",
}
