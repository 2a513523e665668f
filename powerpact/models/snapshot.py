"""Figures that a worker keeps up to date, so that no page counts a table that grows."""

from typing import Any

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from powerpact.extensions import Model
from powerpact.models.columns import Moment


class Snapshot(Model):
    """Figures under a name, as they were at ``taken_at``."""

    __tablename__ = "snapshot"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    taken_at: Mapped[Moment]
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
