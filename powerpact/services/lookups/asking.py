"""Asking Bubbly about a listing, and looking for the answer."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from powerpact.models import ListingLookup, LookupKind, LookupState, utc_now
from powerpact.services.audit import Actor
from powerpact.services.follow_up import FollowUp
from powerpact.services.transactions import reading, transaction

LONGEST_QUESTION = 200
# Answers age fast, and are large for a product of many variants.
KEPT_FOR = timedelta(hours=6)
BATCH = 200


def ask(map_id: int, kind: LookupKind, actor: Actor, question: str = "") -> FollowUp:
    """Ask about a product map, unless the same kind of question is open; what is due for it.

    ``question``: words to search for, or the product to read (gid), by kind.
    """
    asked = insert(ListingLookup).values(
        product_map_id=map_id,
        kind=kind,
        question=_asked(question),
        asked_by=actor.name,
        state=LookupState.ASKED,
    )
    with transaction() as session:
        made = session.scalar(asked.on_conflict_do_nothing().returning(ListingLookup.id))
    return FollowUp(lookups=(made,) if made else ())


def latest(map_id: int, kind: LookupKind, question: str | None = None) -> ListingLookup | None:
    """The last question of that kind about the product map, and of those words if given."""
    chosen = (
        select(ListingLookup)
        .where(ListingLookup.product_map_id == map_id, ListingLookup.kind == kind)
        .order_by(ListingLookup.id.desc())
        .limit(1)
    )
    if question is not None:
        chosen = chosen.where(ListingLookup.question == _asked(question))
    with reading() as session:
        return session.scalars(chosen).one_or_none()


def _asked(question: str) -> str:
    """The question as it is kept; PostgreSQL knows no text with a zero in it."""
    return question.replace("\0", "").strip()[:LONGEST_QUESTION]


def forget_old_lookups() -> int:
    """Delete questions that nobody waits for any more; how many, at most ``BATCH``."""
    old = (
        select(ListingLookup.id)
        .where(ListingLookup.asked_at < utc_now() - KEPT_FOR)
        .order_by(ListingLookup.asked_at)
        .limit(BATCH)
    )
    with transaction() as session:
        gone = delete(ListingLookup).where(ListingLookup.id.in_(old)).returning(ListingLookup.id)
        return len(session.scalars(gone).all())
