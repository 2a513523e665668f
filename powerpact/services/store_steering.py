"""Whether we trade with a partner: paused, its orders wait; suspended, its listings come off too.

Nothing that is under way is broken off: a part that a worker has in hand ends as it ends.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore, Trade
from powerpact.services.audit import Actor, Change, audit_many
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import together
from powerpact.services.many_rows import among
from powerpact.services.order_release import release_held_for_pause
from powerpact.services.relisting import relist_partners

# From where a partner may come to each state.
SOURCES = {
    Trade.PAUSED: frozenset({Trade.OPEN}),
    Trade.SUSPENDED: frozenset({Trade.OPEN, Trade.PAUSED}),
    Trade.OPEN: frozenset({Trade.PAUSED, Trade.SUSPENDED}),
}
Partner = Row[tuple[int, Trade]]


@deed("store")
def pause(session: Session, store_ids: Collection[int], actor: Actor, *, note: str = "") -> Done:
    """Let the partners' orders wait; their listings stay on sale."""
    moved, left = _move(session, store_ids, actor, Trade.PAUSED, note)
    return Done(_ids(moved), left)


@deed("store")
def suspend(session: Session, store_ids: Collection[int], actor: Actor, *, note: str = "") -> Done:
    """Let the partners' orders wait, and take their listings off sale."""
    moved, left = _move(session, store_ids, actor, Trade.SUSPENDED, note)
    return Done(_ids(moved), left, relist_partners(session, _ids(moved), actor, "Off sale"))


@deed("store")
def resume(session: Session, store_ids: Collection[int], actor: Actor) -> Done:
    """Trade with the partners again: what waited for it goes out, listings come back on sale."""
    moved, left = _move(session, store_ids, actor, Trade.OPEN)
    released = release_held_for_pause(session, _ids(moved), actor)
    back_on_sale = [each.id for each in moved if each.trade is Trade.SUSPENDED]
    listings = relist_partners(session, back_on_sale, actor, "Back on sale")
    return Done(_ids(moved), left, together((listings, released)))


def _ids(partners: Sequence[Partner]) -> tuple[int, ...]:
    return tuple(partner.id for partner in partners)


def _move(
    session: Session, store_ids: Collection[int], actor: Actor, target: Trade, note: str = ""
) -> tuple[list[Partner], dict[int, str]]:
    """The partners that were moved, as they were before; and why each other one was not.

    They are locked until the end, so that no part is held for a pause that is over
    (``order_routing.partner_terms``).
    """
    partners = session.execute(
        select(PartnerStore.id, PartnerStore.trade)
        .where(among(PartnerStore.id, store_ids))
        .order_by(PartnerStore.id)
        .with_for_update(key_share=True)
    ).all()
    moved = [each for each in partners if each.trade in SOURCES[target]]
    session.execute(
        update(PartnerStore)
        .where(among(PartnerStore.id, _ids(moved)))
        .values(trade=target)
        .execution_options(synchronize_session=False)
    )
    audit_many(session, actor, _verb(target), "store", _changes(moved, target, note))
    left = {each.id: _why(each.trade) for each in partners if each.trade not in SOURCES[target]}
    left |= dict.fromkeys(set(store_ids) - set(_ids(partners)), "it is no partner store")
    return moved, left


def _verb(target: Trade) -> str:
    return {Trade.PAUSED: "pause", Trade.SUSPENDED: "suspend", Trade.OPEN: "resume"}[target]


def _changes(moved: Sequence[Partner], target: Trade, note: str) -> list[Change]:
    after = {"trade": target.value, **({"note": note} if note else {})}
    return [(each.id, {"trade": each.trade.value}, after) for each in moved]


def _why(trade: Trade) -> str:
    return "it is neither paused nor suspended" if trade is Trade.OPEN else f"it is {trade.value}"
