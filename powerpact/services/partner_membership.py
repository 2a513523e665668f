"""What a partner decides of its own trade with Bubbly: begin it, pause it, resume it, leave.

Nothing is lost by any of it: orders wait and say why, listings come off sale and back again.
"""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.models import Consent, PartnerStore, Side, Trade, utc_now
from powerpact.services.audit import Actor, audit
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import NOTHING, FollowUp, together
from powerpact.services.many_rows import among
from powerpact.services.order_release import hold_for_absence, release_held_for_pause
from powerpact.services.relisting import relist_partners
from powerpact.services.runs import end_runs
from powerpact.services.trade_steps import LEAVE, PAUSE_MYSELF, RESUME_MYSELF, ids_of, take


@deed("store")
def pause_myself(session: Session, store_ids: Collection[int], actor: Actor) -> Done:
    """Let the partner's orders wait; its listings stay on sale."""
    moved, left = take(session, store_ids, actor, PAUSE_MYSELF)
    return Done(ids_of(moved), left)


@deed("store")
def resume_myself(session: Session, store_ids: Collection[int], actor: Actor) -> Done:
    """Go on after a pause of the partner's own; what waited goes out."""
    moved, left = take(session, store_ids, actor, RESUME_MYSELF)
    return Done(ids_of(moved), left, release_held_for_pause(session, ids_of(moved), actor))


@deed("store")
def leave(session: Session, store_ids: Collection[int], actor: Actor) -> Done:
    """Withdraw the partner's consent: its listings come off sale, and what is not sent waits."""
    moved, left = take(session, store_ids, actor, LEAVE)
    ids = ids_of(moved)
    session.execute(
        update(Consent)
        .where(among(Consent.store_id, ids), Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=utc_now(), withdrawn_by=actor.name)
        .execution_options(synchronize_session=False)
    )
    end_runs(session, ids, "the partner has left")
    held = hold_for_absence(session, ids, actor)
    return Done(ids, left, together((held, relist_partners(session, ids, actor, "Off sale"))))


def open_trade(session: Session, store_id: int, actor: Actor) -> FollowUp:
    """Trade with a partner that has just consented, for the first time or again; what is due.

    One that left while staff kept it closed is suspended: staff let it go on. Nothing happens to
    one that trades already.
    """
    partner = session.execute(
        select(PartnerStore.trade, PartnerStore.trade_by)
        .where(PartnerStore.id == store_id)
        .with_for_update(key_share=True)
    ).one()
    if partner.trade.shares_products:
        return NOTHING
    closed = partner.trade is Trade.LEFT and partner.trade_by is Side.STAFF
    trade = Trade.SUSPENDED if closed else Trade.OPEN
    side = Side.STAFF if closed else Side.PARTNER
    chosen = update(PartnerStore).where(PartnerStore.id == store_id)
    session.execute(
        chosen.values(trade=trade, trade_by=side).execution_options(synchronize_session=False)
    )
    before, after = {"trade": partner.trade.value}, {"trade": trade.value}
    audit(session, actor, "join", ("store", store_id), before, after)
    if closed:
        return NOTHING
    released = release_held_for_pause(session, [store_id], actor)
    return together((released, relist_partners(session, [store_id], actor, "Back on sale")))
