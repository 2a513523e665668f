"""Several variants of one product at once (platform facts 3.5)."""

from decimal import Decimal
from typing import Any

import pytest

from powerpact.simulator import actions
from powerpact.simulator.store.products import Product
from tests.simulator.asking import codes, sized
from tests.simulator.benches import Bench

UPDATE = """
mutation ($id: ID!, $variants: [ProductVariantsBulkInput!]!, $partial: Boolean) {
  productVariantsBulkUpdate(
    productId: $id, variants: $variants, allowPartialUpdates: $partial
  ) { productVariants { sku price title } userErrors { field code } }
}
"""
CREATE = """
mutation ($id: ID!, $variants: [ProductVariantsBulkInput!]!,
  $strategy: ProductVariantsBulkCreateStrategy) {
  productVariantsBulkCreate(productId: $id, variants: $variants, strategy: $strategy) {
    productVariants { title } userErrors { code }
  }
}
"""
DELETE = """
mutation ($id: ID!, $gids: [ID!]!) {
  productVariantsBulkDelete(productId: $id, variantsIds: $gids) { userErrors { code } }
}
"""
UNKNOWN = "gid://shopify/ProductVariant/1"


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def mug(bench: Bench) -> Product:
    """In sizes S and M."""
    options = [{"name": "Size", "values": [{"name": "S"}, {"name": "M"}]}]
    sizes = [sized(size, price=Decimal(12)) for size in "SM"]
    given = {"title": "Mug", "productOptions": options, "variants": sizes}
    return actions.create_products(bench.shop, [given])[0]


def titles(product: Product) -> list[str]:
    return [variant.title for variant in product.variants]


def of_size(size: str, **fields: Any) -> dict[str, Any]:
    return {"optionValues": [{"optionName": "Size", "name": size}], **fields}


def test_named_variants_change_and_one_event_tells(bench: Bench, mug: Product) -> None:
    bench.topics()
    changes = [{"id": v.id, "price": "9", "inventoryItem": {"sku": "NEW"}} for v in mug.variants]
    answer = bench.data(UPDATE, {"id": mug.id, "variants": changes})
    assert [(v["sku"], v["price"]) for v in answer["productVariants"]] == [("NEW", "9.00")] * 2
    assert bench.topics() == ["products/update"]


def test_an_option_value_can_be_changed(bench: Bench, mug: Product) -> None:
    change = of_size("L", id=mug.variants[1].id)
    bench.data(UPDATE, {"id": mug.id, "variants": [change]})
    assert titles(mug) == ["S", "L"]


@pytest.mark.parametrize("partial", [False, True])
def test_one_fault_stops_all_unless_parts_are_allowed(
    bench: Bench, mug: Product, partial: bool
) -> None:
    changes = [{"id": mug.variants[0].id, "price": "9"}, {"id": UNKNOWN, "price": "9"}]
    answer = bench.data(UPDATE, {"id": mug.id, "variants": changes, "partial": partial})
    assert codes(answer) == ["PRODUCT_VARIANT_DOES_NOT_EXIST"]
    assert (mug.variants[0].price == 9) is partial


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"id": None}, "PRODUCT_VARIANT_ID_MISSING"),
        ({"price": "-1"}, "NEGATIVE_PRICE_VALUE"),
        ({"metafields": [{"namespace": "x", "value": "y"}]}, "INVALID_VALUE"),
        (
            {"inventoryQuantities": [{"availableQuantity": 1, "locationId": "gid://x/1"}]},
            "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE",
        ),
    ],
)
def test_a_faulty_change_is_told_by_its_code(
    bench: Bench, mug: Product, fields: dict[str, Any], code: str
) -> None:
    change = {"id": mug.variants[0].id, **fields}
    assert codes(bench.data(UPDATE, {"id": mug.id, "variants": [change]})) == [code]


def test_a_new_variant_comes_with_stock(bench: Bench, mug: Product) -> None:
    place = bench.shop.main_location.id
    stock = [{"availableQuantity": 4, "locationId": place}]
    bench.data(CREATE, {"id": mug.id, "variants": [of_size("L", inventoryQuantities=stock)]})
    assert titles(mug) == ["S", "M", "L"]
    assert mug.variants[2].inventory_quantity == 4
    assert [value.name for value in mug.options[0].option_values] == ["S", "M", "L"]


def test_the_default_variant_makes_way_when_told(bench: Bench) -> None:
    plain = actions.create_product(bench.shop, "Vase")
    values = [{"optionName": "Title", "name": "Tall"}]
    given = {"id": plain.id, "variants": [{"optionValues": values}]}
    bench.data(CREATE, {**given, "strategy": "REMOVE_STANDALONE_VARIANT"})
    assert titles(plain) == ["Tall"]


