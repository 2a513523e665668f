"""Definitions, metafields, tags, subscriptions and drafts."""

from typing import Any

import pytest

from powerpact.simulator import actions
from powerpact.simulator.commerce.subscriptions import path_of
from powerpact.simulator.store.products import ProductVariant
from tests.simulator.asking import codes, define
from tests.simulator.benches import Bench

DEFINE = """
mutation ($definition: MetafieldDefinitionInput!) {
  metafieldDefinitionCreate(definition: $definition) {
    createdDefinition { id capabilities { uniqueValues { enabled } } } userErrors { code }
  }
}
"""
SET = """
mutation ($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) {
    metafields { id value compareDigest jsonValue definition { key } }
    userErrors { code elementIndex }
  }
}
"""
DELETE = """
mutation ($metafields: [MetafieldIdentifierInput!]!) {
  metafieldsDelete(metafields: $metafields) { deletedMetafields { key } }
}
"""
SUBSCRIBE = """
mutation ($topic: WebhookSubscriptionTopic!, $given: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $given) {
    webhookSubscription { endpoint { __typename } callbackUrl } userErrors { message }
  }
}
"""
TAGS = """
mutation ($id: ID!) {
  tagsAdd(id: $id, tags: ["Red", "blue"]) { userErrors { field } }
  tagsRemove(id: $id, tags: ["BLUE"]) { node { ... on Product { tags } ... on Order { tags } } }
}
"""
DRAFT = """
mutation ($input: DraftOrderInput!) {
  draftOrderCreate(input: $input) {
    draftOrder { id tags totalPriceSet { shopMoney { amount } } } userErrors { message } } }
"""
COMPLETE = """
mutation ($id: ID!, $later: Boolean) {
  draftOrderComplete(id: $id, paymentPending: $later) {
    draftOrder { order { id displayFinancialStatus } } userErrors { message } } }
"""


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def mug(bench: Bench) -> ProductVariant:
    return actions.create_product(bench.shop, "Mug", quantity=9).variants[0]


def definition(**fields: Any) -> dict[str, Any]:
    plain = {"name": "Ref", "namespace": "$app", "key": "ref", "ownerType": "PRODUCT"}
    return {"definition": {**plain, "type": "single_line_text_field", **fields}}


def on(owner: str, value: str, **fields: Any) -> dict[str, Any]:
    return {"ownerId": owner, "namespace": "$app", "key": "ref", "value": value, **fields}


def test_a_definition_is_made_once(bench: Bench) -> None:
    answers = [bench.data(DEFINE, definition()) for _ in range(2)]
    assert [codes(answer) for answer in answers] == [[], ["TAKEN"]]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"key": "x"}, "TOO_SHORT"),
        ({"key": "x" * 65}, "TOO_LONG"),
        (
            {"type": "json", "capabilities": {"uniqueValues": {"enabled": True}}},
            "INVALID_CAPABILITY",
        ),
    ],
)
def test_a_faulty_definition_is_refused(bench: Bench, fields: dict[str, Any], code: str) -> None:
    assert codes(bench.data(DEFINE, definition(**fields))) == [code]


def test_an_id_is_unique_by_itself_and_text_when_told(bench: Bench) -> None:
    told = {"capabilities": {"uniqueValues": {"enabled": True}}}
    for fields, unique in (({"type": "id"}, True), ({}, False), (told, True)):
        made = bench.data(DEFINE, definition(key=f"k{len(bench.shop.definitions)}", **fields))
        enabled = made["createdDefinition"]["capabilities"]["uniqueValues"]["enabled"]
        assert enabled is unique


def test_an_unknown_definition_cannot_be_changed_or_deleted(bench: Bench) -> None:
    update = bench.data(
        """mutation { metafieldDefinitionUpdate(definition: {
          namespace: "x1x", key: "none", ownerType: PRODUCT }) { userErrors { code } } }"""
    )
    delete = bench.data(
        'mutation { metafieldDefinitionDelete(id: "gid://x/1") { userErrors { code } } }'
    )
    assert codes(update) == codes(delete) == ["NOT_FOUND"]


