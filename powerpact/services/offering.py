"""What a partner decides about its own products: whether Bubbly may sell them.

Staff's decision, their prices and their words stay as they are, so that a product which is
offered again stands where it stood. Parts of orders that were placed are sent all the same.
"""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import PartnerStore, ProductMap
from powerpact.services.audit import Actor, audit_many
from powerpact.services.catalogue_write import audit_approved
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.listing_queue import follow_decision
from powerpact.services.many_rows import among
from powerpact.services.map_choice import locked_maps


@deed("product_map")
def offer(session: Session, map_ids: Collection[int], actor: Actor) -> Done:
    """Let Bubbly sell these products, once staff approve them; where a partner's products are
    approved by its rule, they are approved now."""
    return _decide(session, map_ids, actor, "offer", offered=True)


@deed("product_map")
def withdraw(session: Session, map_ids: Collection[int], actor: Actor) -> Done:
    """Do not let Bubbly sell these products; listings that exist come off sale."""
    return _decide(session, map_ids, actor, "withdraw", offered=False)


def _decide(
    session: Session, map_ids: Collection[int], actor: Actor, action: str, *, offered: bool
) -> Done:
    rows = locked_maps(session, map_ids)
    left = {row.id: why for row in rows if (why := _why_not(row, offered))}
    left |= dict.fromkeys(set(map_ids) - {row.id for row in rows}, "there is no such product")
    moved = tuple(row.id for row in rows if row.id not in left)
    session.execute(
        update(ProductMap)
        .where(among(ProductMap.id, moved))
        .values(offered=offered)
        .execution_options(synchronize_session=False)
    )
    changes = ((map_id, {"offered": not offered}, {"offered": offered}) for map_id in moved)
    audit_many(session, actor, action, "product_map", changes)
    if offered:
        _approve_by_rule(session, moved)
    return Done(moved, left, FollowUp(listings=follow_decision(session, moved)))


def _why_not(row: ProductMap, offered: bool) -> str | None:
    if row.sync is SyncState.GONE:
        return "it was deleted in your store"
    if row.offered is offered:
        return "it is offered already" if offered else "it is not offered anyway"
    return None


def _approve_by_rule(session: Session, map_ids: Collection[int]) -> None:
    """As new products of the same partners are."""
    by_rule = select(PartnerStore.id).where(PartnerStore.auto_approve)
    approved = session.scalars(
        update(ProductMap)
        .where(
            among(ProductMap.id, map_ids),
            ProductMap.curation == Curation.PROPOSED,
            ProductMap.partner_id.in_(by_rule),
        )
        .values(curation=Curation.APPROVED)
        .returning(ProductMap.id)
        .execution_options(synchronize_session=False)
    ).all()
    if approved:
        audit_approved(session, approved)
