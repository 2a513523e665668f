"""Partners by themselves: admission, consent, settings, and privacy requests."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TRADES = ("open", "paused", "suspended")
MORE_TRADES = ("joining", *TRADES, "left")
# Partners look for orders by their own names, and can make again what they deleted.
OWN_NAMES = """CREATE INDEX ix_order_sync_partner_order_name ON order_sync (partner_order_name)
    WHERE partner_order_name <> ''"""
FIXABLE = """UPDATE order_sync SET fixer = 'partner'
    WHERE cause_code IN ('variant_gone', 'duplicate') AND fixer = 'staff'"""


def upgrade() -> None:
    op.execute(OWN_NAMES)
    op.execute(FIXABLE)
    _settings()
    _admission()
    _consent()
    _privacy()
    _days()


def downgrade() -> None:
    op.drop_table("partner_day")
    op.drop_table("erased_order")
    op.drop_table("privacy_request")
    op.drop_table("consent")
    op.drop_table("admission")
    _settings_back()
    op.drop_index("ix_order_sync_partner_order_name")


def _settings() -> None:
    """What a partner decides itself; every product so far is offered."""
    _allow("trade", MORE_TRADES)
    for column in _store_columns():
        op.add_column("store", column)
    for name, condition in _store_checks().items():
        op.create_check_constraint(op.f(f"ck_store_{name}"), "store", condition)
    op.add_column("product_map", _flag("offered", "true"))
    op.create_index(
        "ix_product_map_withdrawn",
        "product_map",
        ["partner_id", "id"],
        postgresql_where=sa.text("NOT offered"),
    )


def _settings_back() -> None:
    op.drop_column("product_map", "offered")
    for column in reversed(_store_columns()):
        op.drop_column("store", column.name)
    op.execute("UPDATE store SET trade = 'suspended' WHERE trade IN ('joining', 'left')")
    _allow("trade", TRADES)


def _store_columns() -> list[sa.Column[Any]]:
    return [
        _flag("customer_data_denied", "false"),
        sa.Column("trade_by", sa.String(32), server_default="staff", nullable=False),
        _flag("auto_offer", "true"),
        sa.Column("stock_buffer", sa.Integer(), server_default="0", nullable=False),
        sa.Column("on_deletion", sa.String(32), server_default="draft", nullable=False),
        sa.Column("alert_email", sa.Text(), server_default="", nullable=False),
        sa.Column("alert_pace", sa.String(32), server_default="daily", nullable=False),
        _moment("alerted_until"),
        _moment("alerting_until"),
        sa.Column(
            "alerted_of",
            sa.dialects.postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
        ),
    ]


def _store_checks() -> dict[str, str]:
    return {
        "side": "trade_by IN ('staff', 'partner')",
        "deletion": "on_deletion IN ('draft', 'sold_out', 'delete')",
        "alertpace": "alert_pace IN ('at_once', 'daily', 'off')",
        "stock_buffer_not_negative": "stock_buffer >= 0",
    }


def _admission() -> None:
    op.create_table(
        "admission",
        _id(),
        sa.Column("shop_domain", sa.Text(), nullable=False, unique=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("code", sa.Text(), nullable=True, unique=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("commission_rate", sa.Numeric(6, 5), server_default="0", nullable=False),
        _moment("asked_at"),
        _moment("decided_at"),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("store_id", sa.BigInteger(), sa.ForeignKey("store.id"), nullable=True),
        *_timestamps(),
        sa.UniqueConstraint("store_id"),
        _among("admissionstate", "state", "asked", "invited", "declined", "joined"),
        sa.CheckConstraint(
            "state NOT IN ('invited', 'joined') OR code IS NOT NULL", name="invited_has_code"
        ),
        sa.CheckConstraint("commission_rate BETWEEN 0 AND 1", name="commission_rate_share"),
    )
    op.create_index("ix_admission_state", "admission", ["state", "id"])


def _consent() -> None:
    op.create_table(
        "consent",
        _id(),
        sa.Column("store_id", sa.BigInteger(), sa.ForeignKey("store.id"), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        _moment("given_at", nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        _moment("withdrawn_at"),
        sa.Column("withdrawn_by", sa.Text(), server_default="", nullable=False),
    )
    op.create_index(
        "uq_consent_one_in_force",
        "consent",
        ["store_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def _privacy() -> None:
    op.create_table(
        "privacy_request",
        _id(),
        sa.Column("mark", sa.Text(), nullable=False, unique=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("shop_domain", sa.Text(), nullable=False),
        sa.Column("store_id", sa.BigInteger(), sa.ForeignKey("store.id"), nullable=True),
        sa.Column("asked_for", sa.Text(), nullable=True),
        sa.Column("export", sa.Text(), nullable=True),
        sa.Column("done", sa.dialects.postgresql.JSONB(), server_default="{}", nullable=False),
        _moment("asked_at", nullable=False),
        _moment("due_at", nullable=False),
        _moment("done_at"),
        sa.Column("done_by", sa.Text(), server_default="", nullable=False),
        *_timestamps(),
        _among("privacykind", "kind", "data_request", "customer_redact", "shop_redact"),
        _among("privacystate", "state", "received", "ready", "done"),
    )
    op.create_index("ix_privacy_request_state", "privacy_request", ["state", "id"])
    op.create_index(
        "ix_privacy_request_open",
        "privacy_request",
        ["due_at"],
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_table(
        "erased_order",
        sa.Column("shopify_id", sa.Text(), primary_key=True),
        *_timestamps("erased_at"),
    )


def _days() -> None:
    op.create_table(
        "partner_day",
        sa.Column("store_id", sa.BigInteger(), sa.ForeignKey("store.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("owed", sa.Numeric(18, 4), nullable=False),
        sa.Column("p50", sa.Float(), nullable=True),
        sa.Column("p95", sa.Float(), nullable=True),
    )


def _allow(column: str, values: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(f"ck_store_{column}"), "store", type_="check")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f(f"ck_store_{column}"), "store", f"{column} IN ({listed})")


def _among(name: str, column: str, *values: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=name)


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True)


def _flag(name: str, default: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), server_default=default, nullable=False)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _timestamps(*names: str) -> list[sa.Column[Any]]:
    return [
        sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
        for name in names or ("created_at", "updated_at")
    ]
