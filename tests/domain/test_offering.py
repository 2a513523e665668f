"""The one word in which a partner reads how a product stands."""

import pytest

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.offering import Offering, offering_of
from powerpact.domain.transitions import Curation, SyncState

SYNCED = (Curation.APPROVED, SyncState.SYNCED, ProductStatus.ACTIVE)


@pytest.mark.parametrize(
    ("curation", "sync", "status", "word"),
    [
        (*SYNCED, Offering.LISTED),
        (Curation.APPROVED, SyncState.QUEUED, ProductStatus.UNLISTED, Offering.LISTED),
        (Curation.APPROVED, SyncState.SYNCED, ProductStatus.DRAFT, Offering.HIDDEN),
        (Curation.APPROVED, SyncState.SYNCED, ProductStatus.UNKNOWN, Offering.HIDDEN),
        (Curation.APPROVED, SyncState.FAILED, ProductStatus.DRAFT, Offering.FAILING),
        (Curation.PROPOSED, SyncState.NEVER, ProductStatus.ACTIVE, Offering.PROPOSED),
        (Curation.PAUSED, SyncState.FAILED, ProductStatus.ACTIVE, Offering.PAUSED),
        (Curation.REJECTED, SyncState.SYNCED, ProductStatus.ACTIVE, Offering.DECLINED),
        (Curation.APPROVED, SyncState.GONE, ProductStatus.ACTIVE, Offering.DELETED),
    ],
)
def test_an_offered_product_stands_as_staff_and_its_listing_say(
    curation: Curation, sync: SyncState, status: ProductStatus, word: Offering
) -> None:
    assert offering_of(curation, sync, status, offered=True, is_listed=True) is word


def test_what_bubbly_does_not_have_yet_is_on_its_way() -> None:
    assert offering_of(*SYNCED, offered=True, is_listed=False) is Offering.LISTING


@pytest.mark.parametrize("curation", Curation)
def test_the_partners_own_decision_goes_before_staffs(curation: Curation) -> None:
    asked = offering_of(
        curation, SyncState.SYNCED, ProductStatus.ACTIVE, offered=False, is_listed=True
    )
    assert asked is Offering.WITHDRAWN
