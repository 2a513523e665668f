"""Generated catalogues look like a shop's own and repeat with their seed."""

from collections import Counter

import pytest

from powerpact.simulator.seed import catalogue, ean13
from powerpact.simulator.seed_kinds import KINDS
from powerpact.simulator.seed_large import warehouse

EVERY_KIND = sorted(KINDS)


def test_a_check_digit_is_that_of_a_real_barcode() -> None:
    assert ean13("400638133393") == "4006381333931"


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_catalogue_repeats_with_its_seed(kind: str) -> None:
    assert catalogue(kind, products=20, seed=5) == catalogue(kind, products=20, seed=5)
    assert catalogue(kind, products=20, seed=5) != catalogue(kind, products=20, seed=6)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_one_product_has_150_variants_and_the_others_up_to_twelve(kind: str) -> None:
    sizes = sorted(len(product.variants) for product in catalogue(kind, products=40, seed=1))

    assert sizes[-1] == 150
    assert sizes[0] >= 1
    assert sizes[-2] <= 12


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_variant_is_told_apart(kind: str) -> None:
    products = catalogue(kind, products=40, seed=1)
    variants = [variant for product in products for variant in product.variants]

    assert len({product.title for product in products}) == 40
    assert len({variant.sku for variant in variants}) == len(variants)
    assert len({variant.barcode for variant in variants}) == len(variants)
    for product in products:
        values = Counter(variant.option_values for variant in product.variants)
        assert set(values.values()) == {1}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_prices_are_above_cost_and_to_the_penny(kind: str) -> None:
    for product in catalogue(kind, products=40, seed=1):
        for variant in product.variants:
            assert 0 < variant.cost < variant.price
            assert variant.price.as_tuple().exponent == -2


def test_a_large_catalogue_has_drafts_sold_out_and_untracked_variants() -> None:
    products = catalogue("ceramics", products=250, seed=1)
    quantities = [variant.quantity for product in products for variant in product.variants]

    assert {product.status for product in products} == {"ACTIVE", "DRAFT"}
    assert None in quantities
    assert 0 in quantities


def test_more_products_than_there_are_titles_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1 to"):
        catalogue("cards", products=5000, seed=1)


def test_a_warehouse_has_exactly_as_many_products_and_variants_as_asked_for() -> None:
    products = list(warehouse(products=7, variants=16, seed=1))
    variants = [variant for product in products for variant in product.variants]

    assert [len(product.variants) for product in products] == [3, 3, 2, 2, 2, 2, 2]
    assert len({variant.sku for variant in variants}) == 16
    assert len({variant.barcode for variant in variants}) == 16


@pytest.mark.parametrize(("products", "variants"), [(2, 1), (1, 2049), (0, 5)])
def test_a_warehouse_keeps_to_shopifys_limits(products: int, variants: int) -> None:
    with pytest.raises(ValueError, match="have from"):
        warehouse(products=products, variants=variants, seed=1)