def test_a_value_is_compared_before_it_is_replaced(bench: Bench, mug: ProductVariant) -> None:
    first = on(mug.id, "1", type="number_integer", compareDigest=None)
    [held] = bench.data(SET, {"metafields": [first]})["metafields"]
    assert held["jsonValue"] == 1
    stale = on(mug.id, "2", compareDigest="old", type="number_integer")
    assert codes(bench.data(SET, {"metafields": [stale]})) == ["STALE_OBJECT"]
    fresh = on(mug.id, "2", compareDigest=held["compareDigest"], type="number_integer")
    assert bench.data(SET, {"metafields": [fresh]})["metafields"][0]["value"] == "2"


def test_values_are_written_all_or_none(bench: Bench, mug: ProductVariant) -> None:
    define(bench, "PRODUCTVARIANT", "ref")
    other = actions.create_product(bench.shop, "Vase").variants[0]
    bench.data(SET, {"metafields": [on(other.id, "taken")]})
    given = [on(mug.id, "free", key="note", type="id"), on(mug.id, "taken")]
    answer = bench.data(SET, {"metafields": given})
    assert answer["userErrors"] == [{"code": "CAPABILITY_VIOLATION", "elementIndex": 1}]
    assert mug.metafields == {}


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"ownerId": "gid://shopify/Product/1", "key": "ref", "value": "x"}, "INVALID"),
        ({"ownerId": "", "key": "ref", "value": "x"}, "BLANK"),
    ],
)
def test_a_value_needs_an_owner_and_a_type(
    bench: Bench, mug: ProductVariant, entry: dict[str, str], code: str
) -> None:
    given = {**entry, "ownerId": entry["ownerId"] or mug.id}
    assert codes(bench.data(SET, {"metafields": [given]})) == [code]


def test_twenty_six_values_are_too_many(bench: Bench, mug: ProductVariant) -> None:
    answer = bench.data(SET, {"metafields": [on(mug.id, "x", type="id")] * 26})
    assert codes(answer) == ["LESS_THAN_OR_EQUAL_TO"]


def test_a_freed_value_can_be_taken_again(bench: Bench, mug: ProductVariant) -> None:
    define(bench, "PRODUCTVARIANT", "ref")
    other = actions.create_product(bench.shop, "Vase").variants[0]
    bench.data(SET, {"metafields": [on(mug.id, "p7")]})
    place = {"ownerId": mug.id, "namespace": "$app", "key": "ref"}
    gone = bench.data(DELETE, {"metafields": [place, place]})["deletedMetafields"]
    assert gone == [{"key": "ref"}, None]
    assert codes(bench.data(SET, {"metafields": [on(other.id, "p7")]})) == []


def test_a_deleted_product_frees_its_custom_ids(bench: Bench, mug: ProductVariant) -> None:
    define(bench, "PRODUCTVARIANT", "ref")
    bench.data(SET, {"metafields": [on(mug.id, "p7")]})
    actions.delete_product(bench.shop, mug.product)
    assert bench.shop.custom_ids == {}


@pytest.mark.parametrize("owner", ["product", "order"])
def test_tags_are_added_and_removed_whatever_their_case(
    bench: Bench, mug: ProductVariant, owner: str
) -> None:
    order = actions.place_order(bench.shop, [(mug.id, 1)])
    body = bench.answer(TAGS, {"id": mug.product.id if owner == "product" else order.id})
    assert body["data"]["tagsRemove"]["node"] == {"tags": ["Red"]}


def test_tags_need_the_scope_of_what_they_are_on(bench: Bench, mug: ProductVariant) -> None:
    bench.shop.app.scopes = {"write_orders"}
    errors = bench.answer(TAGS, {"id": mug.product.id})["errors"]
    assert {error["extensions"]["code"] for error in errors} == {"ACCESS_DENIED"}


