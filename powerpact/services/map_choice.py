"""Choosing product maps to show or to decide about."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import Curation
from powerpact.models import PartnerStore, ProductMap
from powerpact.services.many_rows import among
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


def locked_maps(session: Session, map_ids: Collection[int]) -> Sequence[ProductMap]:
    """These product maps, locked, so that a move and the state it starts from belong together.

    They are locked in one order for all, so that two who move some of the same never wait in a
    ring. Ids of no product map are left out.
    """
    return session.scalars(
        select(ProductMap)
        .where(among(ProductMap.id, map_ids))
        .order_by(ProductMap.partner_product_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
