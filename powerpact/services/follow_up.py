"""What is to be done next: ids for the edge to publish after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Rows that have work due. The rows are the truth; publishing their ids only saves waiting."""

    order_syncs: tuple[int, ...] = ()
    listings: tuple[int, ...] = ()
    runs: tuple[int, ...] = ()


NOTHING = FollowUp()
