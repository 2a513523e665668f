"""An app that Shopify has not approved sees orders without the people in them: facts 8.4."""

from tests.simulator.furnished import Furnished

ASKED = """
query {
  orders(first: 1) { nodes { id name email phone shippingAddress { address1 } } }
}
"""


def test_what_names_a_shopper_is_null_and_the_rest_is_there() -> None:
    b = Furnished()
    b.shop.options.shows_customers = False
    answer = b.answer(ASKED)
    (order,) = answer["data"]["orders"]["nodes"]
    assert order == {
        "id": b.order.id,
        "name": b.order.name,
        "email": None,
        "phone": None,
        "shippingAddress": None,
    }
    assert [error["path"][-1] for error in answer["errors"]] == [
        "email",
        "phone",
        "shippingAddress",
    ]
    for error in answer["errors"]:
        assert error["message"].startswith("This app is not approved to access the ")
        assert error["extensions"]["code"] == "ACCESS_DENIED"


def test_an_approved_app_sees_them() -> None:
    b = Furnished()
    answer = b.answer(ASKED)
    assert "errors" not in answer
    assert answer["data"]["orders"]["nodes"][0]["shippingAddress"]
