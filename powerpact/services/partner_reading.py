"""What of each row a partner's dashboard may load: the columns that the wall lets through.

Of the tables that are not here, every column (``powerpact.services.partner_wall``). A view names
these as options of its queries; one that forgets is refused by PostgreSQL.
"""

from sqlalchemy.orm import load_only
from sqlalchemy.orm.interfaces import ORMOption

from powerpact.models import BubblyOrder, BubblyOrderLine, OrderSyncAttempt, PartnerStore

PLACED_ORDER = (
    BubblyOrder.id,
    BubblyOrder.shopify_id,
    BubblyOrder.name,
    BubblyOrder.currency,
    BubblyOrder.shopper,
    BubblyOrder.test,
    BubblyOrder.placed_at,
    BubblyOrder.cancelled_at,
    BubblyOrder.created_at,
    BubblyOrder.updated_at,
)
PLACED_LINE = (
    BubblyOrderLine.id,
    BubblyOrderLine.bubbly_order_id,
    BubblyOrderLine.shopify_id,
    BubblyOrderLine.bubbly_variant_id,
    BubblyOrderLine.bubbly_product_id,
    BubblyOrderLine.title,
    BubblyOrderLine.sku,
    BubblyOrderLine.quantity,
    BubblyOrderLine.unit_price,
    BubblyOrderLine.requires_shipping,
    BubblyOrderLine.destination,
    BubblyOrderLine.partner_id,
)
ATTEMPT = (
    OrderSyncAttempt.id,
    OrderSyncAttempt.order_sync_id,
    OrderSyncAttempt.number,
    OrderSyncAttempt.outcome,
    OrderSyncAttempt.message,
    OrderSyncAttempt.error_code,
    OrderSyncAttempt.started_at,
    OrderSyncAttempt.duration_ms,
    OrderSyncAttempt.recorded_at,
)
OWN_STORE = (
    PartnerStore.id,
    PartnerStore.kind,
    PartnerStore.shop_domain,
    PartnerStore.shopify_id,
    PartnerStore.name,
    PartnerStore.currency,
    PartnerStore.timezone,
    PartnerStore.plan,
    PartnerStore.state,
    PartnerStore.state_reason,
    PartnerStore.installed_at,
    PartnerStore.scopes,
    PartnerStore.rests_until,
    PartnerStore.rest_reason,
    PartnerStore.topics,
    PartnerStore.checked_at,
    PartnerStore.check_fault,
    PartnerStore.check_due_at,
    PartnerStore.customer_data_denied,
    PartnerStore.code,
    PartnerStore.trade,
    PartnerStore.trade_by,
    PartnerStore.commission_rate,
    PartnerStore.price_percentage,
    PartnerStore.price_fixed,
    PartnerStore.price_rounding,
    PartnerStore.exchange_rate,
    PartnerStore.auto_approve,
    PartnerStore.passes_email,
    PartnerStore.passes_phone,
    PartnerStore.release_delay_minutes,
    PartnerStore.catalogue_read_at,
    PartnerStore.auto_offer,
    PartnerStore.stock_buffer,
    PartnerStore.on_deletion,
    PartnerStore.alert_email,
    PartnerStore.alert_pace,
    PartnerStore.alerted_until,
    PartnerStore.created_at,
    PartnerStore.updated_at,
)


def placed_order() -> ORMOption:
    """Of a Bubbly order; not its totals."""
    return load_only(*PLACED_ORDER, raiseload=True)


def placed_line() -> ORMOption:
    """Of one of its lines; not its shares of the order's amounts."""
    return load_only(*PLACED_LINE, raiseload=True)


def attempt() -> ORMOption:
    """Of a try to push a part; not what was said with Shopify."""
    return load_only(*ATTEMPT, raiseload=True)


def own_store() -> ORMOption:
    """Of the partner's own store; not its tokens."""
    return load_only(*OWN_STORE, raiseload=True)
