"""What the console needs: runs that people start, and where people acted from."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS_BEFORE = ("catalogue_import", "catalogue_changes", "bulk_retry", "bulk_listing")
KINDS = ("catalogue_import", "catalogue_changes", "bulk_listing", "bulk_action")
RUN_STATES_BEFORE = ("queued", "waiting", "running", "finished", "failed")
RUN_STATES = (*RUN_STATES_BEFORE, "stopped")
STORE_STATES = ("active", "reconnect_needed", "unavailable", "uninstalled")


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
    ("ix_webhook_event_shop_topic", "webhook_event", ["shop_domain", "topic", "received_at", "id"]),
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
    op.add_column(
        "audit_event", sa.Column("address", sa.Text(), server_default="", nullable=False)
    )
    _runs()
    _sign_in()
    _saved_filters()
    _figures()
    _lists()
    _orders()
    _problems()
    _stores()
    _variants()
    _lookups()
    _products()
    _pictures()


def downgrade() -> None:
    _problems_back()
    op.drop_table("picture")
    _products_back()
    op.drop_table("listing_lookup")
    _variants_back()
    _stores_back()
    _orders_back()
    _lists_back()
    _figures_back()
    op.drop_table("saved_filter")
    _sign_in_back()
    _runs_back()
    op.drop_column("audit_event", "address")


def _runs() -> None:
    op.execute("DELETE FROM sync_run WHERE kind = 'bulk_retry'")
    _allow("sync_run", "runkind", "kind", KINDS)
    _allow("sync_run", "runstate", "state", RUN_STATES)
    op.add_column("sync_run", sa.Column("title", sa.Text(), server_default="", nullable=False))
    op.add_column("sync_run", sa.Column("asked_by", sa.Text(), server_default="", nullable=False))
    op.add_column("sync_run", sa.Column("once", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("uq_sync_run_once"), "sync_run", ["once"])
    op.create_table(
        "run_failure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["sync_run.id"],
            name=op.f("fk_run_failure_run_id_sync_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_failure")),
    )
    op.create_index("ix_run_failure_run", "run_failure", ["run_id", "id"])
    op.create_index("ix_sync_run_store", "sync_run", ["store_id", "id"])


def _runs_back() -> None:
    op.drop_index("ix_sync_run_store", table_name="sync_run")
    op.drop_table("run_failure")
    op.drop_constraint(op.f("uq_sync_run_once"), "sync_run", type_="unique")
    for column in ("once", "asked_by", "title"):
        op.drop_column("sync_run", column)
    op.execute("DELETE FROM sync_run WHERE kind = 'bulk_action'")
    op.execute("UPDATE sync_run SET state = 'failed' WHERE state = 'stopped'")
    _allow("sync_run", "runstate", "state", RUN_STATES_BEFORE)
    _allow("sync_run", "runkind", "kind", KINDS_BEFORE)


def _saved_filters() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["staff_user.id"],
            name=op.f("fk_saved_filter_user_id_staff_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint(
            "user_id", "list_name", "name", name=op.f("uq_saved_filter_user_id_list_name_name")
        ),
    )


def _figures() -> None:
    op.create_table(
        "snapshot",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_snapshot")),
    )
    op.create_index(
        "ix_order_sync_ordered",
        "order_sync",
        ["ordered_at"],
        postgresql_where=sa.text("ordered_at IS NOT NULL"),
    )


def _figures_back() -> None:
    op.drop_index("ix_order_sync_ordered", table_name="order_sync")
    op.drop_table("snapshot")


def _stores() -> None:
    """Whether we trade with a partner is staff's own decision, apart from its connection."""
    for column in _store_columns():
        op.add_column("store", column)
    trades = "trade IN ('open', 'paused', 'suspended')"
    op.create_check_constraint(op.f("ck_store_trade"), "store", trades)
    op.create_check_constraint(
        op.f("ck_store_release_delay_not_negative"), "store", "release_delay_minutes >= 0"
    )
    op.execute("UPDATE store SET trade = 'paused', state = 'active' WHERE state = 'paused'")
    _allow("store", "storestate", "state", STORE_STATES)


def _stores_back() -> None:
    _allow("store", "storestate", "state", (*STORE_STATES, "paused"))
    op.execute("UPDATE store SET state = 'paused' WHERE trade <> 'open' AND state = 'active'")
    for column in reversed(_store_columns()):
        op.drop_column("store", column.name)


