"""the first tables

Revision ID: 0001
Revises: 

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():

    op.create_table('audit_event',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('source', sa.Enum('console', 'dashboard', 'command_line', 'rule', name='source', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('subject_type', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Text(), nullable=False),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('after', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    op.create_index('ix_audit_event_subject', 'audit_event', ['subject_type', 'subject_id', 'id'], unique=False)
    op.create_table('staff_user',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('role', sa.Enum('viewer', 'operator', 'manager', 'admin', name='role', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('active', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('session_version', sa.Text(), nullable=False),
    sa.Column('last_sign_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_staff_user_email_lower_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_user')),
    sa.UniqueConstraint('email', name=op.f('uq_staff_user_email'))
    )
    op.create_table('store',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('kind', sa.Enum('bubbly', 'partner', name='storekind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('shop_domain', sa.Text(), nullable=False),
    sa.Column('shopify_id', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('timezone', sa.Text(), server_default='UTC', nullable=False),
    sa.Column('plan', sa.Text(), server_default='', nullable=False),
    sa.Column('state', sa.Enum('active', 'paused', 'reconnect_needed', 'unavailable', 'uninstalled', name='storestate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('state_reason', sa.Text(), server_default='', nullable=False),
    sa.Column('installed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('base_url', sa.Text(), nullable=True),
    sa.Column('location_id', sa.Text(), nullable=True),
    sa.Column('access_token', sa.Text(), nullable=True),
    sa.Column('access_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refresh_token', sa.Text(), nullable=True),
    sa.Column('refresh_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('scopes', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('refreshing_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rests_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rest_reason', sa.Text(), server_default='', nullable=False),
    sa.Column('rest_count', sa.Integer(), server_default='0', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('publication_ids', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('commission_rate', sa.Numeric(precision=6, scale=5), server_default='0', nullable=False),
    sa.Column('price_percentage', sa.Numeric(precision=9, scale=4), server_default='0', nullable=False),
    sa.Column('price_fixed', sa.Numeric(precision=14, scale=4), server_default='0', nullable=False),
    sa.Column('price_rounding', sa.Enum('none', 'whole', 'charm', 'five', name='rounding', native_enum=False, create_constraint=True, length=32), server_default='none', nullable=False),
    sa.Column('exchange_rate', sa.Numeric(precision=18, scale=9), server_default='1', nullable=False),
    sa.Column('auto_approve', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('passes_email', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('catalogue_read_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind <> 'partner' OR code IS NOT NULL", name=op.f('ck_store_partner_has_code')),
    sa.CheckConstraint("shop_domain ~ '^[a-z0-9][a-z0-9-]*\\.myshopify\\.com$'", name=op.f('ck_store_shop_domain_form')),
    sa.CheckConstraint('commission_rate BETWEEN 0 AND 1', name=op.f('ck_store_commission_rate_share')),
    sa.CheckConstraint('exchange_rate > 0', name=op.f('ck_store_exchange_rate_positive')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_store')),
    sa.UniqueConstraint('code', name=op.f('uq_store_code')),
    sa.UniqueConstraint('shop_domain', name=op.f('uq_store_shop_domain')),
    sa.UniqueConstraint('shopify_id', name=op.f('uq_store_shopify_id'))
    )
    op.create_index('uq_store_only_one_bubbly', 'store', ['kind'], unique=True, postgresql_where=sa.text("kind='bubbly'"))
    op.create_table('webhook_event',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('delivery_id', sa.Text(), nullable=False),
    sa.Column('event_id', sa.Text(), server_default='', nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('shop_domain', sa.Text(), nullable=False),
    sa.Column('api_version', sa.Text(), server_default='', nullable=False),
    sa.Column('triggered_at', sa.Text(), server_default='', nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.Enum('received', 'processing', 'done', 'parked', name='eventstate', native_enum=False, create_constraint=True, length=32), server_default='received', nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('claim', sa.Text(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_event')),
    sa.UniqueConstraint('delivery_id', name=op.f('uq_webhook_event_delivery_id'))
    )
    op.create_index('ix_webhook_event_done', 'webhook_event', ['finished_at'], unique=False, postgresql_where=sa.text("state = 'done'"))
    op.create_index('ix_webhook_event_due', 'webhook_event', ['next_try_at'], unique=False, postgresql_where=sa.text("state IN ('received', 'processing')"))
    op.create_index('ix_webhook_event_event_id', 'webhook_event', ['event_id'], unique=False)
    op.create_index('ix_webhook_event_shop', 'webhook_event', ['shop_domain', 'id'], unique=False)
    op.create_index('ix_webhook_event_state', 'webhook_event', ['state', 'id'], unique=False)
    op.create_index('ix_webhook_event_topic', 'webhook_event', ['topic', 'id'], unique=False)
    op.create_table('bubbly_order',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('shopify_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('total', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('shipping', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('tax', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('discounts', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('taxes_included', sa.Boolean(), nullable=False),
    sa.Column('financial_status', sa.Text(), nullable=False),
    sa.Column('shipping_title', sa.Text(), server_default='', nullable=False),
    sa.Column('shipping_code', sa.Text(), server_default='', nullable=False),
    sa.Column('shopper', sa.Text(), nullable=True),
    sa.Column('test', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('webhook_event_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['webhook_event_id'], ['webhook_event.id'], name=op.f('fk_bubbly_order_webhook_event_id_webhook_event'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bubbly_order')),
    sa.UniqueConstraint('shopify_id', name=op.f('uq_bubbly_order_shopify_id'))
    )
    op.create_index(op.f('ix_bubbly_order_name'), 'bubbly_order', ['name'], unique=False)
    op.create_index('ix_bubbly_order_placed', 'bubbly_order', ['placed_at', 'id'], unique=False)
    op.create_index('ix_bubbly_order_shopper_kept', 'bubbly_order', ['placed_at'], unique=False, postgresql_where=sa.text('shopper IS NOT NULL'))
    op.create_index('ix_bubbly_order_webhook_event', 'bubbly_order', ['webhook_event_id'], unique=False)
    op.create_table('product_map',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('partner_id', sa.BigInteger(), nullable=False),
    sa.Column('partner_product_id', sa.Text(), nullable=False),
    sa.Column('bubbly_product_id', sa.Text(), nullable=True),
    sa.Column('partner_ref', sa.Text(), nullable=False),
    sa.Column('curation', sa.Enum('proposed', 'approved', 'rejected', 'paused', name='curation', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('sync', sa.Enum('never', 'queued', 'syncing', 'synced', 'failed', 'gone', name='syncstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('handle', sa.Text(), nullable=False),
    sa.Column('description_html', sa.Text(), server_default='', nullable=False),
    sa.Column('vendor', sa.Text(), server_default='', nullable=False),
    sa.Column('product_type', sa.Text(), server_default='', nullable=False),
    sa.Column('status', sa.Enum('ACTIVE', 'ARCHIVED', 'DRAFT', 'UNLISTED', 'UNKNOWN', name='productstatus', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('tags', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('options', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False),
    sa.Column('images', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False),
    sa.Column('partner_updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('overrides', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('sent_hash', sa.Text(), nullable=True),
    sa.Column('sent_images', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('published', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('last_synced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_sync_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sync_tries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('claim', sa.Text(), nullable=True),
    sa.Column('error_code', sa.Text(), server_default='', nullable=False),
    sa.Column('error', sa.Text(), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['store.id'], name=op.f('fk_product_map_partner_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_map')),
    sa.UniqueConstraint('bubbly_product_id', name=op.f('uq_product_map_bubbly_product_id')),
    sa.UniqueConstraint('partner_id', 'partner_product_id', name=op.f('uq_product_map_partner_id_partner_product_id')),
    sa.UniqueConstraint('partner_ref', name=op.f('uq_product_map_partner_ref'))
    )
    op.create_index('ix_product_map_due', 'product_map', ['next_sync_at'], unique=False, postgresql_where=sa.text("sync IN ('queued', 'syncing')"))
    op.create_index('ix_product_map_failed', 'product_map', ['id'], unique=False, postgresql_where=sa.text("sync = 'failed'"))
    op.create_index('ix_product_map_partner_curation', 'product_map', ['partner_id', 'curation', 'id'], unique=False)
    op.create_index('ix_product_map_partner_sync', 'product_map', ['partner_id', 'sync', 'id'], unique=False)
    op.create_index('ix_product_map_title', 'product_map', [sa.literal_column("to_tsvector('simple', title)")], unique=False, postgresql_using='gin')
    op.create_table('sync_run',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('kind', sa.Enum('catalogue_import', 'catalogue_changes', 'bulk_retry', name='runkind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('store_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.Enum('queued', 'waiting', 'running', 'finished', 'failed', name='runstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('done', sa.Integer(), server_default='0', nullable=False),
    sa.Column('failed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('message', sa.Text(), server_default='', nullable=False),
    sa.Column('progress', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('claim', sa.Text(), nullable=True),
    sa.Column('next_step_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('done >= 0 AND failed >= 0', name=op.f('ck_sync_run_counts_not_negative')),
    sa.ForeignKeyConstraint(['store_id'], ['store.id'], name=op.f('fk_sync_run_store_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sync_run'))
    )
    op.create_index('ix_sync_run_due', 'sync_run', ['next_step_at'], unique=False, postgresql_where=sa.text("state IN ('queued', 'waiting', 'running')"))
    op.create_index('uq_sync_run_one_open', 'sync_run', ['kind', 'store_id'], unique=True, postgresql_where=sa.text("kind IN ('catalogue_import', 'catalogue_changes') AND state IN ('queued', 'waiting', 'running')"))
    op.create_table('bubbly_order_line',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('bubbly_order_id', sa.BigInteger(), nullable=False),
    sa.Column('shopify_id', sa.Text(), nullable=False),
    sa.Column('bubbly_variant_id', sa.Text(), nullable=True),
    sa.Column('bubbly_product_id', sa.Text(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('sku', sa.Text(), server_default='', nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('unit_price', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('discount', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('tax_share', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('shipping_share', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('destination', sa.Enum('partner', 'bubbly', 'unrouted', name='destination', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('partner_id', sa.BigInteger(), nullable=True),
    sa.Column('reason_code', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("(destination = 'partner') = (partner_id IS NOT NULL)", name=op.f('ck_bubbly_order_line_partner_iff_routed')),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_bubbly_order_line_has_reason')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_bubbly_order_line_quantity_positive')),
    sa.ForeignKeyConstraint(['bubbly_order_id'], ['bubbly_order.id'], name=op.f('fk_bubbly_order_line_bubbly_order_id_bubbly_order'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partner_id'], ['store.id'], name=op.f('fk_bubbly_order_line_partner_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bubbly_order_line')),
    sa.UniqueConstraint('bubbly_order_id', 'shopify_id', name=op.f('uq_bubbly_order_line_bubbly_order_id_shopify_id'))
    )
    op.create_index('ix_bubbly_order_line_unrouted', 'bubbly_order_line', ['bubbly_order_id'], unique=False, postgresql_where=sa.text("destination = 'unrouted'"))
    op.create_table('order_sync',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('split_id', sa.Uuid(), nullable=False),
    sa.Column('bubbly_order_id', sa.BigInteger(), nullable=False),
    sa.Column('partner_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Enum('pending', 'sending', 'created', 'partially_fulfilled', 'fulfilled', 'held', 'retrying', 'failed', 'cancelled', name='orderstate', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), server_default='0', nullable=False),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('claim', sa.Text(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unclear_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('owed', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('shipping', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('partner_order_id', sa.Text(), nullable=True),
    sa.Column('partner_order_name', sa.Text(), server_default='', nullable=False),
    sa.Column('ordered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cause_code', sa.Text(), server_default='', nullable=False),
    sa.Column('cause', sa.Text(), server_default='', nullable=False),
    sa.Column('remedy', sa.Text(), server_default='', nullable=False),
    sa.Column('fixer', sa.Enum('staff', 'partner', 'nobody', name='fixer', native_enum=False, create_constraint=True, length=32), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("(state = 'sending') = (claim IS NOT NULL)", name=op.f('ck_order_sync_claim_iff_sending')),
    sa.CheckConstraint("state <> 'failed' OR cause_code <> ''", name=op.f('ck_order_sync_failed_has_cause')),
    sa.CheckConstraint("state NOT IN ('created', 'partially_fulfilled', 'fulfilled') OR partner_order_id IS NOT NULL", name=op.f('ck_order_sync_created_has_order')),
    sa.ForeignKeyConstraint(['bubbly_order_id'], ['bubbly_order.id'], name=op.f('fk_order_sync_bubbly_order_id_bubbly_order')),
    sa.ForeignKeyConstraint(['partner_id'], ['store.id'], name=op.f('fk_order_sync_partner_id_store')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_sync')),
    sa.UniqueConstraint('bubbly_order_id', 'partner_id', name=op.f('uq_order_sync_bubbly_order_id_partner_id')),
    sa.UniqueConstraint('partner_order_id', name=op.f('uq_order_sync_partner_order_id')),
    sa.UniqueConstraint('split_id', name=op.f('uq_order_sync_split_id'))
    )
    op.create_index('ix_order_sync_cause', 'order_sync', ['cause_code'], unique=False, postgresql_where=sa.text("cause_code <> ''"))
    op.create_index('ix_order_sync_claimed', 'order_sync', ['next_attempt_at'], unique=False, postgresql_where=sa.text("state = 'sending'"))
    op.create_index('ix_order_sync_due', 'order_sync', ['partner_id', 'next_attempt_at'], unique=False, postgresql_where=sa.text("state IN ('pending', 'retrying')"))
    op.create_index('ix_order_sync_partner_state', 'order_sync', ['partner_id', 'state', 'id'], unique=False)
    op.create_index('ix_order_sync_state', 'order_sync', ['state', 'id'], unique=False)
    op.create_table('variant_map',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('product_map_id', sa.BigInteger(), nullable=False),
    sa.Column('partner_variant_id', sa.Text(), nullable=False),
    sa.Column('bubbly_variant_id', sa.Text(), nullable=True),
    sa.Column('partner_inventory_item_id', sa.Text(), nullable=False),
    sa.Column('bubbly_inventory_item_id', sa.Text(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('sku', sa.Text(), server_default='', nullable=False),
    sa.Column('barcode', sa.Text(), server_default='', nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('options', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False),
    sa.Column('price', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('compare_at_price', sa.Numeric(precision=18, scale=4), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=True),
    sa.Column('tracked', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('sells_at_zero', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('requires_shipping', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('taxable', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('price >= 0', name=op.f('ck_variant_map_price_not_negative')),
    sa.ForeignKeyConstraint(['product_map_id'], ['product_map.id'], name=op.f('fk_variant_map_product_map_id_product_map'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_variant_map')),
    sa.UniqueConstraint('bubbly_variant_id', name=op.f('uq_variant_map_bubbly_variant_id')),
    sa.UniqueConstraint('partner_variant_id', name=op.f('uq_variant_map_partner_variant_id'))
    )
    op.create_index('ix_variant_map_partner_item', 'variant_map', ['partner_inventory_item_id'], unique=False)
    op.create_index(op.f('ix_variant_map_product_map_id'), 'variant_map', ['product_map_id'], unique=False)
    op.create_index('ix_variant_map_sku', 'variant_map', ['sku'], unique=False)
    op.create_table('order_sync_attempt',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('order_sync_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Enum('created', 'found', 'not_found_yet', 'retryable', 'unclear', 'rejected', 'abandoned', name='outcome', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('message', sa.Text(), server_default='', nullable=False),
    sa.Column('error_code', sa.Text(), server_default='', nullable=False),
    sa.Column('request', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('answer', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('duration_ms', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['order_sync_id'], ['order_sync.id'], name=op.f('fk_order_sync_attempt_order_sync_id_order_sync'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_sync_attempt')),
    sa.UniqueConstraint('order_sync_id', 'number', name=op.f('uq_order_sync_attempt_order_sync_id_number'))
    )
    op.create_table('order_sync_line',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('order_sync_id', sa.BigInteger(), nullable=False),
    sa.Column('bubbly_order_line_id', sa.BigInteger(), nullable=False),
    sa.Column('variant_map_id', sa.BigInteger(), nullable=False),
    sa.Column('partner_variant_id', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('partner_price', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('commission_rate', sa.Numeric(precision=6, scale=5), nullable=False),
    sa.Column('owed_each', sa.Numeric(precision=18, scale=4), nullable=False),
    sa.Column('requires_shipping', sa.Boolean(), nullable=False),
    sa.Column('partner_line_id', sa.Text(), nullable=True),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_order_sync_line_quantity_positive')),
    sa.ForeignKeyConstraint(['bubbly_order_line_id'], ['bubbly_order_line.id'], name=op.f('fk_order_sync_line_bubbly_order_line_id_bubbly_order_line')),
    sa.ForeignKeyConstraint(['order_sync_id'], ['order_sync.id'], name=op.f('fk_order_sync_line_order_sync_id_order_sync'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['variant_map_id'], ['variant_map.id'], name=op.f('fk_order_sync_line_variant_map_id_variant_map')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_sync_line')),
    sa.UniqueConstraint('bubbly_order_line_id', name=op.f('uq_order_sync_line_bubbly_order_line_id'))
    )
    op.create_index(op.f('ix_order_sync_line_order_sync_id'), 'order_sync_line', ['order_sync_id'], unique=False)



def downgrade():

    op.drop_index(op.f('ix_order_sync_line_order_sync_id'), table_name='order_sync_line')
    op.drop_table('order_sync_line')
    op.drop_table('order_sync_attempt')
    op.drop_index('ix_variant_map_sku', table_name='variant_map')
    op.drop_index(op.f('ix_variant_map_product_map_id'), table_name='variant_map')
    op.drop_index('ix_variant_map_partner_item', table_name='variant_map')
    op.drop_table('variant_map')
    op.drop_index('ix_order_sync_state', table_name='order_sync')
    op.drop_index('ix_order_sync_partner_state', table_name='order_sync')
    op.drop_index('ix_order_sync_due', table_name='order_sync', postgresql_where=sa.text("state IN ('pending', 'retrying')"))
    op.drop_index('ix_order_sync_claimed', table_name='order_sync', postgresql_where=sa.text("state = 'sending'"))
    op.drop_index('ix_order_sync_cause', table_name='order_sync', postgresql_where=sa.text("cause_code <> ''"))
    op.drop_table('order_sync')
    op.drop_index('ix_bubbly_order_line_unrouted', table_name='bubbly_order_line', postgresql_where=sa.text("destination = 'unrouted'"))
    op.drop_table('bubbly_order_line')
    op.drop_index('uq_sync_run_one_open', table_name='sync_run', postgresql_where=sa.text("kind IN ('catalogue_import', 'catalogue_changes') AND state IN ('queued', 'waiting', 'running')"))
    op.drop_index('ix_sync_run_due', table_name='sync_run', postgresql_where=sa.text("state IN ('queued', 'waiting', 'running')"))
    op.drop_table('sync_run')
    op.drop_index('ix_product_map_title', table_name='product_map', postgresql_using='gin')
    op.drop_index('ix_product_map_partner_sync', table_name='product_map')
    op.drop_index('ix_product_map_partner_curation', table_name='product_map')
    op.drop_index('ix_product_map_failed', table_name='product_map', postgresql_where=sa.text("sync = 'failed'"))
    op.drop_index('ix_product_map_due', table_name='product_map', postgresql_where=sa.text("sync IN ('queued', 'syncing')"))
    op.drop_table('product_map')
    op.drop_index('ix_bubbly_order_webhook_event', table_name='bubbly_order')
    op.drop_index('ix_bubbly_order_shopper_kept', table_name='bubbly_order', postgresql_where=sa.text('shopper IS NOT NULL'))
    op.drop_index('ix_bubbly_order_placed', table_name='bubbly_order')
    op.drop_index(op.f('ix_bubbly_order_name'), table_name='bubbly_order')
    op.drop_table('bubbly_order')
    op.drop_index('ix_webhook_event_topic', table_name='webhook_event')
    op.drop_index('ix_webhook_event_state', table_name='webhook_event')
    op.drop_index('ix_webhook_event_shop', table_name='webhook_event')
    op.drop_index('ix_webhook_event_event_id', table_name='webhook_event')
    op.drop_index('ix_webhook_event_due', table_name='webhook_event', postgresql_where=sa.text("state IN ('received', 'processing')"))
    op.drop_index('ix_webhook_event_done', table_name='webhook_event', postgresql_where=sa.text("state = 'done'"))
    op.drop_table('webhook_event')
    op.drop_index('uq_store_only_one_bubbly', table_name='store', postgresql_where=sa.text("kind='bubbly'"))
    op.drop_table('store')
    op.drop_table('staff_user')
    op.drop_index('ix_audit_event_subject', table_name='audit_event')
    op.drop_table('audit_event')

