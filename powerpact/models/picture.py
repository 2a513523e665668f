"""Small pictures of products, kept here so that the console asks no other host for them."""

import hashlib

from sqlalchemy import Index, LargeBinary, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from powerpact.extensions import Model
from powerpact.models.columns import Moment


class Picture(Model):
    """One picture by its address at Shopify, as small as the console shows it.

    It is fetched once, because Shopify gives a picture that changes another address.
    ``next_fetch_at`` is when a worker may fetch it, None once it is here or will never be (then
    ``error`` says why). ``used_at`` is the last day on which somebody looked at it.
    """

    __tablename__ = "picture"
    __table_args__ = (
        Index(
            "ix_picture_due",
            "next_fetch_at",
            postgresql_where=text("next_fetch_at IS NOT NULL"),
        ),
        Index("ix_picture_used", "used_at"),
    )

    url_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_type: Mapped[str] = mapped_column(Text, server_default="")
    used_at: Mapped[Moment] = mapped_column(server_default=func.now())
    fetched_at: Mapped[Moment | None]
    next_fetch_at: Mapped[Moment | None] = mapped_column(server_default=func.now())
    tries: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str] = mapped_column(Text, server_default="")


def hash_of(url: str) -> str:
    """What a picture is found by, as PostgreSQL's ``sha256`` makes it too."""
    return hashlib.sha256(url.encode()).hexdigest()
