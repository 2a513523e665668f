"""What is to be done next: ids for the edge to publish after the commit."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Rows that have work due. The rows are the truth; publishing their ids only saves waiting."""

    order_syncs: tuple[int, ...] = ()
    listings: tuple[int, ...] = ()
    runs: tuple[int, ...] = ()


NOTHING = FollowUp()


def together(follow_ups: Iterable[FollowUp]) -> FollowUp:
    """All that several use cases leave to be done."""
    each = [follow_up for follow_up in follow_ups if follow_up is not NOTHING]
    return FollowUp(
        order_syncs=tuple(id_ for one in each for id_ in one.order_syncs),
        listings=tuple(id_ for one in each for id_ in one.listings),
        runs=tuple(id_ for one in each for id_ in one.runs),
    )
