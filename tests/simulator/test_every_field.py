"""Every field that the schema promises is answered, whoever asks for it."""

from collections.abc import Callable

import pytest
from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from tests.simulator.furnished import Furnished

DEPTH = 4
ARGUMENTS: dict[str, Callable[[Furnished], str]] = {
    "locationId": lambda b: f'"{b.place}"',
    "publicationId": lambda b: f'"{b.publication}"',
    "names": lambda _: '["available", "on_hand", "committed"]',
    "key": lambda _: '"ref"',
    "namespace": lambda _: '"$app"',
    "first": lambda _: "2",
}
ROOTS: dict[str, Callable[[Furnished], str]] = {
    "shop": lambda _: "shop",
    "currentAppInstallation": lambda _: "currentAppInstallation",
    "publicApiVersions": lambda _: "publicApiVersions",
    "node": lambda b: f'node(id: "{b.shop.gid}")',
    "product": lambda b: f'product(id: "{b.product.id}")',
    "productByIdentifier": lambda _: 'productByIdentifier(identifier: {handle: "pot"})',
    "productVariant": lambda b: f'productVariant(id: "{b.variant.id}")',
    "inventoryItem": lambda b: f'inventoryItem(id: "{b.variant.inventory_item.id}")',
    "location": lambda _: "location",
    "locations": lambda _: "locations(first: 2)",
    "publications": lambda _: "publications(first: 2)",
    "order": lambda b: f'order(id: "{b.order.id}")',
    "orders": lambda _: "orders(first: 2)",
    "ordersCount": lambda _: "ordersCount(limit: 1)",
    "productsCount": lambda _: 'productsCount(query: "sku:POT")',
    "customers": lambda _: "customers(first: 2)",
    "fulfillment": lambda b: f'fulfillment(id: "{b.order.fulfillments[0].id}")',
    "fulfillmentOrder": lambda b: f'fulfillmentOrder(id: "{b.waiting.id}")',
    "fulfillmentOrders": lambda _: "fulfillmentOrders(first: 2)",
    "refund": lambda b: f'refund(id: "{b.refund.id}")',
    "return": lambda b: f'return(id: "{b.returned.id}")',
    "metafieldDefinitions": lambda _: "metafieldDefinitions(first: 2, ownerType: ORDER)",
}


class Selecting:
    """Selects every field of a type, as deep as told."""

    def __init__(self, bench: Furnished) -> None:
        self.bench = bench

    def of(self, kind: GraphQLNamedType, depth: int) -> str:
        if not isinstance(kind, GraphQLObjectType):
            return "{ __typename }"
        parts = [self._field(name, field, depth) for name, field in kind.fields.items()]
        return f"{{ {' '.join(filter(None, parts))} }}"

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        inner = get_named_type(field.type)
        if not is_leaf_type(inner) and not depth:
            return ""
        needed = {n for n, a in field.args.items() if is_required_argument(a)}
        paged = (
            {"first", "namespace"} & field.args.keys() if needed or "first" in field.args else set()
        )
        given = [f"{n}: {ARGUMENTS[n](self.bench)}" for n in sorted(needed | paged)]
        listed = f"({', '.join(given)})" if given else ""
        return f"{name}{listed} {'' if is_leaf_type(inner) else self.of(inner, depth - 1)}"


@pytest.mark.parametrize("name", ROOTS)
def test_every_field_below_a_root_is_answered(name: str) -> None:
    bench = Furnished()
    bench.shop.app.scopes.add("read_apps")
    root = bench.engine.schema.query_type
    assert root is not None
    selected = Selecting(bench).of(get_named_type(root.fields[name].type), DEPTH)
    answer = bench.data(f"{{ {ROOTS[name](bench)} {selected} }}")
    assert answer
