"""The tables. Importing this package registers all of them."""

from powerpact.models.admission import Admission, AdmissionState, Consent
from powerpact.models.audit_event import AuditEvent, Source
from powerpact.models.bubbly_order import BubblyOrder, BubblyOrderLine
from powerpact.models.columns import sealed_json, utc_now
from powerpact.models.erased_order import ErasedOrder
from powerpact.models.listing_line import ListingLine
from powerpact.models.listing_lookup import ListingLookup, LookupKind, LookupState
from powerpact.models.order_sync import OrderSync, OrderSyncAttempt, OrderSyncLine
from powerpact.models.partner_day import PartnerDay
from powerpact.models.picture import Picture
from powerpact.models.privacy_request import PrivacyKind, PrivacyRequest, PrivacyState
from powerpact.models.product_map import ProductMap, VariantMap
from powerpact.models.saved_filter import SavedFilter
from powerpact.models.snapshot import Snapshot
from powerpact.models.store import (
    AlertPace,
    BubblyStore,
    Deletion,
    PartnerStore,
    Side,
    Store,
    StoreKind,
    StoreState,
    Trade,
)
from powerpact.models.sync_run import RunFailure, RunKind, RunState, SyncRun
from powerpact.models.user import User
from powerpact.models.webhook_event import EventState, WebhookEvent

__all__ = [
    "Admission",
    "AdmissionState",
    "AlertPace",
    "AuditEvent",
    "BubblyOrder",
    "BubblyOrderLine",
    "BubblyStore",
    "Consent",
    "Deletion",
    "ErasedOrder",
    "EventState",
    "ListingLine",
    "ListingLookup",
    "LookupKind",
    "LookupState",
    "OrderSync",
    "OrderSyncAttempt",
    "OrderSyncLine",
    "PartnerDay",
    "PartnerStore",
    "Picture",
    "PrivacyKind",
    "PrivacyRequest",
    "PrivacyState",
    "ProductMap",
    "RunFailure",
    "RunKind",
    "RunState",
    "SavedFilter",
    "Side",
    "Snapshot",
    "Source",
    "Store",
    "StoreKind",
    "StoreState",
    "SyncRun",
    "Trade",
    "User",
    "VariantMap",
    "WebhookEvent",
    "sealed_json",
    "utc_now",
]
