"""Every page that people see, with the rows that make it as full as it gets."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from powerpact.admin.people.letters import link_to_set_password
from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import OUT_OF_STOCK
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import Curation, OrderState, SyncState
from powerpact.models import AdmissionState, EventState, PrivacyState, RunState, StoreState, utc_now
from powerpact.permissions import Role
from tests.admin.pages.mapping_places import mapping, pairing, previewing
from tests.factories import (
    AdmissionFactory,
    AuditEventFactory,
    BubblyOrderFactory,
    BubblyOrderLineFactory,
    BubblyStoreFactory,
    OrderSyncAttemptFactory,
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
    PrivacyRequestFactory,
    ProductMapFactory,
    SyncRunFactory,
    UserFactory,
    VariantMapFactory,
    WebhookEventFactory,
)

LONG = "A very long name that nobody would give to anything but a test, and yet somebody will"
CAUSE = {
    "cause_code": OUT_OF_STOCK.code,
    "cause": "Unable to reserve inventory",
    "remedy": OUT_OF_STOCK.remedy,
    "fixer": OUT_OF_STOCK.fixer,
}
# What a state needs besides itself.
BELONGINGS: dict[OrderState, dict[str, Any]] = {
    OrderState.SENDING: {"claim": "a worker"},
    OrderState.FAILED: {"next_attempt_at": None, **CAUSE},
    OrderState.RETRYING: {"tries": 4, **CAUSE},
}
MADE = {OrderState.CREATED, OrderState.PARTIALLY_FULFILLED, OrderState.FULFILLED}


def order_syncs() -> int:
    """A part in each state; the last one failed, with its lines and tries."""
    partner = PartnerStoreFactory(name=LONG)
    for number, state in enumerate(OrderState):
        own = BELONGINGS.get(state, {})
        if state in MADE:
            own = {"partner_order_id": f"gid://shopify/Order/{number}"}
        OrderSyncFactory(state=state, partner=partner, **own)
    part = OrderSyncFactory(state=OrderState.FAILED, **BELONGINGS[OrderState.FAILED])
    OrderSyncLineFactory(order_sync=part, bubbly_line__title=LONG, bubbly_line__sku="S" * 40)
    for number, outcome in enumerate(Outcome, start=1):
        OrderSyncAttemptFactory(
            order_sync_id=part.id,
            number=number,
            outcome=outcome,
            request={"variables": {"note": "x" * 200}},
        )
    return int(part.id)


def bubbly_orders() -> int:
    """An order with a line of each destination and a part."""
    order = BubblyOrderFactory()
    part = OrderSyncFactory(bubbly_order=order, partner__name=LONG)
    for destination in Destination:
        partner = part.partner_id if destination is Destination.PARTNER else None
        line = {"title": LONG, "destination": destination, "partner_id": partner}
        BubblyOrderLineFactory(order=order, **line)
    return int(order.id)


def unrouted_lines() -> int:
    """A line that nobody could route."""
    return int(BubblyOrderLineFactory(title=LONG, destination=Destination.UNROUTED).id)


def _editing() -> str:
    """A listing of which some fields are staff's."""
    BubblyStoreFactory()
    own = {"title": LONG, "description_html": "<p>Ours</p>", "tags": [LONG, "new"]}
    product = ProductMapFactory(overrides=own, description_html="<p>Theirs</p>" * 40)
    for position in range(101):
        variant = VariantMapFactory(product_map=product, title=LONG, position=position)
    product.overrides = {**own, "price": {variant.partner_variant_id: "12.50"}}
    VariantMapFactory(product_map=product, position=200, removed_at=utc_now())
    return f"/console/product_maps/edit-listing/?id={product.id}&page=1"


def _problems() -> str:
    everything()
    return "/console/problems/"


def _variant_problem() -> str:
    variant = "gid://shopify/ProductVariant/1"
    line = {"title": LONG, "sku": "S" * 40, "bubbly_variant_id": variant}
    BubblyOrderLineFactory(destination=Destination.UNROUTED, **line)
    for _ in range(2):
        VariantMapFactory(sku="S" * 40, product_map__title=LONG, bubbly_variant_id=None)
    return f"/console/problems/variant/?variant={variant}"


def _routing() -> str:
    line = BubblyOrderLineFactory(title=LONG, sku="S" * 40, destination=Destination.UNROUTED)
    VariantMapFactory(sku="S" * 40, product_map__title=LONG, product_map__partner__name=LONG)
    return f"/console/unrouted_lines/route/?id={line.id}"


def product_maps() -> int:
    """A product in each state of curation and of sync, the last one with variants."""
    for curation in Curation:
        ProductMapFactory(curation=curation, sync=SyncState.NEVER, bubbly_product_id=None)
    for sync in SyncState:
        ProductMapFactory(sync=sync, error="The title is too long")
    product = ProductMapFactory(title=LONG, partner=PartnerStoreFactory(name=LONG))
    VariantMapFactory(product_map=product, title=LONG, sku="S" * 40)
    VariantMapFactory(product_map=product, position=2, removed_at=utc_now())
    return int(product.id)


