"""The listings that a bulk listing has in hand."""

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from powerpact.extensions import Model


class ListingLine(Model):
    """One listing in the hand of a run that lists in bulk; gone once the run has put it down.

    ``line`` is its place (from 0) in the file that Shopify works through, None while it is in
    none. ``fingerprint`` is of the content in that line, so that whoever reads the result, maybe
    hours later and in another process, knows what it is the result of.
    """

    __tablename__ = "listing_line"
    __table_args__ = (Index("uq_listing_line_place", "run_id", "line", unique=True),)

    run_id: Mapped[int] = mapped_column(
        ForeignKey("sync_run.id", ondelete="CASCADE"), primary_key=True
    )
    product_map_id: Mapped[int] = mapped_column(
        ForeignKey("product_map.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    line: Mapped[int | None]
    fingerprint: Mapped[str | None] = mapped_column(Text)
