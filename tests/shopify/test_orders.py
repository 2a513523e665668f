"""Partner orders: what is sent, what is found again, and what Shopify may say about it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from powerpact.domain.partner_order import (
    CreatedLine,
    PartnerOrder,
    PartnerOrderDraft,
    PartnerOrderLine,
)
from powerpact.domain.placed_order import Address
from powerpact.errors import DefinitionMissing, PowerPactError, RateLimited, Rejected, Unclear
from powerpact.shopify.orders import (
    create_order,
    custom_id_taken,
    find_by_custom_id,
    find_by_marks,
    order_variables,
)
from tests.shopify.scripted import HttpAnswer, ScriptedStore, data, page, refused

DRAFT = PartnerOrderDraft(
    split_id="9c1f",
    source_identifier="bubbly:5001:p7",
    tag="pp-9c1f",
    bubbly_order_name="#1001",
    currency="GBP",
    lines=(
        PartnerOrderLine(
            variant_id="gid://shopify/ProductVariant/1",
            quantity=2,
            unit_price=Decimal("12.00"),
            requires_shipping=True,
            reference="77",
        ),
    ),
    shipping_address=Address(
        first_name="A", last_name="B", address1="1 St", city="London", zip="E1", country_code="GB"
    ),
    shipping_title="Standard",
    shipping_code="std",
    shipping_price=Decimal("3.50"),
)
LINE = {
    "id": "gid://shopify/LineItem/11",
    "quantity": 2,
    "variant": {"id": "gid://shopify/ProductVariant/1"},
    "customAttributes": [{"key": "_pp_line", "value": "77"}],
}
ORDER: dict[str, Any] = {
    "id": "gid://shopify/Order/5",
    "name": "#P1",
    "cancelledAt": None,
    "sourceIdentifier": "bubbly:5001:p7",
    "tags": ["powerpact", "pp-9c1f"],
    "lineItems": page(LINE),
}
PARTNER_ORDER = PartnerOrder(
    id="gid://shopify/Order/5",
    name="#P1",
    source_identifier="bubbly:5001:p7",
    lines=(
        CreatedLine(
            "gid://shopify/LineItem/11", "gid://shopify/ProductVariant/1", 2, reference="77"
        ),
    ),
)


def created(order: dict[str, Any] | None) -> dict[str, Any]:
    return data(orderCreate={"order": order, "userErrors": []})


def test_a_draft_becomes_an_unpaid_order_that_takes_stock_and_carries_three_marks() -> None:
    money = {"amount": "12.00", "currencyCode": "GBP"}
    assert order_variables(DRAFT) == {
        "order": {
            "currency": "GBP",
            "financialStatus": "PENDING",
            "sourceIdentifier": "bubbly:5001:p7",
            "test": False,
            "tags": ["powerpact", "pp-9c1f"],
            "metafields": [{"namespace": "$app", "key": "split_id", "type": "id", "value": "9c1f"}],
            "customAttributes": [{"key": "Bubbly order", "value": "#1001"}],
            "lineItems": [
                {
                    "variantId": "gid://shopify/ProductVariant/1",
                    "quantity": 2,
                    "requiresShipping": True,
                    "priceSet": {"shopMoney": money},
                    "properties": [{"name": "_pp_line", "value": "77"}],
                }
            ],
            "shippingLines": [
                {
                    "title": "Standard",
                    "code": "std",
                    "source": "powerpact",
                    "priceSet": {"shopMoney": {"amount": "3.50", "currencyCode": "GBP"}},
                }
            ],
            "shippingAddress": {
                "firstName": "A",
                "lastName": "B",
                "address1": "1 St",
                "city": "London",
                "zip": "E1",
                "countryCode": "GB",
            },
        },
        "options": {
            "inventoryBehaviour": "DECREMENT_OBEYING_POLICY",
            "sendReceipt": False,
            "sendFulfillmentReceipt": False,
        },
    }


def test_the_buyers_mail_is_sent_only_when_the_draft_holds_it() -> None:
    order: Any = order_variables(replace(DRAFT, email="a@example.com"))["order"]
    assert order["email"] == "a@example.com"


def test_a_large_amount_is_written_in_full() -> None:
    line = replace(DRAFT.lines[0], unit_price=Decimal("1E+3"))
    order: Any = order_variables(replace(DRAFT, lines=(line,)))["order"]
    assert order["lineItems"][0]["priceSet"]["shopMoney"]["amount"] == "1000"


def test_the_order_that_shopify_made_is_returned_with_our_line_ids() -> None:
    assert create_order(ScriptedStore(created(ORDER)).call, DRAFT) == PARTNER_ORDER


def test_the_lines_of_a_long_order_are_read_to_the_end() -> None:
    first = {**ORDER, "lineItems": page(LINE, cursor="c1")}
    second = {**LINE, "id": "gid://shopify/LineItem/12", "variant": None, "customAttributes": []}
    rest = data(order={"id": ORDER["id"], "lineItems": page(second)})
    store = ScriptedStore(created(first), rest)
    lines = create_order(store.call, DRAFT).lines
    assert [line.id for line in lines] == [LINE["id"], second["id"]]
    assert (lines[1].variant_id, lines[1].reference) == (None, "")
    assert store.variables(1)["after"] == "c1"


def test_an_order_that_is_gone_between_two_pages_of_lines_is_unclear() -> None:
    long = {**ORDER, "lineItems": page(LINE, cursor="c1")}
    with pytest.raises(Unclear):
        create_order(ScriptedStore(created(long), data(order=None)).call, DRAFT)


def test_shopifys_complaint_names_field_and_code() -> None:
    body = refused("orderCreate", "no stock", "INVENTORY_CLAIM_FAILED", "order", "lineItems", 0)
    with pytest.raises(Rejected) as raised:
        create_order(ScriptedStore(body).call, DRAFT)
    assert raised.value.code == "INVENTORY_CLAIM_FAILED"
    assert raised.value.field_errors[0].field == ("order", "lineItems", "0")
    assert not custom_id_taken(raised.value)


def test_the_order_limit_of_a_development_store_passes_in_a_minute() -> None:
    body = refused("orderCreate", "Too many attempts. Please try again later.", None)
    with pytest.raises(RateLimited) as raised:
        create_order(ScriptedStore(body).call, DRAFT)
    assert raised.value.retry_after == 60


def test_a_custom_id_that_is_taken_is_recognised_by_its_field() -> None:
    body = refused("orderCreate", "has been taken", "INVALID", "order", "metafields", "0", "value")
    with pytest.raises(Rejected) as raised:
        create_order(ScriptedStore(body).call, DRAFT)
    assert custom_id_taken(raised.value)


@pytest.mark.parametrize(
    "answer",
    [
        created(None),
        created({"name": "without an id"}),
        created({**ORDER, "lineItems": None}),
        data(orderCreate=None),
        data(somethingElse={}),
        HttpAnswer(504),
    ],
)
def test_an_answer_that_does_not_show_the_order_is_unclear(
    answer: dict[str, Any] | HttpAnswer,
) -> None:
    with pytest.raises(Unclear):
        create_order(ScriptedStore(answer).call, DRAFT)


def test_an_order_is_found_by_its_custom_id() -> None:
    store = ScriptedStore(data(order=ORDER))
    assert find_by_custom_id(store.call, "9c1f") == PARTNER_ORDER
    custom_id = {"namespace": "$app", "key": "split_id", "value": "9c1f"}
    assert store.variables()["identifier"] == {"customId": custom_id}


def test_no_order_with_the_custom_id_is_none() -> None:
    assert find_by_custom_id(ScriptedStore(data(order=None)).call, "9c1f") is None


def test_a_store_without_the_definition_never_says_that_the_order_is_absent() -> None:
    error = {
        "message": "Metafield definition of type 'id' is required when using custom ids.",
        "extensions": {"code": "NOT_FOUND"},
        "path": ["order"],
    }
    store = ScriptedStore({"errors": [error], "data": {"order": None}})
    with pytest.raises(DefinitionMissing):
        find_by_custom_id(store.call, "9c1f")


def test_a_cancelled_order_is_found_as_cancelled() -> None:
    cancelled = {**ORDER, "cancelledAt": "2026-11-22T10:00:00Z"}
    found = find_by_custom_id(ScriptedStore(data(order=cancelled)).call, "9c1f")
    assert found is not None
    assert found.cancelled


def test_orders_are_found_by_either_of_the_other_marks() -> None:
    only_tag = {**ORDER, "id": "gid://shopify/Order/6", "sourceIdentifier": None}
    only_source = {**ORDER, "id": "gid://shopify/Order/7", "tags": []}
    neither = {**only_tag, "id": "gid://shopify/Order/8", "tags": ["pp-9c1f-b"]}
    store = ScriptedStore(
        data(orders=page(ORDER, only_tag, cursor="c1")), data(orders=page(only_source, neither))
    )
    found = find_by_marks(store.call, "bubbly:5001:p7", "pp-9c1f")
    assert [order.id[-1] for order in found] == ["5", "6", "7"]
    assert store.variables()["query"] == "source_identifier:'bubbly:5001:p7' OR tag:'pp-9c1f'"


def test_a_mark_with_a_quote_stays_one_search_term() -> None:
    store = ScriptedStore(data(orders=page()))
    find_by_marks(store.call, "o'neil \\ b", "t")
    assert store.variables()["query"] == r"source_identifier:'o\'neil \\ b' OR tag:'t'"


def test_a_search_that_shopify_did_not_understand_finds_nothing_and_says_so() -> None:
    warning = {"field": "source_identifier", "message": "Invalid", "code": "invalid_field"}
    body = {**data(orders=page(ORDER)), "extensions": {"search": [{"warnings": [warning]}]}}
    with pytest.raises(Rejected, match="source_identifier"):
        find_by_marks(ScriptedStore(body).call, "x", "y")


def test_a_connection_that_never_ends_is_an_error() -> None:
    endless = data(orders=page(cursor="same"))
    with pytest.raises(PowerPactError, match="same page"):
        find_by_marks(ScriptedStore(endless, endless, endless).call, "x", "y")
