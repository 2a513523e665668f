"""Which variant of one product is which of another's."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class PairedBy(StrEnum):
    """What two variants have in common, the surest first; as words."""

    SKU = "SKU"
    BARCODE = "barcode"
    OPTIONS = "options"
    ALONE = "being the only ones"


@dataclass(frozen=True, slots=True)
class Pairable:
    """A variant, as far as it can be told from its sisters. ``options`` are values, in order."""

    id: str
    sku: str = ""
    barcode: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """The other one's id."""

    id: str
    by: PairedBy


def _in_any_order(options: Sequence[str]) -> Hashable:
    return tuple(sorted(value.strip().casefold() for value in options))


_MARKS: tuple[tuple[PairedBy, Callable[[Pairable], Hashable]], ...] = (
    (PairedBy.SKU, lambda variant: variant.sku.strip()),
    (PairedBy.BARCODE, lambda variant: variant.barcode.strip()),
    (PairedBy.OPTIONS, lambda variant: _in_any_order(variant.options)),
)


def pair(ours: Sequence[Pairable], theirs: Sequence[Pairable]) -> Mapping[str, Pair]:
    """Pairs by the id of ours; each of theirs is in one pair at most.

    A mark that two variants of one side share says nothing.
    """
    pairs: dict[str, Pair] = {}
    if len(ours) == len(theirs) == 1:
        pairs[ours[0].id] = Pair(theirs[0].id, PairedBy.ALONE)
    for by, mark in _MARKS:
        taken = {found.id for found in pairs.values()}
        free = _by_mark([variant for variant in theirs if variant.id not in taken], mark)
        waiting = _by_mark([variant for variant in ours if variant.id not in pairs], mark)
        pairs |= {waiting[m].id: Pair(free[m].id, by) for m in waiting.keys() & free.keys()}
    return pairs


def _by_mark(
    variants: Sequence[Pairable], mark: Callable[[Pairable], Hashable]
) -> dict[Hashable, Pairable]:
    """Variants by a mark that only they have."""
    counts = Counter(map(mark, variants))
    return {mark(v): v for v in variants if mark(v) and counts[mark(v)] == 1}
