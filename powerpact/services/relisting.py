"""Queueing all listings of a partner after something about the partner changed.

Few are queued at once; more than a request should wait for by a run that people can watch.
"""

from collections.abc import Collection
from uuid import uuid4

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import SyncState
from powerpact.models import PartnerStore, ProductMap, Trade
from powerpact.services.audit import Actor
from powerpact.services.bulk.start import start_in
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.listing_queue import (
    is_listed,
    queue_listings,
    take_back_unsent,
    was_sent,
)
from powerpact.services.many_rows import among
from powerpact.services.selections.table import Selection

# Listings that are queued at once: some 40 ms.
AT_ONCE = 1_000


@deed("product_map")
def relist(session: Session, map_ids: Collection[int], _actor: Actor) -> Done:
    """Queue those of the products that Bubbly lists; the others have nothing to queue.

    The change of the partner, and the start of the run, are what the audit keeps.
    """
    queued = _queue(session, among(ProductMap.id, map_ids))
    return Done(tuple(map_ids), follow_up=FollowUp(listings=queued))


def relist_partners(
    session: Session, partner_ids: Collection[int], actor: Actor, why: str
) -> FollowUp:
    """Queue all listings of these partners; ``why`` begins the title of the run, if there is one.

    A suspended partner's listings come off sale, and what Bubbly has never seen is not sent.
    """
    theirs = among(ProductMap.partner_id, partner_ids)
    some = select(ProductMap.id).where(theirs).limit(AT_ONCE + 1).subquery()
    if session.scalars(select(func.count()).select_from(some)).one() <= AT_ONCE:
        return FollowUp(listings=_queue(session, theirs))
    named = select(PartnerStore.id, PartnerStore.name).where(among(PartnerStore.id, partner_ids))
    runs = (
        start_in(
            session,
            relist,
            Selection({"partner": str(partner.id)}),
            actor,
            title=f"{why}: {partner.name}",
            once=f"relist {uuid4().hex}",
        )
        for partner in session.execute(named.order_by(PartnerStore.id)).all()
    )
    return FollowUp(bulk_actions=tuple(runs))


def _queue(session: Session, which: ColumnElement[bool]) -> tuple[int, ...]:
    """Queue the listings among these products.

    One that a worker is just putting down, who still saw the partner as it was, is waited for;
    then it is queued like the others.
    """
    suspended = ProductMap.partner_id.in_(
        select(PartnerStore.id).where(PartnerStore.trade == Trade.SUSPENDED)
    )
    take_back_unsent(session, which, suspended)
    in_hand = select(ProductMap.id).where(which, ProductMap.sync == SyncState.SYNCING)
    session.execute(in_hand.order_by(ProductMap.id).with_for_update())
    return queue_listings(session, which, is_listed(), or_(was_sent(), ~suspended))