def stores() -> int:
    """A store in each state; the last one rests."""
    for state in StoreState:
        PartnerStoreFactory(state=state)
    until = utc_now() + timedelta(minutes=5)
    return int(PartnerStoreFactory(name=LONG, rests_until=until, rest_reason="it answers 503").id)


def admissions() -> int:
    """A newcomer in each state; the last one asks, at length."""
    for state in AdmissionState:
        AdmissionFactory(state=state, decided_at=utc_now(), decided_by="ana", answer=LONG)
    store = PartnerStoreFactory(name=LONG)
    AdmissionFactory(state=AdmissionState.JOINED, store=store, name=LONG)
    said = {"name": LONG, "message": f"{LONG}\n{'x' * 200}", "email": "owner@fern.test"}
    return int(AdmissionFactory(state=AdmissionState.ASKED, asked_at=utc_now(), **said).id)


def webhook_events() -> int:
    """A webhook in each state."""
    for state in EventState:
        WebhookEventFactory(state=state)
    return int(WebhookEventFactory(reason=LONG, body=b'{"name": "' + b"x" * 300 + b'"}').id)


def sync_runs() -> int:
    """A run in each state."""
    for state in RunState:
        SyncRunFactory(state=state, total=300, done=120, failed=2)
    return int(SyncRunFactory(total=300, done=120, failed=2, message=LONG).id)


def privacy_requests() -> int:
    """A privacy request in each state; the last one is overdue and ready."""
    for state in PrivacyState:
        PrivacyRequestFactory(state=state, done={"orders": 2, "parts_held": 1})
    long_ago = utc_now() - timedelta(days=60)
    return int(PrivacyRequestFactory(state=PrivacyState.READY, due_at=long_ago).id)


def audit_events() -> int:
    """Something that somebody did."""
    return int(AuditEventFactory(before={"name": "x" * 300}, after={"name": LONG}).id)


def everything() -> None:
    """Rows of every kind."""
    for rows in ROWS:
        rows()


def _list(rows: Callable[[], int]) -> Callable[[], str]:
    def address() -> str:
        rows()
        return f"/console/{rows.__name__}/"

    return address


def _details(rows: Callable[[], int]) -> Callable[[], str]:
    return lambda: f"/console/{rows.__name__}/details/?id={rows()}"


def _home() -> str:
    everything()
    return "/console/"


def people() -> int:
    """A login of each role, and somebody who was invited."""
    for role in Role:
        UserFactory(role=role)
    return int(UserFactory(email=f"{'x' * 60}@powerpact.test", password=None).id)


def _link() -> str:
    user = UserFactory()
    with current_app.test_request_context():
        return urlsplit(link_to_set_password(user)).path


# Each is called as the endpoint of its view. Lines have no page of their own.
WITH_DETAILS = (
    order_syncs,
    bubbly_orders,
    product_maps,
    stores,
    admissions,
    webhook_events,
    sync_runs,
    privacy_requests,
    audit_events,
    people,
)
ROWS = (*WITH_DETAILS, unrouted_lines)
# By the endpoint of its route: makes the rows of a page and gives its address.
PLACES: dict[str, Callable[[], str]] = {
    "console.index": _home,
    **{f"{rows.__name__}.index_view": _list(rows) for rows in ROWS},
    **{f"{rows.__name__}.details_view": _details(rows) for rows in WITH_DETAILS},
    "unrouted_lines.route_line": _routing,
    "problems.index": _problems,
    "problems.variant": _variant_problem,
    "stores.terms": lambda: f"/console/stores/terms/?id={stores()}",
    "stores.order_settings": lambda: f"/console/stores/order-settings/?id={stores()}",
    "product_maps.edit_listing": _editing,
    "product_maps.preview": previewing,
    "product_maps.map_product": mapping,
    "product_maps.pair_variants": pairing,
    "admissions.invite_store": lambda: "/console/admissions/invite/",
    "people.invite": lambda: "/console/people/invite/",
    "account.index": lambda: "/console/account/",
    "security.verify": lambda: "/console/account/confirm",
    "security.change_password": lambda: "/console/account/password",
    "security.two_factor_setup": lambda: "/console/account/second-factor",
    "security.mf_recovery_codes": lambda: "/console/account/recovery-codes",
    "security.reset_password": _link,
}
# Routes that show no page, each with the reason.
PAGELESS = {
    **{f"{rows.__name__}.csv_file": "a file to keep" for rows in ROWS},
    "problems.variant_standing": "the part of a variant's page that its script fetches anew",
    "unrouted_lines.details_view": "leads to the page where the line is routed",
    "stores.connection": "the part of a store's page that its script fetches anew",
    "product_maps.lookup_answer": "the part of those pages that their script fetches anew",
    "sync_runs.progress": "the part of a run's page that its script fetches anew",
    "order_syncs.progress": "the same of a partner order's page",
    "security.two_factor_token_validation": "shown between the two factors; test_second_factor",
    "security.mf_recovery": "shown between the two factors; test_second_factor",
    "security.two_factor_rescue": "leads to the page above",
    "pictures.show": "a picture",
}
# Pages for those who are not signed in.
OUTSIDE = {
    "security.login": "/console/login",
    "security.forgot_password": "/console/password",
    "landing.hello": "/",
}
