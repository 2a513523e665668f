"""The tables. Importing this package registers all of them."""

from powerpact.models.audit_event import AuditEvent, Source
from powerpact.models.bubbly_order import BubblyOrder, BubblyOrderLine
from powerpact.models.columns import sealed_json, utc_now
from powerpact.models.listing_line import ListingLine
from powerpact.models.listing_lookup import ListingLookup, LookupKind, LookupState
from powerpact.models.order_sync import OrderSync, OrderSyncAttempt, OrderSyncLine
from powerpact.models.product_map import ProductMap, VariantMap
from powerpact.models.store import (
    CONNECTED,
    BubblyStore,
    PartnerStore,
    Store,
    StoreKind,
    StoreState,
)
from powerpact.models.sync_run import RunFailure, RunKind, RunState, SyncRun
from powerpact.models.user import User
from powerpact.models.webhook_event import EventState, WebhookEvent

__all__ = [
    "CONNECTED",
    "AuditEvent",
    "BubblyOrder",
    "BubblyOrderLine",
    "BubblyStore",
    "EventState",
    "ListingLine",
    "OrderSync",
    "ListingLookup",
    "LookupKind",
    "LookupState",
    "OrderSyncAttempt",
    "OrderSyncLine",
    "PartnerStore",
    "ProductMap",
    "RunFailure",
    "RunKind",
    "RunState",
    "Source",
    "Store",
    "StoreKind",
    "StoreState",
    "SyncRun",
    "User",
    "VariantMap",
    "WebhookEvent",
    "sealed_json",
    "utc_now",
]
