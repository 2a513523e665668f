"""Mapping one Bubbly variant to one partner variant by hand."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import Curation, SyncState
from powerpact.errors import NotFound, Refused
from powerpact.models import AuditEvent, ProductMap, VariantMap, utc_now
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.listing_claim import plan_of
from powerpact.services.listing_wanted import NotListable
from powerpact.services.order_intake import receive_order
from powerpact.services.order_routing import routing_for
from powerpact.services.variant_mapping import map_variant, suggest_variants
from tests.factories import (
    BubblyOrderLineFactory,
    BubblyStoreFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
)
from tests.services.marketplace import ANA
from tests.services.orders import placed_line, placed_order

GID = "gid://shopify/ProductVariant/5"
PRODUCT = "gid://shopify/Product/77"


def unmapped(**details: object) -> VariantMap:
    """A partner variant that no Bubbly variant sells; its product is listed."""
    variant: VariantMap = VariantMapFactory(bubbly_variant_id=None, **details)
    return variant


def unlisted(**details: object) -> VariantMap:
    """The same of a product that was never listed."""
    product = ProductMapFactory(
        bubbly_product_id=None, curation=Curation.PROPOSED, sync=SyncState.NEVER
    )
    return unmapped(product_map=product, **details)


def sells(session: Session, variant: VariantMap) -> str | None:
    session.expire_all()
    return session.get_one(VariantMap, variant.id).bubbly_variant_id


def test_a_mapped_variant_routes_and_its_listing_is_sent_once_more(session: Session) -> None:
    variant = unmapped(product_map__sent_hash="as it was sent")
    map_id = variant.product_map_id
    assert map_variant(GID, variant.id, ANA) == FollowUp(listings=(map_id,))
    assert sells(session, variant) == GID
    assert session.get_one(ProductMap, map_id).sent_hash != "as it was sent"
    order = placed_order(placed_line(1, variant))
    assert routing_for(session, [order]).by_variant[GID].variant_map_id == variant.id


def test_mapping_is_written_down(session: Session) -> None:
    variant = unmapped()
    map_variant(GID, variant.id, ANA)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.actor, event.subject_type) == (
        "map_variant",
        ANA.name,
        "product_map",
    )
    assert event.after == {"bubbly_variant_id": GID, "variant_map": variant.id}


def test_a_bubbly_variant_sells_one_partner_variant_only(session: Session) -> None:
    VariantMapFactory(bubbly_variant_id=GID, title="Blue", product_map__title="Mug")
    variant = unmapped()
    with pytest.raises(Refused, match="sells Mug, Blue already"):
        map_variant(GID, variant.id, ANA)
    assert sells(session, variant) is None
    assert session.scalars(select(AuditEvent)).all() == []


def test_a_partner_variant_is_sold_by_one_bubbly_variant_only(session: Session) -> None:
    variant: VariantMap = VariantMapFactory(bubbly_variant_id="gid://shopify/ProductVariant/8")
    with pytest.raises(Refused, match="sold by another Bubbly variant"):
        map_variant(GID, variant.id, ANA)
    assert sells(session, variant) == "gid://shopify/ProductVariant/8"


def test_what_the_partner_removed_cannot_be_sold(session: Session) -> None:
    with pytest.raises(Refused, match="does not have"):
        map_variant(GID, unmapped(removed_at=utc_now()).id, ANA)


def test_a_variant_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound, match="no partner variant 12"):
        map_variant(GID, 12, ANA)


def test_a_listing_takes_no_variant_of_another_bubbly_product(session: Session) -> None:
    BubblyOrderLineFactory(
        destination=Destination.UNROUTED, bubbly_variant_id=GID, bubbly_product_id=PRODUCT
    )
    with pytest.raises(Refused, match="listed at Bubbly as another product"):
        map_variant(GID, unmapped().id, ANA)
    same = unmapped(product_map__bubbly_product_id=PRODUCT)
    map_variant(GID, same.id, ANA)
    assert sells(session, same) == GID


def test_a_product_that_is_not_listed_is_not_queued_and_cannot_be_listed_beside(
    session: Session,
) -> None:
    bubbly = BubblyStoreFactory(location_id="gid://shopify/Location/1")
    variant = unlisted()
    assert map_variant(GID, variant.id, ANA) == NOTHING
    session.expire_all()
    with pytest.raises(NotListable, match="in a product of its own"):
        plan_of(session.get_one(ProductMap, variant.product_map_id), bubbly)


def test_orders_after_the_mapping_go_to_the_partner(session: Session) -> None:
    variant = unlisted()
    line = placed_line(1, variant_id=GID)
    assert receive_order(placed_order(line, number=1)) == ()
    map_variant(GID, variant.id, ANA)
    assert len(receive_order(placed_order(line, number=2))) == 1


def test_suggestions_have_the_sku_or_the_barcode_and_free_ones_come_first(
    session: Session,
) -> None:
    kiln = PartnerStoreFactory(name="Kiln")
    taken = VariantMapFactory(sku="MUG-1", barcode="401", product_map__partner=kiln)
    free = unmapped(sku="MUG-1", product_map__partner=kiln)
    coded = unmapped(sku="OTHER", barcode="401", product_map__partner=kiln)
    unmapped(sku="MUG-1", removed_at=utc_now())
    unmapped(sku="MUG-2")
    found = suggest_variants(" MUG-1", "401")
    assert [(each.variant_map_id, each.by) for each in found] == [
        (free.id, "SKU"),
        (coded.id, "barcode"),
        (taken.id, "SKU and barcode"),
    ]
    assert [each.bubbly_variant_id for each in found] == [None, None, taken.bubbly_variant_id]


@pytest.mark.parametrize("sku", ["", "  "])
def test_nothing_is_suggested_for_nothing(session: Session, sku: str) -> None:
    unmapped(sku="")
    assert suggest_variants(sku, "") == []
