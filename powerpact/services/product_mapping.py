"""Making a product that Bubbly has already the listing of a partner's product.

Nothing is sent here. The first sync finds Bubbly's product by its id, gives it our custom id and
only then writes, so that it changes that very product (``powerpact.services.listing``).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from powerpact.domain.transitions import Curation, SyncState
from powerpact.errors import NotFound, Refused
from powerpact.models import ProductMap, VariantMap, utc_now
from powerpact.services.audit import Actor, audit
from powerpact.services.follow_up import FollowUp
from powerpact.services.listing_wanted import is_gone
from powerpact.services.many_rows import update_records
from powerpact.services.transactions import transaction


@dataclass(frozen=True, slots=True)
class SeenProduct:
    """A product of Bubbly's (gid) and its variants (gids), as the person saw it."""

    id: str
    variants: frozenset[str]


def map_to_existing(
    map_id: int,
    product: SeenProduct,
    pairs: Mapping[int, str],
    actor: Actor,
    seen: datetime,
) -> FollowUp:
    """Let Bubbly's product be this listing, approve it and queue its first sync.

    ``pairs``: Bubbly variants by the ids of our variant maps. What is not paired is made anew at
    Bubbly by that sync; what of ``product.variants`` is not paired is deleted by it. ``seen`` is
    when the product map had changed last as the person decided.

    Raises Refused, with nothing done, when the product map moved on, is listed, or is gone, and
    when the product or a variant belongs to another one; NotFound for an unknown product map.
    """
    _refuse_odd(product, pairs)
    with transaction() as session:
        row = _locked(session, map_id)
        _refuse_unfit(row, pairs, seen)
        before = {"curation": row.curation.value, "sync": row.sync.value}
        _take_product(session, row, product)
        _take_variants(session, row, pairs)
        named = {str(ours): theirs for ours, theirs in sorted(pairs.items())}
        after = {
            "curation": Curation.APPROVED.value,
            "bubbly_product_id": product.id,
            "pairs": named,
            "to_be_deleted": sorted(product.variants - set(pairs.values())),
        }
        audit(session, actor, "map_to_existing", ("product_map", map_id), before, after)
    return FollowUp(listings=(map_id,))


def _refuse_odd(product: SeenProduct, pairs: Mapping[int, str]) -> None:
    if not pairs:
        raise Refused("no variant is paired: pair at least one")
    if any(count > 1 for count in Counter(pairs.values()).values()):
        raise Refused("a Bubbly variant is paired twice: pair each one once")
    if set(pairs.values()) - product.variants:
        raise Refused("a variant that is paired is not one of the Bubbly product's")


def _locked(session: Session, map_id: int) -> ProductMap:
    row = session.get(
        ProductMap,
        map_id,
        options=[selectinload(ProductMap.variants), joinedload(ProductMap.partner)],
        with_for_update={"of": ProductMap},
        populate_existing=True,
    )
    if row is None:
        raise NotFound(f"there is no product {map_id}")
    return row


def _refuse_unfit(row: ProductMap, pairs: Mapping[int, str], seen: datetime) -> None:
    if row.bubbly_product_id:
        raise Refused(f"{row.title} is a Bubbly product already: unmap it first")
    if row.updated_at != seen:
        raise Refused(f"{row.title} was changed meanwhile: look at how it stands now")
    if row.sync is SyncState.SYNCING:
        raise Refused(f"{row.title} is being sent to Bubbly now: try again in a minute")
    if is_gone(row.variants):
        raise Refused(f"{row.partner.name} does not have {row.title} any more")
    if not row.offered:
        raise Refused(f"{row.partner.name} does not offer {row.title}")
    if set(pairs) - {variant.id for variant in row.variants if not variant.removed_at}:
        raise Refused("a variant that is paired is not one that the partner has")


def _take_product(session: Session, row: ProductMap, product: SeenProduct) -> None:
    """Its uniqueness in the table says whether the Bubbly product was free."""
    values = {
        "bubbly_product_id": product.id,
        "adopting": sorted(product.variants),
        "curation": Curation.APPROVED,
        "sync": SyncState.QUEUED,
        "next_sync_at": utc_now(),
        "sync_tries": 0,
        "error_code": "",
        "error": "",
        "sent_hash": None,
        "sent_images": None,
        "published": False,
    }
    try:
        with session.begin_nested():
            session.execute(update(ProductMap).where(ProductMap.id == row.id).values(**values))
    except IntegrityError:
        taken = select(ProductMap).where(ProductMap.bubbly_product_id == product.id)
        owner = session.scalars(taken.options(joinedload(ProductMap.partner))).one_or_none()
        whose = f"{owner.title} of {owner.partner.name}" if owner else "another product"
        raise Refused(f"this Bubbly product is the listing of {whose}") from None


def _take_variants(session: Session, row: ProductMap, pairs: Mapping[int, str]) -> None:
    """The same for its variants; which stock they have is known after the first sync."""
    session.execute(
        update(VariantMap)
        .where(VariantMap.product_map_id == row.id, VariantMap.bubbly_variant_id.is_not(None))
        .values(bubbly_variant_id=None, bubbly_inventory_item_id=None)
        .execution_options(synchronize_session=False)
    )
    records = [{"id": ours, "bubbly_variant_id": theirs} for ours, theirs in pairs.items()]
    try:
        with session.begin_nested():
            update_records(session, VariantMap, records)
    except IntegrityError:
        raise Refused(
            "one of the Bubbly variants sells another partner variant already: unmap that first"
        ) from None
