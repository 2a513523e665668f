"""Serve the console's lists, filters and problems from indexes, however much there is."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

IN_STOCK = "removed_at IS NULL AND (quantity > 0 OR NOT tracked)"

SOLD_OUT = "removed_at IS NULL AND tracked AND (quantity <= 0 OR quantity IS NULL)"

# What the list of products is filtered and searched by: table, columns, and a condition.
PRODUCT_INDEXES = {
    "ix_product_map_status": ("product_map", ["status", "id"], None),
    "ix_product_map_changed": ("product_map", ["partner_updated_at"], None),
    "ix_product_map_error": ("product_map", ["error_code", "id"], "error_code <> ''"),
    "ix_product_map_overridden": ("product_map", ["id"], "overrides <> '{}'"),
    "ix_product_map_partner_product": ("product_map", ["partner_product_id"], None),
    "ix_variant_map_in_stock": ("variant_map", ["product_map_id"], IN_STOCK),
    "ix_variant_map_sold_out": ("variant_map", ["product_map_id"], SOLD_OUT),
}

DEEDS = "subject_type, action, source, actor"

LIST_INDEXES = (
    ("ix_order_sync_created", "order_sync", ["created_at", "id"]),
    ("ix_order_sync_state", "order_sync", ["state", "created_at", "id"]),
    ("ix_order_sync_partner", "order_sync", ["partner_id", "created_at", "id"]),
    ("ix_order_sync_partner_state", "order_sync", ["partner_id", "state", "created_at", "id"]),
    ("ix_webhook_event_received", "webhook_event", ["received_at", "id"]),
    ("ix_webhook_event_state", "webhook_event", ["state", "received_at", "id"]),
    ("ix_webhook_event_topic", "webhook_event", ["topic", "received_at", "id"]),
    ("ix_webhook_event_shop", "webhook_event", ["shop_domain", "received_at", "id"]),
    ("ix_product_map_partner", "product_map", ["partner_id", "id"]),
    ("ix_product_map_curation", "product_map", ["curation", "id"]),
    ("ix_product_map_sync", "product_map", ["sync", "id"]),
    ("ix_product_map_curation_sync", "product_map", ["curation", "sync", "id"]),
    ("ix_sync_run_state", "sync_run", ["state", "id"]),
    ("ix_sync_run_kind", "sync_run", ["kind", "id"]),
    ("ix_audit_event_at", "audit_event", ["at", "id"]),
    ("ix_audit_event_source", "audit_event", ["source", "at", "id"]),
    ("ix_audit_event_actor", "audit_event", ["actor", "at", "id"]),
    ("ix_audit_event_action", "audit_event", ["action", "at", "id"]),
    ("ix_audit_event_kind", "audit_event", ["subject_type", "at", "id"]),
    ("ix_audit_event_deeds", "audit_event", [*DEEDS.split(", "), "at", "id"]),
)

# What they are instead of.
REPLACED_INDEXES = (
    ("ix_order_sync_partner_state", "order_sync", ["partner_id", "state", "id"]),
    ("ix_order_sync_state", "order_sync", ["state", "id"]),
    ("ix_webhook_event_state", "webhook_event", ["state", "id"]),
    ("ix_webhook_event_topic", "webhook_event", ["topic", "id"]),
    ("ix_webhook_event_shop", "webhook_event", ["shop_domain", "id"]),
)

# Of the few parts that have a cause, all that a list may ask beside it is in the index.
CAUSE_INDEXES = {
    "ix_order_sync_cause": (["cause_code"], ["state", "partner_id", "fixer", "ordered_at"]),
    "ix_order_sync_fixer": (["fixer"], ["state", "partner_id", "cause_code", "ordered_at"]),
    "ix_order_sync_state_cause": (["state", "cause_code"], []),
    "ix_order_sync_partner_cause": (["partner_id", "cause_code"], []),
}

ORDER_INDEXES = (
    ("ix_order_sync_failed_order", "order_sync", ["bubbly_order_id"], "state = 'failed'"),
    ("ix_bubbly_order_test", "bubbly_order", ["placed_at", "id"], "test"),
)


def upgrade() -> None:
    _lists()
    _orders()
    _problems()
    _products()


def downgrade() -> None:
    _products_back()
    _problems_back()
    _orders_back()
    _lists_back()


def _lists() -> None:
    """Lists show the newest first behind each of their filters, and read no more than they show."""
    op.drop_index("ix_order_sync_cause", "order_sync")
    for name, table, _columns in REPLACED_INDEXES:
        op.drop_index(name, table)
    for name, table, columns in LIST_INDEXES:
        op.create_index(name, table, columns)
    for name, (columns, beside) in CAUSE_INDEXES.items():
        op.create_index(
            name,
            "order_sync",
            [*columns, "created_at", "id"],
            postgresql_include=beside,
            postgresql_where=sa.text(
                "fixer IS NOT NULL" if columns == ["fixer"] else "cause_code <> ''"
            ),
        )
    # Who does what to what: most of it goes together or never does, which these two tell.
    op.execute(f"CREATE STATISTICS st_audit_event_deeds (mcv) ON {DEEDS} FROM audit_event")
    op.execute("ALTER STATISTICS st_audit_event_deeds SET STATISTICS 500")


def _lists_back() -> None:
    op.execute("DROP STATISTICS st_audit_event_deeds")
    for name in CAUSE_INDEXES:
        op.drop_index(name, "order_sync")
    for name, table, _columns in LIST_INDEXES:
        op.drop_index(name, table)
    for name, table, columns in REPLACED_INDEXES:
        op.create_index(name, table, columns)
    where = sa.text("cause_code <> ''")
    op.create_index("ix_order_sync_cause", "order_sync", ["cause_code"], postgresql_where=where)


def _orders() -> None:
    """Orders are also chosen by who can put them right, by what is in trouble, and by test."""
    for name, table, columns, where in ORDER_INDEXES:
        op.create_index(name, table, columns, postgresql_where=sa.text(where))


def _orders_back() -> None:
    for name, table, _columns, _where in ORDER_INDEXES:
        op.drop_index(name, table_name=table)


def _problems() -> None:
    """What is in trouble is grouped by its cause; a line keeps what routing it anew needs."""
    op.add_column(
        "bubbly_order_line",
        sa.Column("requires_shipping", sa.Boolean(), server_default="true", nullable=False),
    )
    op.create_index(
        "ix_bubbly_order_line_unrouted_variant",
        "bubbly_order_line",
        ["bubbly_variant_id", "id"],
        postgresql_where=sa.text("destination = 'unrouted'"),
    )
    op.create_index(
        "ix_order_sync_trouble",
        "order_sync",
        ["id"],
        postgresql_include=["state", "partner_id", "cause_code"],
        postgresql_where=sa.text("state IN ('failed', 'held')"),
    )
    _index_failed_listings(["partner_id", "error_code"])


def _problems_back() -> None:
    _index_failed_listings([])
    op.drop_index("ix_order_sync_trouble", "order_sync")
    op.drop_index("ix_bubbly_order_line_unrouted_variant", "bubbly_order_line")
    op.drop_column("bubbly_order_line", "requires_shipping")


def _index_failed_listings(along: list[str]) -> None:
    op.drop_index("ix_product_map_failed", "product_map")
    op.create_index(
        "ix_product_map_failed",
        "product_map",
        ["id"],
        postgresql_include=along,
        postgresql_where=sa.text("sync = 'failed'"),
    )


def _products() -> None:
    for name, (table, columns, condition) in PRODUCT_INDEXES.items():
        op.create_index(
            name, table, columns, postgresql_where=sa.text(condition) if condition else None
        )


def _products_back() -> None:
    for name, (table, _columns, _condition) in PRODUCT_INDEXES.items():
        op.drop_index(name, table_name=table)