@pytest.mark.parametrize(
    ("topic", "path"),
    [
        ("ORDERS_PAID", "orders/paid"),
        ("INVENTORY_LEVELS_UPDATE", "inventory_levels/update"),
        ("FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE", "fulfillment_orders/order_routing_complete"),
        ("BULK_OPERATIONS_FINISH", "bulk_operations/finish"),
        ("APP_SCOPES_UPDATE", "app/scopes_update"),
    ],
)
def test_a_topic_has_a_path(topic: str, path: str) -> None:
    assert path_of(topic) == path


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("https://app.example.com/webhooks", "WebhookHttpEndpoint"),
        ("http://127.0.0.1:5000/webhooks", "WebhookHttpEndpoint"),
        ("pubsub://project:topic", "WebhookPubSubEndpoint"),
        ("arn:aws:events:us-east-1::event-source/aws.partner/x", "WebhookEventBridgeEndpoint"),
    ],
)
def test_an_address_is_accepted_once_for_a_topic(bench: Bench, address: str, endpoint: str) -> None:
    given = {"topic": "ORDERS_PAID", "given": {"uri": address}}
    made, repeated = (bench.data(SUBSCRIBE, given) for _ in range(2))
    assert made["webhookSubscription"] == {
        "endpoint": {"__typename": endpoint},
        "callbackUrl": address,
    }
    assert repeated["webhookSubscription"] is None


def test_a_draft_becomes_one_order_and_no_second(bench: Bench, mug: ProductVariant) -> None:
    lines = [{"variantId": mug.id, "quantity": 2, "customAttributes": [{"key": "a", "value": "b"}]}]
    draft = bench.data(DRAFT, {"input": {"lineItems": lines, "tags": ["b", "a"]}})["draftOrder"]
    assert draft["totalPriceSet"]["shopMoney"]["amount"] == "20.0"
    assert draft["tags"] == ["a", "b"]
    first, second = (bench.data(COMPLETE, {"id": draft["id"]}) for _ in range(2))
    assert first["draftOrder"]["order"]["displayFinancialStatus"] == "PAID"
    assert second["draftOrder"]["order"]["id"] == first["draftOrder"]["order"]["id"]
    assert len(second["userErrors"]) == 1
    assert len(bench.shop.orders) == 1


def test_a_draft_can_be_paid_later(bench: Bench) -> None:
    lines = [{"title": "Pot", "quantity": 1, "originalUnitPrice": "4"}]
    draft = bench.data(DRAFT, {"input": {"lineItems": lines}})["draftOrder"]
    done = bench.data(COMPLETE, {"id": draft["id"], "later": True})
    assert done["draftOrder"]["order"]["displayFinancialStatus"] == "PENDING"


def test_a_draft_needs_lines_and_completion_a_draft(bench: Bench) -> None:
    assert len(bench.data(DRAFT, {"input": {}})["userErrors"]) == 1
    assert len(bench.data(COMPLETE, {"id": "gid://shopify/DraftOrder/1"})["userErrors"]) == 1


def test_an_orders_own_fields_can_be_changed(bench: Bench, mug: ProductVariant) -> None:
    order = actions.place_order(bench.shop, [(mug.id, 1)])
    given = {
        "id": order.id,
        "note": "Ring twice",
        "tags": ["late"],
        "customAttributes": [{"key": "a", "value": "b"}],
        "shippingAddress": {"city": "Leeds", "countryCode": "GB"},
        "metafields": [{"key": "note", "type": "single_line_text_field", "value": "x"}],
    }
    changed = bench.data(
        """mutation ($input: OrderInput!) { orderUpdate(input: $input) { order {
          note tags customAttributes { key } shippingAddress { city }
          metafield(key: "note") { value }
        } } }""",
        {"input": given},
    )["order"]
    assert changed == {
        "note": "Ring twice",
        "tags": ["late"],
        "customAttributes": [{"key": "a"}],
        "shippingAddress": {"city": "Leeds"},
        "metafield": {"value": "x"},
    }


def test_a_custom_id_of_another_order_is_not_written(bench: Bench, mug: ProductVariant) -> None:
    define(bench, "ORDER", "split_id")
    mark = [{"namespace": "$app", "key": "split_id", "value": "9c1f"}]
    actions.place_order(bench.shop, [(mug.id, 1)], metafields=mark)
    other = actions.place_order(bench.shop, [(mug.id, 1)])
    answer = bench.data(
        "mutation ($i: OrderInput!) { orderUpdate(input: $i) { userErrors { field } } }",
        {"i": {"id": other.id, "metafields": mark}},
    )
    assert answer["userErrors"] == [{"field": ["metafields", "0", "value"]}]
