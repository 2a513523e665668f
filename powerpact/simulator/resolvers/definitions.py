"""Metafield definitions, and metafields written on their own."""

from typing import Any

from powerpact.simulator.commerce.definitions import (
    define,
    drop_values,
    redefine,
    set_values,
    undefine,
    values_of,
)
from powerpact.simulator.commerce.metafields import definition_of, full_namespace
from powerpact.simulator.refusals import refuse
from powerpact.simulator.resolvers.connections import Page, page
from powerpact.simulator.resolvers.registry import (
    Arguments,
    Context,
    Payload,
    mutation,
    of,
    query,
)
from powerpact.simulator.search import matching
from powerpact.simulator.searchables import DEFINITION_SEARCH
from powerpact.simulator.store.metafields import UNIQUE_TYPES, MetafieldDefinition

CATEGORIES = {"id": "ID", "number_integer": "NUMBER", "url": "URL", "json": "JSON"}


def identified(arguments: Arguments, context: Context) -> MetafieldDefinition | None:
    """By `identifier` or, where it is still taken, by `id`."""
    named = arguments.get("identifier") or {}
    if named.get("key"):
        return definition_of(context.shop, named["ownerType"], named.get("namespace"), named["key"])
    gid = named.get("id") or arguments.get("id")
    return context.shop.find(MetafieldDefinition, gid)


@query("metafieldDefinition")
def definition(arguments: Arguments, context: Context) -> MetafieldDefinition | None:
    return identified(arguments, context)


@query("metafieldDefinitions")
def definitions(arguments: Arguments, context: Context) -> Page:
    namespace, key = arguments.get("namespace"), arguments.get("key")
    full = full_namespace(context.shop, namespace) if namespace else None
    held: Any = context.shop.definitions.values()
    found = [
        entry
        for entry in matching(DEFINITION_SEARCH, held, arguments, context, "metafieldDefinitions")
        if entry.owner_type == arguments["ownerType"]
        and full in (None, entry.namespace)
        and key in (None, entry.key)
    ]
    return page(found, arguments, context)


@mutation("metafieldDefinitionCreate")
def definition_create(arguments: Arguments, context: Context) -> Payload:
    return {"createdDefinition": define(context.shop, arguments["definition"])}


@mutation("metafieldDefinitionUpdate")
def definition_update(arguments: Arguments, context: Context) -> Payload:
    return {"updatedDefinition": redefine(context.shop, arguments["definition"])}


@mutation("metafieldDefinitionDelete")
def definition_delete(arguments: Arguments, context: Context) -> Payload:
    found = identified(arguments, context)
    if found is None:
        raise refuse(["id"], "Definition not found.", "NOT_FOUND")
    undefine(context.shop, found, with_values=arguments["deleteAllAssociatedMetafields"])
    gone = {"ownerType": found.owner_type, "namespace": found.namespace, "key": found.key}
    return {"deletedDefinitionId": found.id, "deletedDefinition": gone}


@mutation("metafieldsSet")
def metafields_set(arguments: Arguments, context: Context) -> Payload:
    return {"metafields": set_values(context.shop, arguments["metafields"])}


@mutation("metafieldsDelete")
def metafields_delete(arguments: Arguments, context: Context) -> Payload:
    return {"deletedMetafields": drop_values(context.shop, arguments["metafields"])}


@of("MetafieldDefinition", "type")
def definition_type(source: MetafieldDefinition, _: Arguments, __: Context) -> dict[str, str]:
    return {"name": source.type_name, "category": CATEGORIES.get(source.type_name, "TEXT")}


@of("MetafieldDefinition", "capabilities")
def capabilities(source: MetafieldDefinition, _: Arguments, __: Context) -> dict[str, Any]:
    eligible = source.type_name in UNIQUE_TYPES
    return {"uniqueValues": {"enabled": source.unique, "eligible": eligible}}


@of("MetafieldDefinition", "validationStatus")
def validation_status(_: MetafieldDefinition, __: Arguments, ___: Context) -> str:
    return "ALL_VALID"


@of("MetafieldDefinition", "metafieldsCount")
def metafields_count(source: MetafieldDefinition, _: Arguments, context: Context) -> int:
    return len(values_of(context.shop, source))