def _store_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("topics", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_fault", sa.Text(), server_default="", nullable=False),
        sa.Column("check_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holds_unrouted", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("trade", sa.String(32), server_default="open", nullable=False),
        sa.Column("passes_phone", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("release_delay_minutes", sa.Integer(), server_default="0", nullable=False),
    ]


def _products() -> None:
    for name, (table, columns, condition) in PRODUCT_INDEXES.items():
        op.create_index(
            name, table, columns, postgresql_where=sa.text(condition) if condition else None
        )


def _products_back() -> None:
    for name, (table, _columns, _condition) in PRODUCT_INDEXES.items():
        op.drop_index(name, table_name=table)


def _pictures() -> None:
    op.create_table(
        "picture",
        sa.Column("url_hash", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("content_type", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "next_fetch_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=True,
        ),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("url_hash", name=op.f("pk_picture")),
    )
    op.create_index(
        "ix_picture_due",
        "picture",
        ["next_fetch_at"],
        postgresql_where=sa.text("next_fetch_at IS NOT NULL"),
    )
    op.create_index("ix_picture_used", "picture", ["used_at"])


def _variants() -> None:
    op.create_index(
        "ix_variant_map_barcode",
        "variant_map",
        ["barcode"],
        postgresql_where=sa.text("barcode <> ''"),
    )
    op.add_column("product_map", sa.Column("adopting", postgresql.JSONB(), nullable=True))


def _variants_back() -> None:
    op.drop_column("product_map", "adopting")
    op.drop_index("ix_variant_map_barcode", table_name="variant_map")


def _lookups() -> None:
    """Questions to Bubbly about a listing, that somebody waits for the answer of."""
    kinds = ("preview", "matches", "product")
    op.create_table(
        "listing_lookup",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_map_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", _enum("lookupkind", kinds), nullable=False),
        sa.Column("state", _enum("lookupstate", ("asked", "answered", "failed")), nullable=False),
        sa.Column("question", sa.Text(), server_default="", nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        *(_moment(name, now=True) for name in ("asked_at", "due_at")),
        sa.Column("claim", sa.Text(), nullable=True),
        _moment("answered_at", now=False),
        sa.Column("answer", postgresql.JSONB(), nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["product_map_id"],
            ["product_map.id"],
            name=op.f("fk_listing_lookup_product_map_id_product_map"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_lookup")),
    )
    still_open = sa.text("state = 'asked'")
    of_map = ["product_map_id", "kind"]
    op.create_index(
        "uq_listing_lookup_open", "listing_lookup", of_map, unique=True, postgresql_where=still_open
    )
    op.create_index(
        "ix_listing_lookup_due", "listing_lookup", ["due_at"], postgresql_where=still_open
    )
    op.create_index("ix_listing_lookup_latest", "listing_lookup", [*of_map, "id"])
    op.create_index("ix_listing_lookup_asked", "listing_lookup", ["asked_at"])


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _moment(name: str, *, now: bool) -> sa.Column[Any]:
    """A moment; one that is there from the beginning, or one that is still to come."""
    begins = sa.func.now() if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=begins, nullable=not now)


def _orders() -> None:
    """Orders are also chosen by who can put them right, by what is in trouble, and by test."""
    for name, table, columns, where in ORDER_INDEXES:
        op.create_index(name, table, columns, postgresql_where=sa.text(where))


def _orders_back() -> None:
    for name, table, _columns, _where in ORDER_INDEXES:
        op.drop_index(name, table_name=table)


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


def _sign_in() -> None:
    """People are invited without a password, may add a second factor, and are found by session."""
    op.alter_column("staff_user", "password_hash", nullable=True)
    op.create_unique_constraint(
        op.f("uq_staff_user_session_version"), "staff_user", ["session_version"]
    )
    for column in ("second_factor", "totp_secret", "recovery_codes"):
        op.add_column("staff_user", sa.Column(column, sa.Text(), nullable=True))
    op.add_column("staff_user", sa.Column("totp_counter", sa.BigInteger(), nullable=True))


def _sign_in_back() -> None:
    for column in ("totp_counter", "recovery_codes", "totp_secret", "second_factor"):
        op.drop_column("staff_user", column)
    op.drop_constraint(op.f("uq_staff_user_session_version"), "staff_user", type_="unique")
    op.execute("UPDATE staff_user SET password_hash = 'none' WHERE password_hash IS NULL")
    op.alter_column("staff_user", "password_hash", nullable=False)


def _allow(table: str, name: str, column: str, values: tuple[str, ...]) -> None:
    """Which values the CHECK constraint of an enum's column lets in."""
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({listed})")


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
