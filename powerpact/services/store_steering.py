"""Whether staff trade with a partner: paused, its orders wait; suspended, listings come off too.

Nothing that is under way is broken off: a part that a worker has in hand ends as it ends.
"""

from collections.abc import Collection

from sqlalchemy.orm import Session

from powerpact.services.audit import Actor
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import together
from powerpact.services.order_release import release_held_for_pause
from powerpact.services.relisting import relist_partners
from powerpact.services.trade_steps import PAUSE, RESUME, SUSPEND, ids_of, take


@deed("store")
def pause(session: Session, store_ids: Collection[int], actor: Actor, *, note: str = "") -> Done:
    """Let the partners' orders wait; their listings stay on sale."""
    moved, left = take(session, store_ids, actor, PAUSE, note)
    return Done(ids_of(moved), left)


@deed("store")
def suspend(session: Session, store_ids: Collection[int], actor: Actor, *, note: str = "") -> Done:
    """Let the partners' orders wait, and take their listings off sale."""
    moved, left = take(session, store_ids, actor, SUSPEND, note)
    return Done(ids_of(moved), left, relist_partners(session, ids_of(moved), actor, "Off sale"))


@deed("store")
def resume(session: Session, store_ids: Collection[int], actor: Actor) -> Done:
    """Trade with the partners again: what waited for it goes out, listings come back on sale."""
    moved, left = take(session, store_ids, actor, RESUME)
    released = release_held_for_pause(session, ids_of(moved), actor)
    back_on_sale = [each.id for each in moved if each.trade.is_off_sale]
    listings = relist_partners(session, back_on_sale, actor, "Back on sale")
    return Done(ids_of(moved), left, together((listings, released)))
