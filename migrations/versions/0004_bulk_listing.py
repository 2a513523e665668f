"""Let a run list products in bulk, and let partners take turns in the queue of listings."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = ("catalogue_import", "catalogue_changes", "bulk_retry")
ONE_OPEN_BEFORE = ("catalogue_import", "catalogue_changes")
NEW = "bulk_listing"


def upgrade() -> None:
    op.create_table(
        "listing_line",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_map_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["sync_run.id"],
            name=op.f("fk_listing_line_run_id_sync_run"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_map_id"],
            ["product_map.id"],
            name=op.f("fk_listing_line_product_map_id_product_map"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "product_map_id", name=op.f("pk_listing_line")),
    )
    op.create_index(
        op.f("ix_listing_line_product_map_id"), "listing_line", ["product_map_id"]
    )
    op.create_index("uq_listing_line_place", "listing_line", ["run_id", "line"], unique=True)
    op.create_index(
        "ix_product_map_turn",
        "product_map",
        ["partner_id", "next_sync_at", "id"],
        postgresql_where=sa.text("sync = 'queued'"),
    )
    _allow((*BEFORE, NEW), (*ONE_OPEN_BEFORE, NEW))


def downgrade() -> None:
    op.execute(f"DELETE FROM sync_run WHERE kind = '{NEW}'")
    _allow(BEFORE, ONE_OPEN_BEFORE)
    op.drop_index("ix_product_map_turn", table_name="product_map")
    op.drop_table("listing_line")


def _allow(kinds: tuple[str, ...], one_open: tuple[str, ...]) -> None:
    """The kinds of runs that may be, and those of which a store has one at a time."""
    op.drop_constraint(op.f("ck_sync_run_runkind"), "sync_run", type_="check")
    op.create_check_constraint(op.f("ck_sync_run_runkind"), "sync_run", f"kind IN ({_listed(kinds)})")
    op.drop_index("uq_sync_run_one_open", table_name="sync_run")
    op.create_index(
        "uq_sync_run_one_open",
        "sync_run",
        ["kind", "store_id"],
        unique=True,
        postgresql_where=sa.text(
            f"kind IN ({_listed(one_open)}) AND state IN ('queued', 'waiting', 'running')"
        ),
    )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
