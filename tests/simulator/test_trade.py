"""People in the stores: what they sell, order, ship, cancel and refund, told over control."""

from collections.abc import Callable
from typing import Any

import pytest

from powerpact.simulator.control_client import SimulatorClient, SimulatorRefused

from .conftest import SHOP, Store


@pytest.fixture
def shop(store: Store) -> SimulatorClient:
    """The control of a store that sells mugs and vases."""
    store.control.create_product(SHOP, "Mug", price="18.00", sku="MUG", quantity=10)
    store.control.create_product(SHOP, "Vase", price="42.00", sku="VASE", quantity=2)
    return store.control


def _stock(shop: SimulatorClient) -> dict[str, int]:
    products = shop.holdings(SHOP)["products"]
    return {one["sku"]: one["available"] for product in products for one in product["variants"]}


def _refusal(ask: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(SimulatorRefused) as refused:
        ask()
    return refused.value.status, str(refused.value)


def test_an_order_takes_stock_and_adds_up(shop: SimulatorClient) -> None:
    order = shop.place_order(
        SHOP,
        [{"variant": "MUG", "quantity": 3}, {"title": "Engraving", "price": "5.00"}],
        shipping_price="3.95",
        discount="9.00",
    )

    assert [line["sku"] for line in order["lines"]] == ["MUG", None]
    assert (order["subtotal"], order["total"]) == ("50.00", "53.95")
    assert order["financial_status"] == "PAID"
    assert _stock(shop) == {"MUG": 7, "VASE": 2}
    assert shop.orders(SHOP) == [order]


def test_an_order_can_be_paid_later(shop: SimulatorClient) -> None:
    order = shop.place_order(SHOP, [{"variant": "MUG"}], paid=False)
    assert order["financial_status"] == "PENDING"

    assert shop.pay(SHOP, order["name"])["financial_status"] == "PAID"


def test_random_orders_repeat_with_their_seed(shop: SimulatorClient) -> None:
    shop.set_stock(SHOP, "VASE", 500)
    shop.set_stock(SHOP, "MUG", 500)

    first, second = (shop.place_random_orders(SHOP, 5, seed=4, lines=2) for _ in range(2))

    assert len(first) == 5
    assert [[(line["sku"], line["quantity"]) for line in order["lines"]] for order in first] == [
        [(line["sku"], line["quantity"]) for line in order["lines"]] for order in second
    ]


def test_shipping_is_by_piece_and_can_be_undone(shop: SimulatorClient) -> None:
    order = shop.place_order(SHOP, [{"variant": "MUG", "quantity": 3}])["name"]

    shipped = shop.ship(SHOP, order, {"MUG": 1}, company="Royal Mail", number="A1")
    assert [one["status"] for one in shipped["fulfillments"]] == ["SUCCESS"]

    undone = shop.unship(SHOP, order)
    assert [one["status"] for one in undone["fulfillments"]] == ["CANCELLED"]


def test_a_cancelled_order_gives_its_stock_back(shop: SimulatorClient) -> None:
    order = shop.place_order(SHOP, [{"variant": "MUG", "quantity": 3}])["name"]

    cancelled = shop.cancel(SHOP, order, reason="INVENTORY", restock=True)

    assert cancelled["cancelled_at"]
    assert _stock(shop)["MUG"] == 10


def test_a_refund_of_pieces_gives_their_money_and_stock_back(shop: SimulatorClient) -> None:
    order = shop.place_order(SHOP, [{"variant": "MUG", "quantity": 3}])["name"]

    refunded = shop.refund(SHOP, order, {"MUG": 2})

    assert refunded["refunded"] == "36.00"
    assert refunded["lines"][0]["current_quantity"] == 1
    assert _stock(shop)["MUG"] == 9


def test_a_product_is_edited_and_deleted(shop: SimulatorClient) -> None:
    edited = shop.edit_product(SHOP, "vase", title="Tall vase", price="45.00", tags=["tall"])
    assert (edited["title"], edited["tags"]) == ("Tall vase", ["tall"])
    assert edited["variants"][0]["price"] == "45.00"

    shop.delete_product(SHOP, edited["id"])
    assert [product["title"] for product in shop.holdings(SHOP)["products"]] == ["Mug"]


def test_what_the_store_refuses_is_a_sentence(shop: SimulatorClient) -> None:
    status, sentence = _refusal(
        lambda: shop.place_order(SHOP, [{"variant": "VASE", "quantity": 3}])
    )

    assert status == 409
    assert sentence.startswith("The store refuses:")


@pytest.mark.parametrize(
    "ask",
    [
        lambda shop: shop.pay(SHOP, "#1"),
        lambda shop: shop.set_stock(SHOP, "CUP", 1),
        lambda shop: shop.delete_product(SHOP, "cup"),
        lambda shop: shop.place_order(SHOP, [{"variant": "CUP"}]),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(
    shop: SimulatorClient, ask: Callable[[SimulatorClient], Any]
) -> None:
    status, sentence = _refusal(lambda: ask(shop))

    assert status == 404
    assert sentence.startswith(f"{SHOP} has no ")


def test_a_line_and_a_shipment_that_are_not_there_are_missing_too(shop: SimulatorClient) -> None:
    order = shop.place_order(SHOP, [{"variant": "MUG"}])["name"]

    assert _refusal(lambda: shop.ship(SHOP, order, {"CUP": 1}))[0] == 404
    assert _refusal(lambda: shop.unship(SHOP, order))[0] == 404


def test_an_order_needs_something_to_sell(shop: SimulatorClient) -> None:
    assert _refusal(lambda: shop.place_order(SHOP, [{"title": "Nothing"}]))[0] == 400
    assert _refusal(lambda: shop.place_random_orders(SHOP, 1, vendors=["Nobody"]))[0] == 409


def test_a_variant_is_deleted_and_made_again(store: Store) -> None:
    store.control.seed(SHOP, "textiles", products=12, seed=7)
    throw = next(
        each for each in store.control.holdings(SHOP)["products"] if "Throw" in each["title"]
    )
    gone = throw["variants"][0]
    wish = {"price": gone["price"], "sku": gone["sku"], "quantity": 5}

    store.control.delete_variant(SHOP, gone["sku"])
    assert gone["sku"] not in _stock(store.control)
    made = store.control.create_variant(SHOP, throw["id"], {"Shade": gone["title"]}, **wish)

    assert _stock(store.control)[gone["sku"]] == 5
    assert made["variants"][-1]["id"] != gone["id"]


def test_the_only_variant_of_a_product_stays(shop: SimulatorClient) -> None:
    status, said = _refusal(lambda: shop.delete_variant(SHOP, "MUG"))
    assert status == 409
    assert "last variant" in said
