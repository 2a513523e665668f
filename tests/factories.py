"""Rows for tests. Each factory makes what its table needs and nothing more."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import factory
from factory.alchemy import SQLAlchemyModelFactory

from powerpact.domain.attempts import Outcome
from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import Curation, OrderState, SyncState
from powerpact.extensions import db
from powerpact.models import (
    Admission,
    AdmissionState,
    AuditEvent,
    BubblyOrder,
    BubblyOrderLine,
    BubblyStore,
    EventState,
    OrderSync,
    OrderSyncAttempt,
    OrderSyncLine,
    PartnerDay,
    PartnerStore,
    PrivacyKind,
    PrivacyRequest,
    PrivacyState,
    ProductMap,
    RunKind,
    Source,
    StoreState,
    SyncRun,
    User,
    VariantMap,
    WebhookEvent,
    utc_now,
)
from powerpact.permissions import Role
from powerpact.shopify.topics import queue_of


class RowFactory(SQLAlchemyModelFactory):
    """Rows are committed, as services would find them."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731  # factory_boy's hook
        sqlalchemy_session_persistence = "commit"


class StoreFactory(RowFactory):
    class Meta:
        abstract = True

    name = factory.Sequence(lambda n: f"Store {n}")
    shop_domain = factory.Sequence(lambda n: f"store-{n}.myshopify.com")
    shopify_id = factory.Sequence(lambda n: f"gid://shopify/Shop/{n + 1}")
    currency = "GBP"
    state = StoreState.ACTIVE
    access_token = "an-access-token"
    access_expires_at = factory.LazyFunction(lambda: utc_now() + timedelta(hours=1))
    refresh_token = "a-refresh-token"
    refresh_expires_at = factory.LazyFunction(lambda: utc_now() + timedelta(days=90))


class BubblyStoreFactory(StoreFactory):
    class Meta:
        model = BubblyStore

    name = "Bubbly"
    shop_domain = "bubbly.myshopify.com"
    shopify_id = "gid://shopify/Shop/900001"
    publication_ids = factory.LazyFunction(list)


class PartnerStoreFactory(StoreFactory):
    class Meta:
        model = PartnerStore

    code = factory.Sequence(lambda n: f"p{n}")
    commission_rate = Decimal("0.15")


class AdmissionFactory(RowFactory):
    """A shop that staff invited."""

    class Meta:
        model = Admission

    shop_domain = factory.Sequence(lambda n: f"newcomer-{n}.myshopify.com")
    code = factory.Sequence(lambda n: f"new{n}")
    state = AdmissionState.INVITED


class ProductMapFactory(RowFactory):
    class Meta:
        model = ProductMap

    partner = factory.SubFactory(PartnerStoreFactory)
    partner_product_id = factory.Sequence(lambda n: f"gid://shopify/Product/{n + 1}")
    bubbly_product_id = factory.Sequence(lambda n: f"gid://shopify/Product/{n + 900_001}")
    partner_ref = factory.Sequence(lambda n: f"ref-{n}")
    curation = Curation.APPROVED
    sync = SyncState.SYNCED
    title = factory.Sequence(lambda n: f"Product {n}")
    handle = factory.Sequence(lambda n: f"product-{n}")
    status = ProductStatus.ACTIVE
    partner_updated_at = factory.LazyFunction(utc_now)


class VariantMapFactory(RowFactory):
    class Meta:
        model = VariantMap

    product_map = factory.SubFactory(ProductMapFactory)
    partner_variant_id = factory.Sequence(lambda n: f"gid://shopify/ProductVariant/{n + 1}")
    bubbly_variant_id = factory.Sequence(lambda n: f"gid://shopify/ProductVariant/{n + 900_001}")
    partner_inventory_item_id = factory.Sequence(lambda n: f"gid://shopify/InventoryItem/{n + 1}")
    title = "Default Title"
    sku = factory.Sequence(lambda n: f"SKU-{n}")
    position = 1
    price = Decimal("10.00")


class WebhookEventFactory(RowFactory):
    class Meta:
        model = WebhookEvent

    delivery_id = factory.LazyFunction(lambda: uuid4().hex)
    topic = "orders/paid"
    queue = factory.LazyAttribute(lambda event: queue_of(event.topic))
    shop_domain = "bubbly.myshopify.com"
    body = b"{}"
    state = EventState.RECEIVED


