"""A generated catalogue in a store, and shoppers who buy from it."""

import random

import pytest

from powerpact.simulator.clock import Clock
from powerpact.simulator.planting import plant
from powerpact.simulator.seed import catalogue
from powerpact.simulator.shoppers import NothingToBuy, fill_basket
from powerpact.simulator.store.shops import Shop
from powerpact.simulator.world import Event, World


@pytest.fixture
def shop() -> Shop:
    return World(Clock(), "http://127.0.0.1:1", list[Event]().append).create_shop(
        "kiln.myshopify.com", name="Kiln"
    )


def test_what_is_planted_is_what_was_drafted(shop: Shop) -> None:
    drafts = catalogue("ceramics", products=30, seed=3)

    products = plant(shop, drafts)

    for product, draft in zip(products, drafts, strict=True):
        assert (product.title, product.status) == (draft.title, draft.status)
        assert [variant.sku for variant in product.variants] == [one.sku for one in draft.variants]
        assert [variant.price for variant in product.variants] == [
            one.price for one in draft.variants
        ]
        assert [
            variant.inventory_quantity if variant.inventory_item.tracked else None
            for variant in product.variants
        ] == [one.quantity for one in draft.variants]
        assert set(product.published) == set(shop.publications)


def test_a_product_without_options_has_shopifys_default_variant(shop: Shop) -> None:
    products = plant(shop, catalogue("ceramics", products=40, seed=3))

    simple = next(product for product in products if len(product.variants) == 1)
    assert simple.has_only_default_variant
    assert simple.variants[0].title == "Default Title"


def test_shoppers_buy_different_things_that_are_on_sale_and_in_stock(shop: Shop) -> None:
    plant(shop, catalogue("ceramics", products=30, seed=3))
    chance = random.Random(1)

    for basket in (fill_basket(shop, chance, lines=4) for _ in range(50)):
        assert len({variant.id for variant, _ in basket.lines}) == 4
        for variant, pieces in basket.lines:
            assert variant.product.status == "ACTIVE"
            assert 1 <= pieces <= 3
            assert not variant.inventory_item.tracked or variant.inventory_quantity >= pieces


def test_the_same_seed_fills_the_same_basket(shop: Shop) -> None:
    plant(shop, catalogue("ceramics", products=30, seed=3))

    first, second = (fill_basket(shop, random.Random(9), lines=3) for _ in range(2))

    assert first == second


def test_a_basket_can_take_from_each_of_several_vendors(shop: Shop) -> None:
    plant(shop, catalogue("ceramics", products=10, seed=3))
    plant(shop, catalogue("outdoor", products=10, seed=3))

    vendors = ["Kiln & Harbour", "Fell & Ford"]
    basket = fill_basket(shop, random.Random(1), lines=2, vendors=vendors)

    assert [variant.product.vendor for variant, _ in basket.lines] == vendors


def test_an_empty_shop_sells_nothing(shop: Shop) -> None:
    with pytest.raises(NothingToBuy):
        fill_basket(shop, random.Random(1), lines=1)
