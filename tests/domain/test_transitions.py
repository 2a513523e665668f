"""The table of states is whole and has no dead ends but the ends."""

import pytest

from powerpact.domain.transitions import (
    CURATION_MOVES,
    ORDER_MOVES,
    SYNC_MOVES,
    Curation,
    OrderState,
    SyncState,
    curation_sources,
    sources,
    sync_sources,
)


def test_every_state_says_where_it_may_go() -> None:
    assert set(ORDER_MOVES) == set(OrderState)
    assert set(CURATION_MOVES) == set(Curation)
    assert set(SYNC_MOVES) == set(SyncState)


def test_only_what_waits_may_be_sent() -> None:
    assert sources(OrderState.SENDING) == {OrderState.PENDING, OrderState.RETRYING}


@pytest.mark.parametrize("state", [OrderState.FAILED, OrderState.HELD, OrderState.RETRYING])
def test_a_person_may_retry_what_failed_waits_or_is_held(state: OrderState) -> None:
    assert state in sources(OrderState.PENDING)


def test_nothing_leaves_cancelled() -> None:
    assert ORDER_MOVES[OrderState.CANCELLED] == frozenset()


def test_a_part_that_exists_is_never_sent_again() -> None:
    made = {OrderState.CREATED, OrderState.PARTIALLY_FULFILLED, OrderState.FULFILLED}
    assert not made & (sources(OrderState.SENDING) | sources(OrderState.PENDING))


def test_only_decided_products_become_approved() -> None:
    assert Curation.APPROVED not in curation_sources(Curation.APPROVED)
    assert curation_sources(Curation.PAUSED) == {Curation.APPROVED}


def test_only_what_is_queued_is_synced() -> None:
    assert sync_sources(SyncState.SYNCING) == {SyncState.QUEUED}
