"""A partner's days in figures: kept by a worker, so that no page counts a table that grows."""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from powerpact.extensions import Model


class PartnerDay(Model):
    """One day of a partner, in the time zone of its store.

    ``orders``: parts that came in, cancelled ones among them. ``pieces`` and ``owed`` (with
    shipping, in ``currency``): of those that were not cancelled. ``p50`` and ``p95``: seconds from
    the shopper's order to the partner's, of those made; None where none was.
    """

    __tablename__ = "partner_day"

    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(Text)
    orders: Mapped[int]
    pieces: Mapped[int]
    owed: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    p50: Mapped[float | None]
    p95: Mapped[float | None]