class BubblyOrderFactory(RowFactory):
    class Meta:
        model = BubblyOrder

    shopify_id = factory.Sequence(lambda n: f"gid://shopify/Order/{n + 1}")
    name = factory.Sequence(lambda n: f"#{n + 1001}")
    currency = "GBP"
    total = Decimal("10.00")
    shipping = Decimal(0)
    tax = Decimal(0)
    discounts = Decimal(0)
    taxes_included = True
    financial_status = "paid"
    shopper = factory.LazyFunction(lambda: {"address": None, "email": "", "phone": ""})
    placed_at = factory.LazyFunction(utc_now)


class BubblyOrderLineFactory(RowFactory):
    class Meta:
        model = BubblyOrderLine

    order = factory.SubFactory(BubblyOrderFactory)
    shopify_id = factory.Sequence(lambda n: f"gid://shopify/LineItem/{n + 1}")
    title = "A thing"
    quantity = 1
    unit_price = Decimal("10.00")
    discount = Decimal(0)
    tax_share = Decimal(0)
    shipping_share = Decimal(0)
    destination = Destination.BUBBLY
    reason_code = "own_product"
    reason = "A thing is Bubbly's own product"


class OrderSyncFactory(RowFactory):
    """A part with one line; a test of the state gives whatever that state needs."""

    class Meta:
        model = OrderSync

    bubbly_order = factory.SubFactory(BubblyOrderFactory)
    partner = factory.SubFactory(PartnerStoreFactory)
    split_id = factory.LazyFunction(uuid4)
    state = OrderState.PENDING
    next_attempt_at = factory.LazyFunction(utc_now)
    currency = "GBP"
    owed = Decimal("8.50")
    shipping = Decimal(0)


class OrderSyncLineFactory(RowFactory):
    class Meta:
        model = OrderSyncLine

    order_sync = factory.SubFactory(OrderSyncFactory)
    bubbly_line = factory.SubFactory(
        BubblyOrderLineFactory,
        order=factory.SelfAttribute("..order_sync.bubbly_order"),
        destination=Destination.PARTNER,
        partner_id=factory.SelfAttribute("..order_sync.partner.id"),
    )
    variant_map_id = factory.LazyAttribute(
        lambda line: VariantMapFactory(product_map__partner=line.order_sync.partner).id
    )
    partner_variant_id = factory.Sequence(lambda n: f"gid://shopify/ProductVariant/{n + 1}")
    quantity = 1
    partner_price = Decimal("10.00")
    commission_rate = Decimal("0.15")
    owed_each = Decimal("8.50")
    requires_shipping = True


class OrderSyncAttemptFactory(RowFactory):
    """A first try that got no clear answer; name the part by ``order_sync_id``."""

    class Meta:
        model = OrderSyncAttempt

    number = 1
    outcome = Outcome.UNCLEAR
    message = "The store did not answer in time"
    started_at = factory.LazyFunction(utc_now)
    duration_ms = 25_000


class SyncRunFactory(RowFactory):
    class Meta:
        model = SyncRun

    kind = RunKind.CATALOGUE_IMPORT
    store = factory.SubFactory(PartnerStoreFactory)


class PartnerDayFactory(RowFactory):
    """A day of the partner whose ``store_id`` is given."""

    class Meta:
        model = PartnerDay

    day = factory.LazyFunction(lambda: utc_now().date())
    currency = "GBP"
    orders = 1
    pieces = 1
    owed = Decimal("8.50")


class PrivacyRequestFactory(RowFactory):
    """One that a worker is still to do; name the state for another one."""

    class Meta:
        model = PrivacyRequest

    mark = factory.LazyFunction(lambda: uuid4().hex)
    kind = PrivacyKind.DATA_REQUEST
    state = PrivacyState.RECEIVED
    shop_domain = "bubbly.myshopify.com"
    asked_at = factory.LazyFunction(utc_now)
    due_at = factory.LazyAttribute(lambda request: request.asked_at + timedelta(days=30))


class AuditEventFactory(RowFactory):
    class Meta:
        model = AuditEvent

    source = Source.CONSOLE
    actor = "staff@powerpact.test"
    action = "retry"
    subject_type = "order_sync"
    subject_id = "1"


class UserFactory(RowFactory):
    """A member of staff with the least rights, whose password nobody knows."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"somebody{number}@powerpact.test")
    role = Role.VIEWER
    password = "no hash"
    fs_uniquifier = factory.LazyFunction(lambda: uuid4().hex)
