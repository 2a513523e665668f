"""The story of an order beside the row that a page shows."""

from powerpact.extensions import db
from powerpact.services.timeline import Moment, timeline


def moments_of(bubbly_order_id: int) -> tuple[Moment, ...]:
    """What happened to an order, in time order.

    Telling it ends a transaction, which would empty every row that the session holds. So what
    this page has read leaves the session first; pages load all they show together.
    """
    db.session.expunge_all()
    return timeline(bubbly_order_id).moments
