"""Queueing all listings of a partner after something about the partner changed.

Few are queued at once; more than a request should wait for by a run that people can watch.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore, ProductMap
from powerpact.services.audit import Actor
from powerpact.services.bulk.of_partners import few_or_runs
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.listing_queue import (
    is_listed,
    queue_listings,
    take_back_unsent,
    was_sent,
)
from powerpact.services.many_rows import among


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

    The listings of one that is off sale come off, and what Bubbly has never seen is not sent.
    """
    theirs = among(ProductMap.partner_id, partner_ids)
    return few_or_runs(session, relist, theirs, ({},), partner_ids, actor, why)


def _queue(session: Session, which: ColumnElement[bool]) -> tuple[int, ...]:
    """Queue the listings among these products.

    They are locked first, in the order in which people's decisions and readings lock theirs. One
    that a worker is just putting down, who still saw the partner as it was, is waited for; then
    it is queued like the others.
    """
    locked = select(ProductMap.id).where(which).order_by(ProductMap.partner_product_id)
    session.execute(locked.with_for_update())
    off_sale = ProductMap.partner_id.in_(select(PartnerStore.id).where(PartnerStore.is_off_sale))
    take_back_unsent(session, which, off_sale)
    return queue_listings(session, which, is_listed(), or_(was_sent(), ~off_sale))
