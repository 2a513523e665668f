"""What is due at Bubbly, however much it is: ``next_listings`` without the way in bulk."""

from powerpact.services.listing_queue import answering_bubbly, give_out, release_expired
from powerpact.services.transactions import transaction


def due_listings(limit: int) -> tuple[int, ...]:
    """The ids that are given out now."""
    with transaction() as session:
        release_expired(session, limit)
        return give_out(session, limit) if answering_bubbly(session) else ()
