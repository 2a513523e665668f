"""Which of Bubbly's products may be a partner's, and how they are, on a real simulator."""

from dataclasses import replace

import pytest

from powerpact.models import LookupKind, LookupState
from powerpact.services.lookups.asking import ask, latest
from powerpact.services.lookups.work import work_lookups
from powerpact.services.variant_mapping import map_variant
from tests.services.catalogue_readings import product
from tests.services.lookups.asked import answer
from tests.services.marketplace import ANA, Shop, map_row, read_in, variants_of
from tests.services.own_products import own_product


@pytest.fixture
def mug(bubbly: Shop, kiln: Shop) -> int:
    """The map of a product of Kiln's in two sizes, one of them with a barcode."""
    read = product(1)
    first, second = read.variants
    return read_in(kiln.id, replace(read, variants=(first, replace(second, barcode="4012"))))


def test_products_with_most_in_common_come_first(bubbly: Shop, mug: int) -> None:
    own_product(bubbly, skus=("OTHER", "SKU-10002"), handle="one")
    both = own_product(bubbly, handle="both")
    own_product(bubbly, skus=("A", "B"), handle="none")
    found = answer(mug, LookupKind.MATCHES)
    assert [(row["handle"], row["by_sku"]) for row in found["products"]] == [
        ("both", 2),
        ("one", 1),
    ]
    assert found["products"][0] == {
        "id": both.id,
        "title": "Our mug",
        "vendor": "Bubbly",
        "status": "ACTIVE",
        "handle": "both",
        "variants": 2,
        "by_sku": 2,
        "by_barcode": 0,
    }
    assert (found["variants"], found["looked_for"]) == (2, 3)


def test_a_barcode_finds_as_well(bubbly: Shop, mug: int) -> None:
    variant = {
        "sku": "X",
        "barcode": "4012",
        "price": "1.00",
        "optionValues": [{"optionName": "Size", "name": "Size 1"}],
    }
    own_product(bubbly, sizes=("Size 1",), skus=("X",), variants=[variant])
    [found] = answer(mug, LookupKind.MATCHES)["products"]
    assert (found["by_sku"], found["by_barcode"]) == (0, 1)


def test_a_product_without_codes_has_no_suggestions(bubbly: Shop, kiln: Shop) -> None:
    read = product(1, variants=1)
    map_id = read_in(kiln.id, replace(read, variants=(replace(read.variants[0], sku=""),)))
    own_product(bubbly)
    assert answer(map_id, LookupKind.MATCHES)["products"] == []


@pytest.mark.parametrize(
    "words", ["our mug", "OUR", "{number}", "{gid}", "https://a/products/{number}?x=1"]
)
def test_words_an_id_or_an_address_find_a_product(bubbly: Shop, mug: int, words: str) -> None:
    own = own_product(bubbly, skus=("A", "B"))
    words = words.format(gid=own.id, number=own.id.rpartition("/")[2])
    assert [row["id"] for row in answer(mug, LookupKind.MATCHES, words)["products"]] == [own.id]


@pytest.mark.parametrize("words", ["nothing", "title:our", "' OR title:*"])
def test_words_are_words_and_no_search_of_shopifys(bubbly: Shop, mug: int, words: str) -> None:
    own_product(bubbly)
    assert answer(mug, LookupKind.MATCHES, words)["products"] == []


def test_a_product_is_read_with_its_variants_and_what_would_change(bubbly: Shop, mug: int) -> None:
    own = own_product(bubbly)
    map_variant(own.variants[0].id, variants_of(mug)[0].id, ANA)
    found = answer(mug, LookupKind.PRODUCT, own.id)
    assert (found["id"], found["title"]) == (own.id, "Our mug")
    assert [row["id"] for row in found["variants"]] == [v.id for v in own.variants]
    changed = {row["name"]: row["then"] for row in found["fields"]}
    assert changed["title"] == "Mug 1"
    assert "handle" not in changed
    assert map_row(mug).bubbly_product_id is None


def test_a_product_that_is_gone_is_said_to_be_gone(bubbly: Shop, mug: int) -> None:
    ask(mug, LookupKind.PRODUCT, ANA, "gid://shopify/Product/404")
    work_lookups()
    found = latest(mug, LookupKind.PRODUCT)
    assert found is not None
    assert (found.state, found.error) == (
        LookupState.FAILED,
        "Bubbly does not have this product any more. Look for it again.",
    )
