"""Choosing product maps to show or to decide about."""

from sqlalchemy import select

from powerpact.domain.transitions import Curation
from powerpact.models import PartnerStore, ProductMap
from powerpact.services.transactions import transaction


def choose_maps(partner: str | None, curation: Curation | None, limit: int) -> list[ProductMap]:
    """Product maps of the partner with that code and in that state, oldest first, at most
    ``limit``; None means any. They are not attached to a session.
    """
    query = select(ProductMap).order_by(ProductMap.id).limit(limit)
    if partner:
        query = query.join(PartnerStore).where(PartnerStore.code == partner)
    if curation:
        query = query.where(ProductMap.curation == curation)
    with transaction() as session:
        chosen = list(session.scalars(query))
        session.expunge_all()
        return chosen
