"""Taking a listing in hand, and writing down what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from powerpact.domain.listing import Listed, ListedVariant
from powerpact.domain.transitions import SyncState
from powerpact.errors import Unclear
from powerpact.models import BubblyStore, ProductMap, utc_now
from powerpact.services.claims import ClaimLost
from powerpact.services.listing_wanted import NotListable, Wanted, wanted
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction


@dataclass(frozen=True, slots=True)
class Claimed:
    """A product map in this worker's hand. ``tries`` counts the failures before this one."""

    id: int
    claim: str
    tries: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What one sync has to do at Bubbly; nothing at all for an unchanged product."""

    wanted: Wanted
    bubbly_id: int
    location_id: str
    publication_ids: tuple[str, ...]
    first_time: bool
    images_changed: bool
    must_put: bool
    must_publish: bool


def claim_listing(product_map_id: int) -> Claimed | None:
    """Take a queued product map in hand; None when it is not queued or somebody else has it."""
    claim, now = uuid4().hex, utc_now()
    lease = timedelta(seconds=platform().settings.lease_seconds)
    with transaction() as session:
        taken = session.execute(
            update(ProductMap)
            .where(ProductMap.id == product_map_id, ProductMap.sync == SyncState.QUEUED)
            .values(sync=SyncState.SYNCING, claim=claim, next_sync_at=now + lease)
            .returning(ProductMap.id, ProductMap.sync_tries)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        return Claimed(taken.id, claim, taken.sync_tries) if taken else None


def plan_listing(claimed: Claimed) -> Plan:
    """What is to be done. Raises NotListable when it cannot be, and ClaimLost."""
    with transaction() as session:
        row, bubbly = _in_hand(session, claimed), _bubbly(session)
        if bubbly.location_id is None:
            raise NotListable("no_location", "Bubbly has no location for stock: connect it again.")
        target = wanted(row, bubbly)
        return Plan(
            wanted=target,
            bubbly_id=bubbly.id,
            location_id=bubbly.location_id,
            publication_ids=tuple(bubbly.publication_ids),
            first_time=row.bubbly_product_id is None,
            images_changed=target.images != row.sent_images,
            must_put=target.fingerprint != row.sent_hash,
            must_publish=bool(bubbly.publication_ids) and not row.published and not target.gone,
        )


def record_listed(claimed: Claimed, target: Wanted, listed: Listed) -> None:
    """Note which Bubbly product and variants the listing is. Raises ClaimLost and Unclear."""
    with transaction() as session:
        row = _in_hand(session, claimed)
        _record_variants(session, row, target, listed)
        row.bubbly_product_id = listed.product_id
        row.sent_hash = target.fingerprint
        row.sent_images = target.images


def record_published(claimed: Claimed) -> None:
    """Note that the listing is published. Raises ClaimLost."""
    with transaction() as session:
        _in_hand(session, claimed).published = True


def finish(claimed: Claimed) -> SyncState:
    """Put the listing down: synced, gone, or queued again when it changed while it was sent.

    Raises NotListable when what it changed to cannot be listed, and ClaimLost.
    """
    with transaction() as session:
        row = _in_hand(session, claimed)
        target = wanted(row, _bubbly(session))
        if target.fingerprint != row.sent_hash:
            state = SyncState.QUEUED
        else:
            state = SyncState.GONE if target.gone else SyncState.SYNCED
        row.sync, row.claim, row.sync_tries = state, None, 0
        row.next_sync_at = utc_now() if state is SyncState.QUEUED else None
        row.last_synced_at, row.error, row.error_code = utc_now(), "", ""
        return state


def put_back(claimed: Claimed, seconds: float, tries: int, why: str) -> None:
    """Queue the listing again for later, saying why; nothing when the claim is lost."""
    later = utc_now() + timedelta(seconds=seconds)
    _put_down(claimed, sync=SyncState.QUEUED, next_sync_at=later, sync_tries=tries, error=why)


def fail(claimed: Claimed, code: str, sentence: str) -> None:
    """Give up until a person queues the listing again; nothing when the claim is lost."""
    _put_down(
        claimed,
        sync=SyncState.FAILED,
        next_sync_at=None,
        sync_tries=claimed.tries + 1,
        error_code=code,
        error=sentence,
    )


def _put_down(claimed: Claimed, **values: Any) -> None:
    with transaction() as session:
        session.execute(
            update(ProductMap)
            .where(ProductMap.id == claimed.id, ProductMap.claim == claimed.claim)
            .values(claim=None, **values)
            .execution_options(synchronize_session=False)
        )


def _in_hand(session: Session, claimed: Claimed) -> ProductMap:
    """The product map, locked against whoever would change it meanwhile."""
    row = session.scalars(
        select(ProductMap)
        .where(ProductMap.id == claimed.id, ProductMap.claim == claimed.claim)
        .options(joinedload(ProductMap.partner), selectinload(ProductMap.variants))
        .with_for_update(of=ProductMap)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise ClaimLost(f"listing {claimed.id} is in another worker's hand")
    return row


def _bubbly(session: Session) -> BubblyStore:
    bubbly = session.scalars(select(BubblyStore)).one_or_none()
    if bubbly is None:
        raise NotListable("no_bubbly", "Bubbly's store is not connected yet: connect it first.")
    return bubbly


def _record_variants(session: Session, row: ProductMap, target: Wanted, listed: Listed) -> None:
    """A Bubbly variant may pass to a new partner variant; the old one lets go of it first."""
    answered = {frozenset(variant.options): variant for variant in listed.variants}
    now_at: dict[str, ListedVariant] = {}
    for variant in target.listing.variants:
        shown = answered.get(frozenset(variant.options))
        if shown is None:
            raise Unclear(f"Bubbly does not show the variant {dict(variant.options)}")
        now_at[variant.partner_variant_id] = shown
    _let_go(session, row, now_at)
    for each in row.variants:
        if each.partner_variant_id in now_at:
            each.bubbly_variant_id = now_at[each.partner_variant_id].id
            each.bubbly_inventory_item_id = now_at[each.partner_variant_id].inventory_item_id


def _let_go(session: Session, row: ProductMap, now_at: Mapping[str, ListedVariant]) -> None:
    owners = {shown.id: partner_id for partner_id, shown in now_at.items()}
    for each in row.variants:
        owner = owners.get(each.bubbly_variant_id or "")
        if owner is not None and owner != each.partner_variant_id:
            each.bubbly_variant_id = None
    session.flush()
