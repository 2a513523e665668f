"""The second wall between partners: a role that reads their own rows, and of them some columns."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Who asks from a partner's dashboard (powerpact.services.partner_wall). Roles are the server's,
# not one database's, so this one may be there already, and is never dropped.
ROLE = "powerpact_partner"
# Who makes a role is its member from PostgreSQL 16 on, and still may not become it.
MAKE_ROLE = f"""
DO $$ DECLARE becoming text :=
    CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
        BEGIN
            CREATE ROLE {ROLE} NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- made at this moment
        END;
    END IF;
    IF NOT pg_has_role(current_user, '{ROLE}', becoming) THEN
        GRANT {ROLE} TO CURRENT_USER;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN RAISE EXCEPTION
    '% may not make the role that partners read as. Have somebody who may run: '
    'CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO %', current_user, current_user;
END $$
"""
ME = "NULLIF(current_setting('powerpact.store_id', true), '')::bigint"
MY_PARTS = "(SELECT mine.id FROM order_sync AS mine WHERE mine.id = {column})"
ALL = "*"

# What a partner may read of each table: its columns, and the condition of its own rows.
WALL: dict[str, tuple[str, str]] = {
    "store": (
        "id, kind, shop_domain, shopify_id, name, currency, timezone, plan, state, state_reason, "
        "installed_at, scopes, rests_until, rest_reason, topics, checked_at, check_fault, "
        "check_due_at, customer_data_denied, code, trade, trade_by, commission_rate, "
        "price_percentage, price_fixed, price_rounding, exchange_rate, auto_approve, "
        "passes_email, passes_phone, release_delay_minutes, catalogue_read_at, auto_offer, "
        "stock_buffer, on_deletion, alert_email, alert_pace, alerted_until, created_at, updated_at",
        f"id = {ME}",
    ),
    "order_sync": (ALL, f"partner_id = {ME}"),
    "order_sync_line": (ALL, f"EXISTS {MY_PARTS.format(column='order_sync_id')}"),
    "order_sync_attempt": (
        "id, order_sync_id, number, outcome, message, error_code, started_at, duration_ms, "
        "recorded_at",
        f"EXISTS {MY_PARTS.format(column='order_sync_id')}",
    ),
    # Neither totals nor what other partners sell.
    "bubbly_order": (
        "id, shopify_id, name, currency, shopper, test, placed_at, cancelled_at, created_at, "
        "updated_at",
        "EXISTS (SELECT FROM order_sync AS mine WHERE mine.bubbly_order_id = bubbly_order.id)",
    ),
    "bubbly_order_line": (
        "id, bubbly_order_id, shopify_id, bubbly_variant_id, bubbly_product_id, title, sku, "
        "quantity, unit_price, requires_shipping, destination, partner_id",
        f"partner_id = {ME}",
    ),
    "product_map": (ALL, f"partner_id = {ME}"),
    "variant_map": (
        ALL,
        "EXISTS (SELECT FROM product_map AS mine WHERE mine.id = product_map_id)",
    ),
    "sync_run": (ALL, f"store_id = {ME}"),
    "run_failure": (ALL, "EXISTS (SELECT FROM sync_run AS mine WHERE mine.id = run_id)"),
    # Which pictures are here, by their addresses' hashes; none of the pictures themselves.
    "picture": ("url_hash, fetched_at", "true"),
    "partner_day": (ALL, f"store_id = {ME}"),
}


def upgrade() -> None:
    """Row-level security for that role alone: the tables' owner, who else asks, is not bound."""
    op.execute(MAKE_ROLE)
    for table, (columns, condition) in WALL.items():
        listed = "" if columns == ALL else f" ({columns})"
        op.execute(f"GRANT SELECT{listed} ON {table} TO {ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} FOR SELECT TO {ROLE} USING ({condition})")


def downgrade() -> None:
    for table in reversed(WALL):
        op.execute(f"DROP POLICY own_rows ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"REVOKE ALL ON {table} FROM {ROLE}")
