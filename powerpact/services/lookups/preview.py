"""What a sync would change at Bubbly, before anything is sent."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from powerpact.domain.listing import OVERRIDABLE
from powerpact.domain.listing_changes import (
    Shown,
    StaffOwned,
    after_sync,
    changes,
    shown,
)
from powerpact.domain.transitions import Curation
from powerpact.errors import NotFound
from powerpact.models import ProductMap
from powerpact.services.listing_claim import bubbly_store, must_publish
from powerpact.services.listing_wanted import NotListable, Wanted, refuse_sold_elsewhere, wanted
from powerpact.services.lookups.change_rows import change_rows
from powerpact.services.transactions import transaction
from powerpact.shopify.call import Call
from powerpact.shopify.catalogue import read_product
from powerpact.shopify.product_matches import publications_of


@dataclass(frozen=True, slots=True)
class Target:
    """What a sync would write now. ``supposed``: as if staff had approved the product."""

    wanted: Wanted
    currency: str
    publication_ids: frozenset[str]
    writes: bool
    publishes: bool
    pictures_stay: bool
    staff: StaffOwned
    supposed: bool


def answer_preview(call: Call, map_id: int, _question: str = "") -> dict[str, Any]:
    """The changes, or in ``not_listable`` why there can be no sync."""
    try:
        target = target_of(map_id)
    except NotListable as reason:
        return {"not_listable": str(reason)}
    product_id = target.wanted.listing.bubbly_product_id
    now = shown_now(call, product_id, target.publication_ids) if product_id else None
    then = after_sync(
        target.wanted.listing,
        now,
        pictures_stay=target.pictures_stay,
        publishes=target.publishes,
    )
    return {
        "is_new": now is None,
        "was_lost": now is None and product_id is not None,
        "sends": target.writes or target.publishes,
        "supposed": target.supposed,
        "currency": target.currency,
        "changes": change_rows(changes(now, then, target.staff)),
    }


def target_of(map_id: int, *, mapped: bool = False) -> Target:
    """What a sync of the product map would write now; of what is not listed, if it were approved.

    ``mapped``: if it were mapped to a product that Bubbly has. Raises NotListable, and NotFound
    for an unknown product map.
    """
    with transaction() as session:
        options = [joinedload(ProductMap.partner), selectinload(ProductMap.variants)]
        row = session.get(ProductMap, map_id, options=options, populate_existing=True)
        if row is None:
            raise NotFound(f"There is no product {map_id}.")
        bubbly = bubbly_store(session)
        if not mapped:
            refuse_sold_elsewhere(row)
        supposed = row.bubbly_product_id is None and row.curation is not Curation.APPROVED
        target = wanted(row, bubbly, as_approved=supposed)
        return Target(
            wanted=target,
            currency=bubbly.currency,
            publication_ids=frozenset(bubbly.publication_ids),
            writes=target.fingerprint != row.sent_hash,
            publishes=must_publish(row, bubbly, target),
            pictures_stay=target.images == row.sent_images,
            staff=_staff_owned(row, supposed=supposed),
            supposed=supposed,
        )


def shown_now(call: Call, product_id: str, publication_ids: frozenset[str]) -> Shown | None:
    """The product as Bubbly shows it; None when it is gone.

    It is published when all of our publications show it.
    """
    product = read_product(call, product_id)
    if product is None:
        return None
    return shown(product, published=publication_ids <= publications_of(call, product_id))


def _staff_owned(row: ProductMap, *, supposed: bool) -> StaffOwned:
    """That a listing is off sale, and that it is published at all, is staff's decision."""
    fields = {name for name in OVERRIDABLE if name in row.overrides} | {"published"}
    if row.curation is not Curation.APPROVED and not supposed:
        fields.add("status")
    return StaffOwned(frozenset(fields), frozenset(row.overrides.get("price", {})))
