"""Every document that the app may send runs, on a store that has something to show for it."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse, print_ast

from tests.simulator.asking import mug
from tests.simulator.benches import SHARED
from tests.simulator.furnished import Furnished

SOURCE = SHARED / "operations.graphql"

pytestmark = pytest.mark.skipif(
    not SOURCE.is_file() and not os.environ.get("CI"),
    reason="The collection of operations is not beside the project.",
)


def documents() -> dict[str, str]:
    if not SOURCE.is_file():
        return {}
    found = (node for node in parse(SOURCE.read_text()).definitions)
    return {
        node.name.value: print_ast(node)
        for node in found
        if isinstance(node, OperationDefinitionNode) and node.name
    }


DOCUMENTS = documents()
BY_CUSTOM_ID = {"identifier": {"customId": {"namespace": "$app", "key": "ref", "value": "p7"}}}


def send(b: Furnished, name: str, **variables: Any) -> Any:
    return b.data(DOCUMENTS[name], variables)


def row(b: Furnished, **quantity: Any) -> dict[str, Any]:
    return {"inventoryItemId": b.variant.inventory_item.id, "locationId": b.place, **quantity}


def counted(**rows: Any) -> dict[str, Any]:
    return {
        "idempotencyKey": "k",
        "input": {"name": "available", "reason": "correction", **rows},
    }


def bulk_id(b: Furnished) -> str:
    started = send(b, "BulkQueryStart", query=DOCUMENTS["BulkCatalogueExport"])
    return str(started["bulkOperation"]["id"])


def staged(b: Furnished) -> dict[str, str]:
    b.shop.staged_uploads["key"] = b'{"input": {"title": "Jug"}}'
    return {"mutation": DOCUMENTS["BulkProductUpsertLine"], "stagedUploadPath": "key"}


def subscription(b: Furnished) -> str:
    given = {"uri": "https://app.example.com/webhooks"}
    made = send(b, "WebhookSubscribe", topic="ORDERS_PAID", webhookSubscription=given)
    return str(made["webhookSubscription"]["id"])


def draft(b: Furnished) -> str:
    made = send(
        b, "DraftOrderMake", input={"lineItems": [{"variantId": b.variant.id, "quantity": 1}]}
    )
    return str(made["draftOrder"]["id"])


def second_variant(b: Furnished) -> Any:
    gid = send(b, "ProductUpsert", input=mug(), synchronous=True)["product"]["id"]
    return b.shop.products[gid]


def partner_order(b: Furnished) -> dict[str, Any]:
    line = {"variantId": b.variant.id, "quantity": 2, "requiresShipping": True}
    return {"order": {"lineItems": [line]}, "options": {"inventoryBehaviour": "BYPASS"}}


def parcel(b: Furnished) -> dict[str, Any]:
    lines = [{"id": b.waiting.lines[0].id, "quantity": 1}]
    group = {"fulfillmentOrderId": b.waiting.id, "fulfillmentOrderLineItems": lines}
    tracking = {"company": "Royal Mail", "numbers": ["A1"], "urls": ["https://t.example.com/A1"]}
    return {"lineItemsByFulfillmentOrder": [group], "trackingInfo": tracking}


def money_back(b: Furnished) -> dict[str, Any]:
    entry = {"lineItemId": b.order.lines[0].id, "quantity": 1, "restockType": "RETURN"}
    return {"orderId": b.order.id, "refundLineItems": [{**entry, "locationId": b.place}]}


def held(b: Furnished) -> str:
    send(b, "FulfillmentOrderHoldApply", id=b.waiting.id, fulfillmentHold={"reason": "OTHER"})
    return b.waiting.id


def asynchronous(b: Furnished) -> str:
    started = send(b, "ProductUpsert", input=mug(), synchronous=False)
    return str(started["productSetOperation"]["id"])


def cancelled(b: Furnished) -> str:
    given = {"orderId": b.unpaid.id, "reason": "OTHER", "restock": True}
    return str(send(b, "OrderCancelRequest", **given)["job"]["id"])


PAGE = {"first": 5}
VARIABLES: dict[str, Callable[[Furnished], dict[str, Any]]] = {
    "ShopIdentity": lambda _: {},
    "AppInstallationScopes": lambda _: {},
    "ApiVersions": lambda _: {},
    "NodesById": lambda b: {"ids": [b.product.id, b.variant.id, b.order.id, b.shop.gid]},
    "LocationsPage": lambda _: PAGE,
    "PublicationsPage": lambda _: PAGE,
    "CustomIdDefinitionCreate": lambda _: {
        "definition": {"name": "X", "key": "other", "ownerType": "ORDER", "type": "id"}
    },
    "CustomIdDefinitions": lambda _: {"ownerType": "ORDER", "namespace": "$app", "key": "ref"},
    "MetafieldsWrite": lambda b: {
        "metafields": [{"ownerId": b.variant.id, "namespace": "$app", "key": "ref", "value": "x"}]
    },
    "ProductsChangedSince": lambda _: {**PAGE, "query": "updated_at:>2020-01-01"},
    "ProductFull": lambda b: {"id": b.product.id, "variantsFirst": 5, "mediaFirst": 5},
    "ProductByCustomId": lambda _: BY_CUSTOM_ID,
    "VariantByCustomId": lambda b: {"identifier": {"id": b.variant.id}},
    "ProductUpsert": lambda _: {"input": mug(), "synchronous": True},
    "ProductSetOperationStatus": lambda b: {"id": asynchronous(b)},
    "ProductFieldsUpdate": lambda b: {"product": {"id": b.product.id, "title": "Jug"}},
    "VariantsUpdate": lambda b: {
        "productId": b.product.id,
        "variants": [{"id": b.variant.id, "price": "8"}],
        "allowPartialUpdates": False,
    },
    "VariantsCreate": lambda b: {
        "productId": second_variant(b).id,
        "variants": [{"optionValues": [{"optionName": "Size", "name": "XL"}]}],
    },
    "VariantsDelete": lambda b: {
        "productId": (p := second_variant(b)).id,
        "variantsIds": [p.variants[0].id],
    },
    "ProductDelete": lambda b: {"input": {"id": b.product.id}},
    "ProductPublish": lambda b: {
        "id": b.product.id,
        "input": [{"publicationId": b.publication}],
    },
    "ProductUnpublish": lambda b: {
        "id": b.product.id,
        "input": [{"publicationId": b.publication}],
    },
    "InventoryLevelRead": row,
    "InventoryLevelsOfItem": lambda b: {**PAGE, "inventoryItemId": b.variant.inventory_item.id},
    "InventorySet": lambda b: counted(quantities=[row(b, quantity=4, changeFromQuantity=None)]),
    "InventoryAdjust": lambda b: counted(changes=[row(b, delta=4, changeFromQuantity=None)]),
    "InventoryActivateAtLocation": lambda b: row(b) | {"idempotencyKey": "k"},
    "InventoryItemEdit": lambda b: {"id": b.variant.inventory_item.id, "input": {"tracked": True}},
    "BulkQueryStart": lambda _: {"query": DOCUMENTS["BulkCatalogueExport"]},
    "BulkCatalogueExport": lambda _: {},
    "BulkMutationStart": staged,
    "BulkProductUpsertLine": lambda _: {"input": mug()},
    "BulkOperationById": lambda b: {"id": bulk_id(b)},
    "BulkOperationsRecent": lambda _: {**PAGE, "query": "status:running operation_type:query"},
    "BulkCancel": lambda b: {"id": bulk_id(b)},
    "StagedUploads": lambda _: {
        "input": [
            {
                "filename": "a.jsonl",
                "mimeType": "text/jsonl",
                "resource": "BULK_MUTATION_VARIABLES",
                "httpMethod": "POST",
            }
        ]
    },
    "OrderFull": lambda b: {"id": b.order.id, "lineItemsFirst": 5},
    "OrderByCustomId": lambda _: BY_CUSTOM_ID,
    "OrdersSearch": lambda _: {**PAGE, "query": "tag:x"},
    "OrderCreateForPartner": partner_order,
    "OrderFieldsUpdate": lambda b: {"input": {"id": b.order.id, "tags": ["x"]}},
    "TagsAppend": lambda b: {"id": b.order.id, "tags": ["x"]},
    "OrderCancelRequest": lambda b: {"orderId": b.unpaid.id, "reason": "OTHER", "restock": True},
    "JobStatus": lambda b: {"id": cancelled(b)},
    "OrderPaid": lambda b: {"input": {"id": b.unpaid.id}},
    "SuggestedRefund": lambda b: {"orderId": b.order.id, "refundShipping": True},
    "RefundCreateIdempotent": lambda b: {"idempotencyKey": "k", "input": money_back(b)},
    "RefundById": lambda b: {**PAGE, "id": b.refund.id},
    "OrderReturns": lambda b: {**PAGE, "orderId": b.order.id},
    "OrderFulfillmentOrders": lambda b: {**PAGE, "orderId": b.order.id, "linesFirst": 5},
    "OrderFulfillments": lambda b: {"orderId": b.order.id, "linesFirst": 5},
    "FulfillmentById": lambda b: {"id": b.order.fulfillments[0].id, "linesFirst": 5},
    "FulfillmentCreateWithTracking": lambda b: {"fulfillment": parcel(b)},
    "FulfillmentTrackingUpdate": lambda b: {
        "fulfillmentId": b.order.fulfillments[0].id,
        "trackingInfoInput": {"number": "B2"},
    },
    "FulfillmentCancelById": lambda b: {"id": b.order.fulfillments[0].id},
    "FulfillmentOrderHoldApply": lambda b: {
        "id": b.waiting.id,
        "fulfillmentHold": {"reason": "OTHER"},
    },
    "FulfillmentOrderHoldRelease": lambda b: {"id": held(b)},
    "FulfillmentOrderMoveTo": lambda b: {"id": b.waiting.id, "newLocationId": b.place},
    "WebhookSubscriptionsPage": lambda _: PAGE,
    "WebhookSubscribe": lambda _: {
        "topic": "ORDERS_PAID",
        "webhookSubscription": {"uri": "https://app.example.com/webhooks"},
    },
    "WebhookUnsubscribe": lambda b: {"id": subscription(b)},
    "DraftOrderMake": lambda b: {
        "input": {"lineItems": [{"variantId": b.variant.id, "quantity": 1}]}
    },
    "DraftOrderFinish": lambda b: {"id": draft(b)},
}
# Read only inside a bulk query, where connections need no page size.
BULK_ONLY = {"BulkCatalogueExport"}


@pytest.mark.parametrize("name", sorted(DOCUMENTS.keys() - BULK_ONLY))
def test_a_document_is_answered_without_errors(name: str) -> None:
    bench = Furnished()
    answer = send(bench, name, **VARIABLES[name](bench))
    assert answer is not None
    if isinstance(answer, dict):
        assert not answer.get("userErrors")
        assert not answer.get("orderCancelUserErrors")


def test_no_document_was_forgotten() -> None:
    assert DOCUMENTS.keys() == VARIABLES.keys()
