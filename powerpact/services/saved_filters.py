"""Filters that a member of staff keeps for a list: their own, under names of their own."""

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from powerpact.errors import Refused
from powerpact.models import SavedFilter, utc_now
from powerpact.services.transactions import reading, transaction

MOST = 20
LONGEST_NAME = 60


def save_filter(user_id: int, list_name: str, name: str, query: str) -> None:
    """Keep ``query`` under a name; one of that name is replaced. Raises Refused."""
    name = " ".join(name.replace("\0", " ").split())  # PostgreSQL knows no text with a zero
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"a filter needs a name of at most {LONGEST_NAME} letters")
    mine = (SavedFilter.user_id == user_id, SavedFilter.list_name == list_name)
    with transaction() as session:
        others = (
            select(func.count()).select_from(SavedFilter).where(*mine, SavedFilter.name != name)
        )
        if session.scalars(others).one() >= MOST:
            raise Refused(f"there are {MOST} saved filters here; forget one first")
        kept = {"user_id": user_id, "list_name": list_name, "name": name, "query": query}
        session.execute(
            insert(SavedFilter)
            .values(kept)
            .on_conflict_do_update(
                index_elements=["user_id", "list_name", "name"],
                set_={"query": query, "updated_at": utc_now()},
            )
        )


def forget_filter(user_id: int, filter_id: int) -> None:
    """Forget one of a member's own filters; nothing when it is not theirs or gone."""
    with transaction() as session:
        session.execute(
            delete(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.user_id == user_id)
        )


def filters_of(user_id: int, list_name: str) -> list[SavedFilter]:
    """A member's filters for a list, by name."""
    mine = (SavedFilter.user_id == user_id, SavedFilter.list_name == list_name)
    with reading() as session:
        found = session.scalars(select(SavedFilter).where(*mine).order_by(SavedFilter.name))
        return list(found.all())
