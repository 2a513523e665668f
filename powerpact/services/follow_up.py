"""What is to be done next: ids for the edge to publish after the commit."""

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Rows that have work due. The rows are the truth; publishing their ids only saves waiting.

    ``inbox_queues``: queues of the inbox with webhooks that are due. ``bulk_actions``: runs that
    do a deed to many rows. ``lookups``: questions to Bubbly that somebody waits for.
    ``connections``: stores whose connection is to be looked at. ``privacy_requests``: what law
    demands of us for shoppers and merchants.
    """

    order_syncs: tuple[int, ...] = ()
    listings: tuple[int, ...] = ()
    runs: tuple[int, ...] = ()
    inbox_queues: tuple[str, ...] = ()
    bulk_actions: tuple[int, ...] = ()
    lookups: tuple[int, ...] = ()
    connections: tuple[int, ...] = ()
    privacy_requests: tuple[int, ...] = ()


NOTHING = FollowUp()


def together(follow_ups: Iterable[FollowUp]) -> FollowUp:
    """All that several use cases leave to be done."""
    each = [follow_up for follow_up in follow_ups if follow_up is not NOTHING]
    return FollowUp(
        *(
            tuple(due for one in each for due in getattr(one, kind.name))
            for kind in fields(FollowUp)
        )
    )
