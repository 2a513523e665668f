"""Documents that several tests send, and inputs for them."""

from typing import Any

from tests.simulator.benches import Bench

PRODUCT_SET = """
mutation Set($identifier: ProductSetIdentifiers, $input: ProductSetInput!) {
  productSet(identifier: $identifier, input: $input) {
    product { id title handle vendor tags variants(first: 20) { nodes { id sku title } } }
    userErrors { field message code }
  }
}
"""
ORDER_CREATE = """
mutation Create($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {
  orderCreate(order: $order, options: $options) {
    order { id displayFinancialStatus totalPriceSet { shopMoney { amount } } }
    userErrors { field message code }
  }
}
"""
ORDER_BY_SPLIT = """
query BySplit($value: String!) {
  orderByIdentifier(identifier: {customId: {namespace: "$app", key: "split_id", value: $value}}) {
    id
  }
}
"""
OBEYING = {"inventoryBehaviour": "DECREMENT_OBEYING_POLICY"}


def define(bench: Bench, owner_type: str, key: str) -> None:
    """Make the app's own definition of a custom id."""
    definition = {"name": key, "namespace": "$app", "key": key, "ownerType": owner_type}
    answer = bench.data(
        """mutation ($definition: MetafieldDefinitionInput!) {
          metafieldDefinitionCreate(definition: $definition) { userErrors { code } } }""",
        {"definition": {**definition, "type": "id"}},
    )
    assert answer["userErrors"] == []


def mug(**fields: Any) -> dict[str, Any]:
    """A product in sizes S and M."""
    return {
        "title": "Mug",
        "productOptions": [{"name": "Size", "values": [{"name": "S"}, {"name": "M"}]}],
        "variants": [sized("S"), sized("M")],
        **fields,
    }


def sized(size: str, **fields: Any) -> dict[str, Any]:
    values = [{"optionName": "Size", "name": size}]
    return {"sku": f"MUG-{size}", "price": "12.00", "optionValues": values, **fields}


def line(variant: str, quantity: int = 1) -> dict[str, Any]:
    return {"variantId": variant, "quantity": quantity, "requiresShipping": True}


def codes(payload: dict[str, Any]) -> list[str | None]:
    """The codes of an answer's user errors."""
    return [error["code"] for error in payload["userErrors"]]
