"""Metafield definitions, and values written on their own (platform facts 3.6)."""

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.metafields import (
    definition_of,
    drop_metafield,
    full_namespace,
    kind_of_value,
    taken_by_another,
    write_metafields,
)
from powerpact.simulator.refusals import Refused, UserError, access_denied
from powerpact.simulator.store.metafields import (
    UNIQUE_TYPES,
    Metafield,
    MetafieldDefinition,
    MetafieldOwner,
)
from powerpact.simulator.store.orders import Customer, Order
from powerpact.simulator.store.products import Product, ProductVariant
from powerpact.simulator.store.shops import Shop

OWNER_TYPES: dict[type, str] = {
    Product: "PRODUCT",
    ProductVariant: "PRODUCTVARIANT",
    Order: "ORDER",
    Customer: "CUSTOMER",
}
SHORTEST_KEY, LONGEST_KEY = 2, 64
MOST_AT_ONCE = 25
FOREIGN = (
    "API client to have access to the namespace and the resource type associated with the "
    "metafield definition.\n"
)


def check_namespace(shop: Shop, namespace: str, field: str) -> None:
    """Another app's reserved namespace is out of reach, as was recorded."""
    if namespace.startswith("app--") and not (
        namespace == shop.app_namespace or namespace.startswith(f"{shop.app_namespace}--")
    ):
        raise access_denied(field, FOREIGN)


def define(shop: Shop, given: Given) -> MetafieldDefinition:
    """Make a definition; one that is there already is TAKEN."""
    namespace = full_namespace(shop, given.get("namespace"))
    check_namespace(shop, namespace, "metafieldDefinitionCreate")
    place = (given["ownerType"], namespace, given["key"])
    unique = ((given.get("capabilities") or {}).get("uniqueValues") or {}).get("enabled")
    if fault := _fault(shop, place, given, unique):
        raise Refused(fault)
    definition = MetafieldDefinition(
        shop.ids.gid("MetafieldDefinition"),
        given["name"],
        namespace,
        given["key"],
        given["ownerType"],
        given["type"],
        given.get("description"),
        given["type"] == "id" or bool(unique),
        [dict(entry) for entry in given.get("validations") or []],
        len(shop.definitions) + 1 if given.get("pin") else None,
    )
    shop.definitions[place] = shop.keep(definition)
    return definition


def _fault(
    shop: Shop, place: tuple[str, str, str], given: Given, unique: bool | None
) -> UserError | None:
    if place in shop.definitions:
        message = "Key is in use for metafields of this owner on the '%s' namespace."
        return UserError(["definition", "key"], message % place[1], "TAKEN")
    if not SHORTEST_KEY <= len(given["key"]) <= LONGEST_KEY:
        short = len(given["key"]) < SHORTEST_KEY
        message = f"Key must have {SHORTEST_KEY} to {LONGEST_KEY} characters."
        return UserError(["definition", "key"], message, "TOO_SHORT" if short else "TOO_LONG")
    if given["type"] == "id" and unique is False:
        message = "Capability unique_values is required for type id but is disabled"
        return UserError(["definition"], message, "CAPABILITY_REQUIRED_BUT_DISABLED")
    if unique and given["type"] not in UNIQUE_TYPES:
        message = f"Capability unique_values is not available for type {given['type']}"
        return UserError(["definition"], message, "INVALID_CAPABILITY")
    return None


def redefine(shop: Shop, given: Given) -> MetafieldDefinition:
    """Change the texts and validations of a definition; unknown ones are NOT_FOUND."""
    namespace = full_namespace(shop, given.get("namespace"))
    check_namespace(shop, namespace, "metafieldDefinitionUpdate")
    definition = definition_of(shop, given["ownerType"], namespace, given["key"])
    if definition is None:
        message = "Definition not found."
        raise Refused(UserError(["definition"], message, "NOT_FOUND"))
    definition.name = given.get("name") or definition.name
    definition.description = given.get("description", definition.description)
    if given.get("validations") is not None:
        definition.validations = [dict(entry) for entry in given["validations"]]
    return definition


def undefine(shop: Shop, definition: MetafieldDefinition, *, with_values: bool) -> None:
    """Delete a definition, and the values it governs when told so."""
    place = (definition.owner_type, definition.namespace, definition.key)
    del shop.definitions[place]
    shop.nodes.pop(definition.id, None)
    if with_values:
        for held in values_of(shop, definition):
            drop_metafield(shop, held.owner, held.owner_type, held)


def values_of(shop: Shop, definition: MetafieldDefinition) -> list[Metafield]:
    """Every value that the definition governs."""
    return [
        held
        for held in shop.nodes.values()
        if isinstance(held, Metafield)
        and (held.owner_type, held.namespace, held.key)
        == (definition.owner_type, definition.namespace, definition.key)
    ]


def set_values(shop: Shop, given: list[Given]) -> list[Metafield]:
    """`metafieldsSet`: all of them or none."""
    if len(given) > MOST_AT_ONCE:
        message = f"Exceeded the maximum metafields input limit of {MOST_AT_ONCE}."
        raise Refused(UserError(["metafields"], message, "LESS_THAN_OR_EQUAL_TO"))
    faults = [f for index, entry in enumerate(given) if (f := _value_fault(shop, index, entry))]
    if faults:
        raise Refused(*faults)
    written: list[Metafield] = []
    for entry in given:
        owner = owner_of(shop, entry["ownerId"])
        if owner:
            written += write_metafields(shop, owner, OWNER_TYPES[type(owner)], [entry])
    return written


def owner_of(shop: Shop, gid: str) -> MetafieldOwner | None:
    """Anything of the store that can carry metafields."""
    thing = shop.nodes.get(gid)
    return thing if type(thing) in OWNER_TYPES else None


def _value_fault(shop: Shop, index: int, entry: Given) -> UserError | None:
    place, owner = ["metafields", str(index)], owner_of(shop, entry["ownerId"])
    if owner is None:
        return UserError([*place, "ownerId"], "Owner does not exist.", "INVALID", index)
    owner_type = OWNER_TYPES[type(owner)]
    if not kind_of_value(shop, owner_type, entry):
        return UserError([*place, "type"], "Type can't be blank", "BLANK", index)
    held = owner.metafields.get((full_namespace(shop, entry.get("namespace")), entry["key"]))
    digest = entry.get("compareDigest")
    if "compareDigest" in entry and digest != (held.compare_digest if held else None):
        message = "The resource has been updated since it was loaded."
        return UserError(place, message, "STALE_OBJECT", index)
    if taken_by_another(shop, owner, owner_type, entry):
        message = "Value must be unique."
        return UserError([*place, "value"], message, "CAPABILITY_VIOLATION", index)
    return None


def drop_values(shop: Shop, given: list[Given]) -> list[Given | None]:
    """`metafieldsDelete`: what was there is named, the rest is null."""
    dropped: list[Given | None] = []
    for entry in given:
        owner = owner_of(shop, entry["ownerId"])
        place = (full_namespace(shop, entry["namespace"]), entry["key"])
        held = owner.metafields.get(place) if owner else None
        if owner and held:
            drop_metafield(shop, owner, held.owner_type, held)
        dropped.append(dict(entry) if held else None)
    return dropped
