"""Metafields of whatever carries them."""

import json
from typing import Any

from powerpact.simulator.commerce.metafields import full_namespace
from powerpact.simulator.resolvers.connections import Page, page
from powerpact.simulator.resolvers.registry import Arguments, Context, of
from powerpact.simulator.store.metafields import Metafield, MetafieldDefinition, MetafieldOwner
from powerpact.simulator.store.shops import legacy_id


@of("Product", "metafield")
@of("ProductVariant", "metafield")
@of("Order", "metafield")
@of("Customer", "metafield")
def metafield(source: MetafieldOwner, arguments: Arguments, context: Context) -> Metafield | None:
    namespace = full_namespace(context.shop, arguments.get("namespace"))
    return source.metafields.get((namespace, arguments["key"]))


@of("Product", "metafields")
@of("ProductVariant", "metafields")
@of("Order", "metafields")
@of("Customer", "metafields")
def metafields(source: MetafieldOwner, arguments: Arguments, context: Context) -> Page:
    held = list(source.metafields.values())
    if arguments.get("namespace"):
        namespace = full_namespace(context.shop, arguments["namespace"])
        held = [entry for entry in held if entry.namespace == namespace]
    return page(held, arguments, context)


@of("Metafield", "legacyResourceId")
def legacy_resource_id(source: Metafield, _: Arguments, __: Context) -> str:
    return legacy_id(source.id)


@of("Metafield", "jsonValue")
def json_value(source: Metafield, _: Arguments, __: Context) -> Any:
    plain = source.type not in {"json", "number_integer", "boolean"}
    return source.value if plain else json.loads(source.value)


@of("Metafield", "definition")
def definition(source: Metafield, _: Arguments, context: Context) -> MetafieldDefinition | None:
    place = (source.owner_type, source.namespace, source.key)
    return context.shop.definitions.get(place)
