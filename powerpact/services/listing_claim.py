"""Taking one listing in hand, and what has to be done for it at Bubbly."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.domain.listing import has_other_stock
from powerpact.domain.transitions import SyncState
from powerpact.models import BubblyStore, ProductMap, utc_now
from powerpact.services.listing_wanted import NotListable, Wanted, refuse_sold_elsewhere, wanted
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction


@dataclass(frozen=True, slots=True)
class Plan:
    """What one sync has to do at Bubbly; nothing at all for an unchanged product."""

    wanted: Wanted
    bubbly_id: int
    location_id: str
    publication_ids: tuple[str, ...]
    first_time: bool
    images_changed: bool
    stock_changed: bool
    must_put: bool
    must_delete: bool
    must_publish: bool
    # The variants that Bubbly's own product had when staff made it this listing, if they just did.
    adopting: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A listing in this worker's hand: what to do, or why it cannot be listed."""

    id: int
    claim: str
    plan: Plan | NotListable


def take_listing(product_map_id: int) -> Taken | None:
    """Take a queued product map in hand; None when it is not queued or somebody else has it."""
    claim, now = uuid4().hex, utc_now()
    lease = timedelta(seconds=platform().settings.lease_seconds)
    with transaction() as session:
        row = session.scalars(
            update(ProductMap)
            .where(ProductMap.id == product_map_id, ProductMap.sync == SyncState.QUEUED)
            .values(sync=SyncState.SYNCING, claim=claim, next_sync_at=now + lease)
            .returning(ProductMap)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if row is None:
            return None
        try:
            return Taken(row.id, claim, plan_of(row, bubbly_store(session)))
        except NotListable as reason:
            return Taken(row.id, claim, reason)


def plan_of(row: ProductMap, bubbly: BubblyStore) -> Plan:
    """What is to be done for the listing now. Raises NotListable when it cannot be."""
    if bubbly.location_id is None:
        raise NotListable("no_location", "Bubbly has no location for stock: connect it again.")
    refuse_sold_elsewhere(row)
    target = wanted(row, bubbly)
    return Plan(
        wanted=target,
        bubbly_id=bubbly.id,
        location_id=bubbly.location_id,
        publication_ids=tuple(bubbly.publication_ids),
        first_time=target.listing.bubbly_product_id is None,
        images_changed=target.images != row.sent_images,
        stock_changed=has_other_stock(target.listing, row.sent_hash),
        must_put=target.fingerprint != row.sent_hash and not target.deleted,
        must_delete=target.fingerprint != row.sent_hash and target.deleted,
        must_publish=must_publish(row, bubbly, target),
        adopting=None if row.adopting is None else frozenset(row.adopting),
    )


def must_publish(row: ProductMap, bubbly: BubblyStore, target: Wanted) -> bool:
    """Whether shoppers cannot find the listing before it is published."""
    return bool(bubbly.publication_ids) and not row.published and not target.gone


def bubbly_store(session: Session) -> BubblyStore:
    """Bubbly. Raises NotListable when it is not connected yet."""
    bubbly = session.scalars(select(BubblyStore)).one_or_none()
    if bubbly is None:
        raise NotListable("no_bubbly", "Bubbly's store is not connected yet: connect it first.")
    return bubbly
