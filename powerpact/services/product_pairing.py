"""Which Bubbly variant sells which partner variant, as a form proposes and a person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.pairing import Pairable, PairedBy, pair
from powerpact.models import ProductMap, VariantMap

# Rows of the form, and Bubbly variants to choose from in each. Beyond, what is alike is paired
# without being asked about.
MOST_ROWS = 100
MOST_CHOICES = 200
# Those that a person should look at come first.
_DOUBT = {None: 0, PairedBy.OPTIONS: 1, PairedBy.ALONE: 1, PairedBy.BARCODE: 2, PairedBy.SKU: 3}


@dataclass(frozen=True, slots=True)
class BubblyVariant:
    """A variant of the Bubbly product as a worker read it; ``price`` is in Bubbly's currency."""

    id: str
    title: str
    options: tuple[str, ...]
    sku: str
    barcode: str
    price: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """A partner variant with the Bubbly variant that is proposed for it, and why."""

    variant: VariantMap
    theirs: str | None
    by: PairedBy | None


@dataclass(frozen=True, slots=True)
class Pairing:
    """The form: its rows, what they may choose from, and pairs that it does not show."""

    rows: tuple[PairRow, ...]
    choices: tuple[BubblyVariant, ...]
    others: Mapping[int, str]
    ours: tuple[VariantMap, ...]
    theirs: tuple[BubblyVariant, ...]

    def pairs(self, chosen: Mapping[int, str]) -> dict[int, str]:
        """All pairs when a person chose these in the rows; an empty text pairs with nothing.

        A row that nobody chose in keeps what was proposed.
        """
        proposed = {row.variant.id: row.theirs or "" for row in self.rows}
        asked = {map_id: chosen.get(map_id, theirs) for map_id, theirs in proposed.items()}
        return {**self.others, **{map_id: gid for map_id, gid in asked.items() if gid}}

    def unpaired(self, pairs: Mapping[int, str]) -> tuple[list[VariantMap], list[BubblyVariant]]:
        """Partner variants that Bubbly gets anew, and Bubbly variants that are deleted."""
        taken = set(pairs.values())
        new = [variant for variant in self.ours if variant.id not in pairs]
        return new, [variant for variant in self.theirs if variant.id not in taken]


def live_variants(session: Session, row: ProductMap) -> Sequence[VariantMap]:
    """The variants that the partner has, in the product's order."""
    return session.scalars(
        select(VariantMap)
        .where(VariantMap.product_map_id == row.id, VariantMap.removed_at.is_(None))
        .order_by(VariantMap.position, VariantMap.id)
    ).all()


def pairing_of(ours: Sequence[VariantMap], answer: Mapping[str, Any]) -> Pairing:
    """What to propose for these variants and the product of a worker's answer."""
    theirs = tuple(_bubbly_variant(each) for each in answer["variants"])
    found = _proposed(ours, theirs)
    rows = [PairRow(variant, *found.get(variant.id, (None, None))) for variant in ours]
    by_doubt = sorted(rows, key=lambda row: _DOUBT[row.by])
    shown, hidden = by_doubt[:MOST_ROWS], by_doubt[MOST_ROWS:]
    others = {row.variant.id: row.theirs for row in hidden if row.theirs}
    proposed = {row.theirs for row in shown}
    free = [variant for variant in theirs if variant.id not in set(others.values())]
    choices = sorted(free, key=lambda variant: variant.id not in proposed)[:MOST_CHOICES]
    places = {variant.id: place for place, variant in enumerate(theirs)}
    return Pairing(
        rows=tuple(sorted(shown, key=lambda row: (row.variant.position, row.variant.id))),
        choices=tuple(sorted(choices, key=lambda variant: places[variant.id])),
        others=others,
        ours=tuple(ours),
        theirs=theirs,
    )


def _proposed(
    ours: Sequence[VariantMap], theirs: Sequence[BubblyVariant]
) -> dict[int, tuple[str, PairedBy | None]]:
    """Bubbly variants by our variants' ids; what was mapped alone before stays what it is."""
    gids = {variant.id for variant in theirs}
    kept: dict[int, tuple[str, PairedBy | None]] = {
        variant.id: (variant.bubbly_variant_id, None)
        for variant in ours
        if variant.bubbly_variant_id and variant.bubbly_variant_id in gids
    }
    taken = {gid for gid, _ in kept.values()}
    found = pair(
        [_ours(variant) for variant in ours if variant.id not in kept],
        [_theirs(variant) for variant in theirs if variant.id not in taken],
    )
    return kept | {int(ours_id): (each.id, each.by) for ours_id, each in found.items()}


def _bubbly_variant(row: Mapping[str, Any]) -> BubblyVariant:
    return BubblyVariant(
        id=row["id"],
        title=row["title"],
        options=tuple(row["options"]),
        sku=row["sku"],
        barcode=row["barcode"],
        price=row["price"],
    )


def _ours(variant: VariantMap) -> Pairable:
    values = tuple(value for _, value in variant.options)
    return Pairable(str(variant.id), variant.sku, variant.barcode, values)


def _theirs(variant: BubblyVariant) -> Pairable:
    return Pairable(variant.id, variant.sku, variant.barcode, variant.options)
