"""The story of an order beside the row that a page shows."""

from powerpact.services.timeline import Moment, timeline


def moments_of(bubbly_order_id: int) -> tuple[Moment, ...]:
    """What happened to an order, in time order."""
    return timeline(bubbly_order_id).moments
