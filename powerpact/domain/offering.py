"""How a partner's product stands with Bubbly, in one word for the partner."""

from enum import StrEnum

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import Curation, SyncState

# What is in sight in the partner's own store, and so may be at Bubbly.
IN_SIGHT = frozenset({ProductStatus.ACTIVE, ProductStatus.UNLISTED})


class Offering(StrEnum):
    """``listing``: approved and on its way to Bubbly; ``hidden``: approved, but not active in the
    partner's own store."""

    PROPOSED = "proposed"
    LISTING = "being_listed"
    LISTED = "listed"
    HIDDEN = "hidden"
    FAILING = "failing"
    PAUSED = "paused"
    DECLINED = "declined"
    WITHDRAWN = "not_offered"
    DELETED = "deleted"


_UNDECIDED = {
    Curation.PROPOSED: Offering.PROPOSED,
    Curation.PAUSED: Offering.PAUSED,
    Curation.REJECTED: Offering.DECLINED,
}


def offering_of(
    curation: Curation, sync: SyncState, status: ProductStatus, *, offered: bool, is_listed: bool
) -> Offering:
    """The word for a product. What ended it comes first, then the partner's own decision, then
    staff's. ``is_listed``: it has a listing at Bubbly, which a sync only changes."""
    if sync is SyncState.GONE:
        return Offering.DELETED
    if not offered:
        return Offering.WITHDRAWN
    if curation in _UNDECIDED:
        return _UNDECIDED[curation]
    if sync is SyncState.FAILED:
        return Offering.FAILING
    if status not in IN_SIGHT:
        return Offering.HIDDEN
    return Offering.LISTED if is_listed else Offering.LISTING