@pytest.mark.parametrize(
    ("variant", "code"),
    [
        (of_size("S"), "VARIANT_ALREADY_EXISTS"),
        ({}, "NEED_TO_ADD_OPTION_VALUES"),
        (of_size("L", price="-1"), "NEGATIVE_PRICE_VALUE"),
    ],
)
def test_a_faulty_new_variant_is_refused(
    bench: Bench, mug: Product, variant: dict[str, Any], code: str
) -> None:
    assert codes(bench.data(CREATE, {"id": mug.id, "variants": [variant]})) == [code]
    assert titles(mug) == ["S", "M"]


def test_deleted_variants_leave_the_others_in_place(bench: Bench, mug: Product) -> None:
    gone = mug.variants[0]
    assert codes(bench.data(DELETE, {"id": mug.id, "gids": [gone.id]})) == []
    assert [(v.title, v.position) for v in mug.variants] == [("M", 1)]
    assert gone.inventory_item.id not in bench.shop.inventory_items


def test_the_last_variant_and_strangers_stay(bench: Bench, mug: Product) -> None:
    everything = [variant.id for variant in mug.variants]
    refused = bench.data(DELETE, {"id": mug.id, "gids": everything})
    assert codes(refused) == ["CANNOT_DELETE_LAST_VARIANT"]
    strange = bench.data(DELETE, {"id": mug.id, "gids": [UNKNOWN]})
    assert codes(strange) == ["AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT"]
    assert titles(mug) == ["S", "M"]


@pytest.mark.parametrize("document", [UPDATE, CREATE, DELETE])
def test_an_unknown_product_is_refused(bench: Bench, document: str) -> None:
    given = {"id": "gid://shopify/Product/1", "variants": [], "gids": []}
    declared = {name: given[name] for name in given if f"${name}:" in document}
    assert codes(bench.data(document, declared)) == ["PRODUCT_DOES_NOT_EXIST"]


def test_a_product_is_published_from_a_moment_on(bench: Bench, mug: Product) -> None:
    mug.published.clear()
    place = next(iter(bench.shop.publications))
    bench.data(
        """mutation ($id: ID!, $place: ID!) { publishablePublish(id: $id, input: [
          {publicationId: $place, publishDate: "2026-11-23T12:00:00Z"}
        ]) { publishable { resourcePublicationsCount { count } } } }""",
        {"id": mug.id, "place": place},
    )
    read = """query ($id: ID!, $place: ID!) { product(id: $id) {
      publishedOnPublication(publicationId: $place)
      resourcePublicationsV2(first: 5) { nodes { isPublished publication { name } } } } }"""
    before = bench.data(read, {"id": mug.id, "place": place})
    bench.pass_time(25 * 3600)
    after = bench.data(read, {"id": mug.id, "place": place})
    assert [before["publishedOnPublication"], after["publishedOnPublication"]] == [False, True]
    assert [n["isPublished"] for n in after["resourcePublicationsV2"]["nodes"]] == [True]


@pytest.mark.parametrize("missing", ["product", "publication"])
def test_what_is_unknown_cannot_be_published(bench: Bench, mug: Product, missing: str) -> None:
    answer = bench.data(
        """mutation ($id: ID!, $place: ID!) {
          publishablePublish(id: $id, input: [{publicationId: $place}]) {
            userErrors { field } } }""",
        {
            "id": "gid://shopify/Product/1" if missing == "product" else mug.id,
            "place": "gid://shopify/Publication/1",
        },
    )
    expected = ["id"] if missing == "product" else ["input", "0", "publicationId"]
    assert answer["userErrors"] == [{"field": expected}]


def test_a_picture_is_ready_some_time_after_it_was_named(bench: Bench) -> None:
    picture = {"originalSource": "https://cdn.example.com/a.jpg"}
    product = actions.create_product(bench.shop, "Mug", files=[picture])
    read = """query ($id: ID!) { product(id: $id) { mediaCount { count } featuredMedia {
      status ... on MediaImage { mimeType image { url } } } } }"""
    before = bench.data(read, {"id": product.id})["featuredMedia"]
    bench.pass_time(1)
    after = bench.data(read, {"id": product.id})["featuredMedia"]
    assert (before["status"], before["image"]) == ("PROCESSING", None)
    assert after["status"] == "READY"
    own, _, number = after["image"]["url"].partition("/files/a.jpg?v=")
    assert (own, number.isdecimal()) == ("http://127.0.0.1:4000/_cdn/kiln.myshopify.com", True)
