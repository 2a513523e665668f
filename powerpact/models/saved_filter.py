"""Filters of a list that a member of staff keeps under a name."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from powerpact.extensions import Model
from powerpact.models.columns import Id, Timestamped


class SavedFilter(Timestamped, Model):
    """``query`` is the list's own query string, such as ``flt_state_is=failed``."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("user_id", "list_name", "name"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id", ondelete="CASCADE"))
    list_name: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    query: Mapped[str] = mapped_column(Text)
