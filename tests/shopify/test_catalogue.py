"""A partner's catalogue by paged queries."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from powerpact.domain.catalogue import (
    CatalogueProduct,
    CatalogueVariant,
    Image,
    Option,
    ProductStatus,
)
from powerpact.errors import Malformed, Rejected
from powerpact.shopify.catalogue import changed_since, read_product
from tests.shopify.catalogue_data import product, variant
from tests.shopify.scripted import ScriptedStore, data, page

PRODUCT = CatalogueProduct(
    id="gid://shopify/Product/1",
    title="Tee",
    handle="tee",
    description_html="<p>A tee</p>",
    vendor="Partner",
    product_type="Shirt",
    status=ProductStatus.ACTIVE,
    tags=("cotton",),
    options=(Option("Size", ("S",)),),
    images=(Image("https://c/a.jpg", "front"),),
    variants=(
        CatalogueVariant(
            id="gid://shopify/ProductVariant/1",
            title="S",
            sku="T-S",
            barcode="",
            position=1,
            price=Decimal("12.00"),
            compare_at_price=None,
            options=(("Size", "S"),),
            inventory_item_id="gid://shopify/InventoryItem/1",
            tracked=True,
            sells_at_zero=False,
            quantity=5,
            requires_shipping=True,
            taxable=True,
        ),
    ),
    updated_at=datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
)


def test_a_product_is_read_whole() -> None:
    assert read_product(ScriptedStore(data(product=product())).call, PRODUCT.id) == PRODUCT


def test_a_product_that_the_store_does_not_have_is_none() -> None:
    assert read_product(ScriptedStore(data(product=None)).call, PRODUCT.id) is None


def test_a_status_of_tomorrow_reads_as_unknown() -> None:
    store = ScriptedStore(data(product=product(status="SLEEPING")))
    read = read_product(store.call, PRODUCT.id)
    assert read is not None
    assert read.status is ProductStatus.UNKNOWN


def test_video_and_pictures_in_the_making_are_no_images() -> None:
    media = {"nodes": [{"id": "v", "alt": None}, {"id": "i", "alt": None, "image": None}]}
    read = read_product(ScriptedStore(data(product=product(media=media))).call, PRODUCT.id)
    assert read is not None
    assert read.images == ()


def test_all_pages_of_products_and_of_variants_are_read() -> None:
    many = product(variants=page(variant(1), cursor="v1"))
    rest = data(product={"id": PRODUCT.id, "variants": page(variant(3), variant(2))})
    store = ScriptedStore(
        data(products=page(many, cursor="p1")), rest, data(products=page(product(9)))
    )
    products = list(changed_since(store.call, None))
    assert [[each.position for each in one.variants] for one in products] == [[1, 2, 3], [9]]
    assert (store.variables(1)["after"], store.variables(2)["after"]) == ("v1", "p1")


def test_a_product_deleted_between_two_pages_is_not_there() -> None:
    many = product(variants=page(variant(1), cursor="v1"))
    gone = data(product=None)
    assert read_product(ScriptedStore(data(product=many), gone).call, PRODUCT.id) is None
    store = ScriptedStore(data(products=page(many, product(2))), gone)
    assert [found.id[-1] for found in changed_since(store.call, None)] == ["2"]


def test_everything_is_asked_for_without_a_moment() -> None:
    store = ScriptedStore(data(products=page()))
    assert list(changed_since(store.call, None)) == []
    assert store.variables()["query"] is None


def test_a_moment_is_sent_in_utc() -> None:
    store = ScriptedStore(data(products=page()))
    noon_in_paris = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    list(changed_since(store.call, noon_in_paris))
    assert store.variables()["query"] == "updated_at:>='2026-11-22T11:00:00Z'"


def test_a_search_that_shopify_did_not_understand_is_refused() -> None:
    warning = {"field": "updated_at", "message": "Invalid", "code": "invalid_field"}
    body = {**data(products=page(product())), "extensions": {"search": [{"warnings": [warning]}]}}
    with pytest.raises(Rejected, match="updated_at"):
        list(changed_since(ScriptedStore(body).call, datetime.now(UTC)))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"price": None}, "price"),
        ({"price": "twelve"}, "price"),
        ({"price": True}, "price"),
        ({"id": "gid://shopify/"}, "id"),
        ({"inventoryItem": None}, "inventoryItem"),
        ({"position": 1.5}, "position"),
        ({"taxable": "yes"}, "taxable"),
        ({"selectedOptions": {}}, "selectedOptions"),
    ],
)
def test_a_variant_that_lacks_what_we_need_is_refused_and_the_place_named(
    change: dict[str, Any], place: str
) -> None:
    broken = product(variants=page(variant(**change)))
    with pytest.raises(Malformed, match=rf"nodes\[0\]\.{place} "):
        read_product(ScriptedStore(data(product=broken)).call, PRODUCT.id)


def test_text_that_postgresql_cannot_hold_is_cleaned() -> None:
    store = ScriptedStore(data(product=product(title="T\x00ee \ud83d")))
    read = read_product(store.call, PRODUCT.id)
    assert read is not None
    assert read.title == "Tee ?"


def test_a_product_with_more_pictures_than_a_page_shows_is_read_again_whole() -> None:
    pictures = [{"id": "m", "alt": "", "image": {"url": f"https://c/{n}.jpg"}} for n in range(12)]
    cut_short = product(media={"nodes": pictures[:10]})
    whole = product(media={"nodes": pictures})
    store = ScriptedStore(data(products=page(cut_short)), data(product=whole))
    [read] = changed_since(store.call, None)
    assert len(read.images) == 12
