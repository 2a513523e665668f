"""Who may sell at Bubbly: invitations, stores that ask to be let in, and partners' consent."""

from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from powerpact.extensions import Model
from powerpact.models.columns import Id, Moment, SealedText, Timestamped, one_of
from powerpact.models.store import PartnerStore


class AdmissionState(StrEnum):
    """``asked``: the store wants in, staff decide. ``invited``: it may come. ``joined``: it did."""

    ASKED = "asked"
    INVITED = "invited"
    DECLINED = "declined"
    JOINED = "joined"


class Admission(Timestamped, Model):
    """Whether one shop may become a partner, and on which terms.

    ``code`` names the partner for ever, so it is chosen before the store is let in.
    """

    __tablename__ = "admission"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('invited', 'joined') OR code IS NOT NULL", name="invited_has_code"
        ),
        CheckConstraint("commission_rate BETWEEN 0 AND 1", name="commission_rate_share"),
        Index("ix_admission_state", "state", "id"),
    )

    id: Mapped[Id]
    shop_domain: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[AdmissionState] = mapped_column(one_of(AdmissionState))
    code: Mapped[str | None] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text, server_default="")
    # Whom to write to about it.
    email: Mapped[str | None] = mapped_column(SealedText)
    # What the store says of itself when it asks.
    message: Mapped[str] = mapped_column(Text, server_default="")
    commission_rate: Mapped[Decimal] = mapped_column(Numeric(6, 5), server_default="0")
    asked_at: Mapped[Moment | None]
    decided_at: Mapped[Moment | None]
    decided_by: Mapped[str] = mapped_column(Text, server_default="")
    # What staff tell the store with their decision.
    answer: Mapped[str] = mapped_column(Text, server_default="")
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"), unique=True)

    store: Mapped[PartnerStore | None] = relationship()

    def __str__(self) -> str:
        return self.shop_domain


class Consent(Model):
    """That a partner agreed to share its products and to receive orders: to which words, when.

    Rows are never changed but for the end of the consent.
    """

    __tablename__ = "consent"
    __table_args__ = (
        Index(
            "uq_consent_one_in_force",
            "store_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    version: Mapped[str] = mapped_column(Text)
    wording: Mapped[str] = mapped_column(Text)
    given_at: Mapped[Moment]
    # Shopify's id of the member of the partner's staff.
    given_by: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[Moment | None]
    withdrawn_by: Mapped[str] = mapped_column(Text, server_default="")
