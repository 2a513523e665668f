"""Let people work in the console: sign in, start runs, keep filters, steer stores."""

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


def upgrade() -> None:
    op.add_column("audit_event", sa.Column("address", sa.Text(), server_default="", nullable=False))
    _runs()
    _sign_in()
    _saved_filters()
    _figures()
    _stores()


def downgrade() -> None:
    _stores_back()
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


def _allow(table: str, name: str, column: str, values: tuple[str, ...]) -> None:
    """Which values the CHECK constraint of an enum's column lets in."""
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({listed})")
