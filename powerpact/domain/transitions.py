"""Which state may follow which. Every move in the database is a compare-and-set along it."""

from enum import StrEnum


class OrderState(StrEnum):
    """Where one partner's part of a Bubbly order stands."""

    PENDING = "pending"
    SENDING = "sending"
    CREATED = "created"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    FULFILLED = "fulfilled"
    HELD = "held"
    RETRYING = "retrying"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Curation(StrEnum):
    """What staff decided about a partner product."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAUSED = "paused"


class SyncState(StrEnum):
    """How the listing of a partner product stands against Bubbly."""

    NEVER = "never"
    QUEUED = "queued"
    SYNCING = "syncing"
    SYNCED = "synced"
    FAILED = "failed"
    GONE = "gone"


_O = OrderState
ORDER_MOVES: dict[OrderState, frozenset[OrderState]] = {
    _O.PENDING: frozenset({_O.SENDING, _O.HELD, _O.CANCELLED}),
    _O.SENDING: frozenset({_O.CREATED, _O.RETRYING, _O.FAILED}),
    _O.RETRYING: frozenset({_O.SENDING, _O.HELD, _O.PENDING, _O.CANCELLED, _O.CREATED}),
    _O.FAILED: frozenset({_O.PENDING, _O.HELD, _O.CANCELLED, _O.CREATED}),
    _O.HELD: frozenset({_O.PENDING, _O.CANCELLED}),
    _O.CREATED: frozenset({_O.PARTIALLY_FULFILLED, _O.FULFILLED, _O.CANCELLED}),
    _O.PARTIALLY_FULFILLED: frozenset({_O.CREATED, _O.FULFILLED, _O.CANCELLED}),
    _O.FULFILLED: frozenset({_O.PARTIALLY_FULFILLED, _O.CREATED}),
    _O.CANCELLED: frozenset(),
}

_C = Curation
CURATION_MOVES: dict[Curation, frozenset[Curation]] = {
    _C.PROPOSED: frozenset({_C.APPROVED, _C.REJECTED}),
    _C.APPROVED: frozenset({_C.PAUSED, _C.REJECTED}),
    _C.REJECTED: frozenset({_C.APPROVED, _C.PROPOSED}),
    _C.PAUSED: frozenset({_C.APPROVED, _C.REJECTED}),
}

_S = SyncState
SYNC_MOVES: dict[SyncState, frozenset[SyncState]] = {
    _S.NEVER: frozenset({_S.QUEUED, _S.GONE}),
    _S.QUEUED: frozenset({_S.SYNCING, _S.NEVER, _S.GONE}),
    _S.SYNCING: frozenset({_S.SYNCED, _S.FAILED, _S.QUEUED, _S.GONE}),
    # What is unmapped is no listing any more.
    _S.SYNCED: frozenset({_S.QUEUED, _S.GONE, _S.NEVER}),
    _S.FAILED: frozenset({_S.QUEUED, _S.GONE, _S.NEVER}),
    _S.GONE: frozenset({_S.QUEUED, _S.NEVER}),
}


def sources(target: OrderState) -> frozenset[OrderState]:
    """The states from which a part may move to ``target``."""
    return frozenset(state for state, targets in ORDER_MOVES.items() if target in targets)


def curation_sources(target: Curation) -> frozenset[Curation]:
    """The curation states from which a product map may move to ``target``."""
    return frozenset(state for state, targets in CURATION_MOVES.items() if target in targets)


def sync_sources(target: SyncState) -> frozenset[SyncState]:
    """The sync states from which a product map may move to ``target``."""
    return frozenset(state for state, targets in SYNC_MOVES.items() if target in targets)
