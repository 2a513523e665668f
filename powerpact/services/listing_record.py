"""Putting listings down: what became of each, however many, with the same few statements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from powerpact.domain.listing import Listed, ListedVariant
from powerpact.domain.transitions import SyncState
from powerpact.errors import Unclear
from powerpact.models import BubblyStore, ProductMap, VariantMap, utc_now
from powerpact.services.listing_claim import must_publish
from powerpact.services.listing_outcome import Outcome, after
from powerpact.services.listing_wanted import DELETED, NotListable, Wanted, wanted
from powerpact.services.many_rows import among, document, given_rows

_COLUMNS = (
    "id",
    "bubbly_product_id",
    "sent_hash",
    "sent_images",
    "published",
    "adopting",
    "sync",
    "claim",
    "next_sync_at",
    "sync_tries",
    "last_synced_at",
    "error_code",
    "error",
)
_VARIANT_COLUMNS = ("id", "bubbly_variant_id", "bubbly_inventory_item_id")
Values = dict[str, Any]


def settle(
    session: Session, claim: str, outcomes: Mapping[int, Outcome], *, publish_later: bool = False
) -> dict[int, SyncState]:
    """Put down the listings with these outcomes; the state of each, by product map id.

    A listing that changed while it was sent is queued again. With ``publish_later`` one that
    still has to be published stays in hand, ``syncing``. One that another worker has taken
    since is left to it and has no state here.
    """
    if not outcomes:
        return {}
    rows = in_hand(session, claim, outcomes)
    bubbly = session.scalars(select(BubblyStore)).one_or_none()
    settled = [_Settling(row, outcomes[row.id]) for row in rows]
    for each in settled:
        each.decide(bubbly, publish_later=publish_later)
    _write_variants(session, settled)
    _write_maps(session, [each.values for each in settled])
    return {each.row.id: each.values["sync"] for each in settled}


def in_hand(session: Session, claim: str, map_ids: Collection[int]) -> Sequence[ProductMap]:
    """Those of the product maps that the claim still holds, locked against other changes."""
    return session.scalars(
        select(ProductMap)
        .where(among(ProductMap.id, map_ids), ProductMap.claim == claim)
        # Partners by a query of their own: whoever made us wait may have suspended one.
        .options(selectinload(ProductMap.partner), selectinload(ProductMap.variants))
        .order_by(ProductMap.id)
        .with_for_update(of=ProductMap)
        .execution_options(populate_existing=True)
    ).all()


class _Settling:
    """One listing on its way down: ``values`` are the columns that it will have."""

    def __init__(self, row: ProductMap, outcome: Outcome) -> None:
        self.row, self.outcome = row, outcome
        self.values: Values = {name: getattr(row, name) for name in _COLUMNS}
        self.now_at: dict[int, ListedVariant] = {}

    def decide(self, bubbly: BubblyStore | None, *, publish_later: bool) -> None:
        target = _target(self.row, bubbly)
        error = self.outcome.error
        if self.outcome.listed:
            error = self._keep_listed(self.outcome.listed, target) or error
        if self.outcome.deleted:
            self.values |= {"sent_hash": DELETED, "sent_images": None, "published": False}
        self.values["published"] |= self.outcome.published
        self.values["claim"] = None
        if error:
            self.values |= after(error, self.row.sync_tries)
        elif isinstance(target, NotListable):
            self.values |= after(target, self.row.sync_tries)
        else:
            stays = publish_later and bubbly is not None and must_publish(self.row, bubbly, target)
            self._end_well(target, stays=stays)

    def _keep_listed(self, listed: Listed, target: Wanted | NotListable) -> Unclear | None:
        """Note which Bubbly product and variants the listing is, unless some are missing."""
        sent = self.outcome.fingerprint
        same = target if isinstance(target, Wanted) and target.fingerprint == sent else None
        shown = {frozenset(variant.options): variant for variant in listed.variants}
        live = _live_variants(self.row, target)
        found = {each.id: shown.get(_options(each)) for each in live}
        if same and None in found.values():
            return Unclear("Bubbly does not show every variant of the listing")
        self.now_at = {map_id: variant for map_id, variant in found.items() if variant}
        self.values["bubbly_product_id"] = listed.product_id
        self.values["adopting"] = None
        self.values["sent_hash"] = sent
        # Of content that changed since, nobody knows the pictures: they are sent again.
        self.values["sent_images"] = same.images if same else None
        return None

    def _end_well(self, target: Wanted, *, stays: bool) -> None:
        now = utc_now()
        state = SyncState.GONE if target.gone else SyncState.SYNCED
        due = None
        if target.fingerprint != self.values["sent_hash"]:
            state, due = SyncState.QUEUED, now
        elif stays:
            state, due = SyncState.SYNCING, self.row.next_sync_at
            self.values["claim"] = self.row.claim
        self.values |= {"sync": state, "next_sync_at": due, "sync_tries": 0}
        self.values |= {"last_synced_at": now, "error": "", "error_code": ""}

    def variant_changes(self) -> Iterator[Values]:
        """The variants whose place at Bubbly is another one than before."""
        for each in self.row.variants:
            shown = self.now_at.get(each.id)
            before = (each.bubbly_variant_id, each.bubbly_inventory_item_id)
            if shown and (shown.id, shown.inventory_item_id) != before:
                ids = (each.id, shown.id, shown.inventory_item_id)
                yield dict(zip(_VARIANT_COLUMNS, ids, strict=True))

    def let_go(self) -> Iterator[int]:
        """Variants whose Bubbly variant passes to another one."""
        owners = {shown.id: map_id for map_id, shown in self.now_at.items()}
        for each in self.row.variants:
            if owners.get(each.bubbly_variant_id or "", each.id) != each.id:
                yield each.id


def _target(row: ProductMap, bubbly: BubblyStore | None) -> Wanted | NotListable:
    if bubbly is None:
        return NotListable("no_bubbly", "Bubbly's store is not connected any more.")
    try:
        return wanted(row, bubbly)
    except NotListable as reason:
        return reason


def _live_variants(row: ProductMap, target: Wanted | NotListable) -> list[VariantMap]:
    """The variants that are part of the listing."""
    if isinstance(target, NotListable):
        return [variant for variant in row.variants if not variant.removed_at]
    wanted_ids = {variant.partner_variant_id for variant in target.listing.variants}
    return [variant for variant in row.variants if variant.partner_variant_id in wanted_ids]


def _options(variant: VariantMap) -> frozenset[tuple[str, str]]:
    return frozenset((name, value) for name, value in variant.options)


def _write_variants(session: Session, settled: Sequence[_Settling]) -> None:
    """A Bubbly variant may pass to a new partner variant; the old one lets go of it first."""
    let_go = [map_id for each in settled for map_id in each.let_go()]
    if let_go:
        session.execute(
            update(VariantMap)
            .where(among(VariantMap.id, let_go))
            .values(bubbly_variant_id=None)
            .execution_options(synchronize_session=False)
        )
    changes = [change for each in settled for change in each.variant_changes()]
    if changes:
        _write(session, VariantMap, _VARIANT_COLUMNS, changes)


def _write_maps(session: Session, rows: Sequence[Values]) -> None:
    if rows:
        _write(session, ProductMap, _COLUMNS, rows)


def _write(
    session: Session,
    model: type[ProductMap] | type[VariantMap],
    columns: Sequence[str],
    rows: Sequence[Values],
) -> None:
    given = given_rows(model, columns)
    move = (
        update(model)
        .where(model.id == given.c.id)
        .values({name: given.c[name] for name in columns if name != "id"})
        .execution_options(synchronize_session=False)
    )
    session.execute(move, {"given": document(rows)})
