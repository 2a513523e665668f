"""Show products with their pictures, ask Bubbly about them, and map them to what is there."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _variants()
    _lookups()
    _pictures()


def downgrade() -> None:
    op.drop_table("picture")
    op.drop_table("listing_lookup")
    _variants_back()


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
