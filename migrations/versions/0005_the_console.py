"""What the console needs: runs that people start, and where people acted from."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS_BEFORE = ("catalogue_import", "catalogue_changes", "bulk_retry", "bulk_listing")
KINDS = ("catalogue_import", "catalogue_changes", "bulk_listing", "bulk_action")
RUN_STATES_BEFORE = ("queued", "waiting", "running", "finished", "failed")
RUN_STATES = (*RUN_STATES_BEFORE, "stopped")

LIST_INDEXES = (
    ("ix_order_sync_created", "order_sync", ["created_at", "id"]),
    ("ix_order_sync_state", "order_sync", ["state", "created_at", "id"]),
    ("ix_order_sync_partner", "order_sync", ["partner_id", "created_at", "id"]),
    ("ix_order_sync_partner_state", "order_sync", ["partner_id", "state", "created_at", "id"]),
    ("ix_product_map_partner", "product_map", ["partner_id", "id"]),
    ("ix_product_map_curation", "product_map", ["curation", "id"]),
    ("ix_product_map_sync", "product_map", ["sync", "id"]),
    ("ix_product_map_curation_sync", "product_map", ["curation", "sync", "id"]),
    ("ix_sync_run_state", "sync_run", ["state", "id"]),
    ("ix_sync_run_kind", "sync_run", ["kind", "id"]),
    ("ix_audit_event_source", "audit_event", ["source", "id"]),
)
CAUSE_INDEXES = (
    ("ix_order_sync_cause", ["cause_code", "created_at", "id"]),
    ("ix_order_sync_state_cause", ["state", "cause_code", "created_at", "id"]),
    ("ix_order_sync_partner_cause", ["partner_id", "cause_code", "created_at", "id"]),
)


def upgrade() -> None:
    op.add_column(
        "audit_event", sa.Column("address", sa.Text(), server_default="", nullable=False)
    )
    _runs()
    _lists()
    _problems()


def downgrade() -> None:
    _problems_back()
    _lists_back()
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


def _runs_back() -> None:
    op.drop_table("run_failure")
    op.drop_constraint(op.f("uq_sync_run_once"), "sync_run", type_="unique")
    for column in ("once", "asked_by", "title"):
        op.drop_column("sync_run", column)
    op.execute("DELETE FROM sync_run WHERE kind = 'bulk_action'")
    op.execute("UPDATE sync_run SET state = 'failed' WHERE state = 'stopped'")
    _allow("sync_run", "runstate", "state", RUN_STATES_BEFORE)
    _allow("sync_run", "runkind", "kind", KINDS_BEFORE)


def _lists() -> None:
    """Lists show the newest first behind each of their filters, and read no more than they show."""
    op.drop_index("ix_order_sync_cause", "order_sync")
    for state_index in ("ix_order_sync_partner_state", "ix_order_sync_state"):
        op.drop_index(state_index, "order_sync")
    for name, table, columns in LIST_INDEXES:
        op.create_index(name, table, columns)
    for name, columns in CAUSE_INDEXES:
        where = sa.text("cause_code <> ''")
        op.create_index(name, "order_sync", columns, postgresql_where=where)


def _lists_back() -> None:
    for name, _columns in CAUSE_INDEXES:
        op.drop_index(name, "order_sync")
    for name, table, _columns in LIST_INDEXES:
        op.drop_index(name, table)
    op.create_index("ix_order_sync_partner_state", "order_sync", ["partner_id", "state", "id"])
    op.create_index("ix_order_sync_state", "order_sync", ["state", "id"])
    where = sa.text("cause_code <> ''")
    op.create_index("ix_order_sync_cause", "order_sync", ["cause_code"], postgresql_where=where)


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


def _allow(table: str, name: str, column: str, values: tuple[str, ...]) -> None:
    """Which values the CHECK constraint of an enum's column lets in."""
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({listed})")
