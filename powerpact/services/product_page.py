"""What the page of one product shows beside its row."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from powerpact.models import AuditEvent, VariantMap

# Shopify lets a product have 2,048 variants.
PER_PAGE = 100
RECENT = 20


@dataclass(frozen=True, slots=True)
class VariantsPage:
    """Some variants of a product; ``number`` is the page, from 0 on."""

    variants: Sequence[VariantMap]
    number: int
    total: int

    @property
    def last(self) -> int:
        """The last page's number."""
        return max(self.total - 1, 0) // PER_PAGE

    @property
    def first_place(self) -> int:
        """The place of the first of these variants among all, from 1 on."""
        return self.number * PER_PAGE + 1


def variants_page(session: Session, map_id: int, number: int) -> VariantsPage:
    """A page of the product's variants, those that the partner removed last.

    A page beyond the end is the last one.
    """
    of_product = VariantMap.product_map_id == map_id
    total = session.scalars(select(func.count()).where(of_product)).one()
    number = min(max(number, 0), max(total - 1, 0) // PER_PAGE)
    order = (VariantMap.removed_at.is_not(None), VariantMap.position, VariantMap.id)
    chosen = select(VariantMap).where(of_product).order_by(*order)
    rows = session.scalars(chosen.offset(number * PER_PAGE).limit(PER_PAGE)).all()
    return VariantsPage(rows, number, total)


def recent_events(session: Session, subject_type: str, subject_id: int) -> Sequence[AuditEvent]:
    """What people and rules did to a row last, the newest first."""
    of_row = (AuditEvent.subject_type == subject_type, AuditEvent.subject_id == str(subject_id))
    newest = select(AuditEvent).where(*of_row).order_by(AuditEvent.id.desc()).limit(RECENT)
    return session.scalars(newest).all()
