"""Saying by hand which partner variant a Bubbly variant sells."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from powerpact.domain.splitting import Destination
from powerpact.errors import NotFound, Refused
from powerpact.models import BubblyOrderLine, PartnerStore, ProductMap, VariantMap
from powerpact.services.audit import Actor, audit
from powerpact.services.follow_up import FollowUp
from powerpact.services.listing_queue import is_listed, queue_listings, sent_anew
from powerpact.services.transactions import transaction

MOST_SUGGESTIONS = 20


@dataclass(frozen=True, slots=True)
class SuggestedVariant:
    """A partner variant that may be what a Bubbly variant sells; ``price`` is the partner's.

    ``by``: what it has in common, ``SKU``, ``barcode`` or ``SKU and barcode``.
    ``bubbly_variant_id``: the Bubbly variant that sells it already, if any.
    """

    variant_map_id: int
    product_map_id: int
    partner_id: int
    partner_name: str
    currency: str
    product_title: str
    title: str
    sku: str
    barcode: str
    price: Decimal
    by: str
    bubbly_variant_id: str | None


def suggest_variants(sku: str, barcode: str = "") -> list[SuggestedVariant]:
    """Variants that partners have with this SKU or barcode, those nobody sells yet first.

    At most ``MOST_SUGGESTIONS``; none when both are empty.
    """
    alike = _alike(sku.strip(), barcode.strip())
    if alike is None:
        return []
    chosen = (
        select(VariantMap)
        .join(VariantMap.product_map)
        .join(ProductMap.partner)
        .where(alike, VariantMap.removed_at.is_(None))
        .options(joinedload(VariantMap.product_map).joinedload(ProductMap.partner))
        .order_by(VariantMap.bubbly_variant_id.is_not(None), PartnerStore.name, VariantMap.id)
        .limit(MOST_SUGGESTIONS)
    )
    with transaction() as session:
        return [as_suggestion(row, sku.strip(), barcode.strip()) for row in session.scalars(chosen)]


def map_variant(bubbly_variant_id: str, variant_map_id: int, actor: Actor) -> FollowUp:
    """Let this Bubbly variant sell this partner variant from now on.

    Raises Refused when either is mapped already, when the partner removed the variant, or when
    the two are parts of products that are not each other's; NotFound for an unknown variant.
    """
    with transaction() as session:
        return map_variant_in(session, bubbly_variant_id, variant_map_id, actor)


def map_variant_in(
    session: Session, bubbly_variant_id: str, variant_map_id: int, actor: Actor
) -> FollowUp:
    """The same within the caller's transaction, which a refusal leaves usable."""
    product_map = _locked_product(session, variant_map_id)
    variant = session.get_one(VariantMap, variant_map_id, populate_existing=True)
    _refuse_unfit(session, bubbly_variant_id, variant, product_map)
    _claim(session, bubbly_variant_id, variant)
    after = {"bubbly_variant_id": bubbly_variant_id, "variant_map": variant_map_id}
    audit(session, actor, "map_variant", ("product_map", product_map.id), after=after)
    # What was sent did not say where this variant is, so it is sent once more; the answer tells
    # us which stock is the variant's.
    this = ProductMap.id == product_map.id
    session.execute(update(ProductMap).where(this).values(sent_hash=sent_anew()))
    listed = ProductMap.bubbly_product_id.is_not(None)
    return FollowUp(listings=queue_listings(session, this, is_listed(), listed))


def _alike(sku: str, barcode: str) -> ColumnElement[bool] | None:
    same = [
        column == text
        for column, text in ((VariantMap.sku, sku), (VariantMap.barcode, barcode))
        if text
    ]
    return or_(*same) if same else None


def as_suggestion(row: VariantMap, sku: str = "", barcode: str = "") -> SuggestedVariant:
    """A variant as one to choose, with what it has in common with the SKU and barcode asked for."""
    product, partner = row.product_map, row.product_map.partner
    pairs = (("SKU", row.sku, sku), ("barcode", row.barcode, barcode))
    return SuggestedVariant(
        variant_map_id=row.id,
        product_map_id=product.id,
        partner_id=partner.id,
        partner_name=partner.name,
        currency=partner.currency,
        product_title=product.title,
        title=row.title,
        sku=row.sku,
        barcode=row.barcode,
        price=row.price,
        by=" and ".join(name for name, ours, theirs in pairs if theirs and ours == theirs),
        bubbly_variant_id=row.bubbly_variant_id,
    )


def _locked_product(session: Session, variant_map_id: int) -> ProductMap:
    """The variant's product, locked as every sync locks it."""
    row = session.scalars(
        select(ProductMap)
        .join(VariantMap, VariantMap.product_map_id == ProductMap.id)
        .where(VariantMap.id == variant_map_id)
        .with_for_update(of=ProductMap)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound(f"there is no partner variant {variant_map_id}")
    return row


def _refuse_unfit(
    session: Session, bubbly_variant_id: str, variant: VariantMap, product_map: ProductMap
) -> None:
    name = f"{product_map.title}, {variant.title}"
    if variant.removed_at:
        raise Refused(f"the partner does not have {name} any more")
    if variant.bubbly_variant_id:
        raise Refused(f"{name} is sold by another Bubbly variant, {variant.bubbly_variant_id}")
    theirs = _product_of(session, bubbly_variant_id)
    if theirs and product_map.bubbly_product_id and theirs != product_map.bubbly_product_id:
        raise Refused(
            f"{product_map.title} is listed at Bubbly as another product: unmap it first, or map "
            "it to this one as a whole"
        )


def _product_of(session: Session, bubbly_variant_id: str) -> str | None:
    """The Bubbly product of a variant, as far as lines that nobody could route tell."""
    return session.scalars(
        select(BubblyOrderLine.bubbly_product_id)
        .where(
            BubblyOrderLine.destination == Destination.UNROUTED,
            BubblyOrderLine.bubbly_variant_id == bubbly_variant_id,
            BubblyOrderLine.bubbly_product_id.is_not(None),
        )
        .limit(1)
    ).one_or_none()


def _claim(session: Session, bubbly_variant_id: str, variant: VariantMap) -> None:
    """Give the Bubbly variant to ours; its uniqueness in the table says whether it was free."""
    try:
        with session.begin_nested():
            variant.bubbly_variant_id = bubbly_variant_id
    except IntegrityError:
        owner = session.scalars(
            select(VariantMap)
            .where(VariantMap.bubbly_variant_id == bubbly_variant_id)
            .options(joinedload(VariantMap.product_map))
        ).one_or_none()
        whose = f"{owner.product_map.title}, {owner.title}" if owner else "another variant"
        raise Refused(f"this Bubbly variant sells {whose} already") from None
