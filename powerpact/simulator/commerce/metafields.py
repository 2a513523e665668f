"""Custom data on products, variants and orders, and finding them by it (platform facts 3.6)."""

from collections.abc import Iterable

from powerpact.simulator.commerce import Given
from powerpact.simulator.refusals import TopLevelError, UserError
from powerpact.simulator.store.metafields import Metafield, MetafieldDefinition, MetafieldOwner
from powerpact.simulator.store.shops import Shop


def full_namespace(shop: Shop, namespace: str | None) -> str:
    """What a namespace means: none and `$app` are the app's own, `$app:x` a part of it.

    As recorded in metafield-definition-app-namespace-resolution.2026-04.a.json.
    """
    if not namespace or namespace == "$app":
        return shop.app_namespace
    if namespace.startswith("$app:"):
        return f"{shop.app_namespace}--{namespace.removeprefix('$app:')}"
    return namespace


def definition_of(
    shop: Shop, owner_type: str, namespace: str | None, key: str
) -> MetafieldDefinition | None:
    return shop.definitions.get((owner_type, full_namespace(shop, namespace), key))


def owner_by_custom_id(shop: Shop, owner_type: str, custom_id: Given) -> MetafieldOwner | None:
    """Who carries a custom id, at once and not through the search index.

    Raises NOT_FOUND without a definition of type `id`, as recorded in
    customer-set-custom-id.2026-04.a.json.
    """
    definition = definition_of(shop, owner_type, custom_id.get("namespace"), custom_id["key"])
    if definition is None or definition.type_name != "id":
        message = "Metafield definition of type 'id' is required when using custom ids."
        raise TopLevelError(message, "NOT_FOUND")
    slot = (owner_type, definition.namespace, definition.key, str(custom_id["value"]))
    return shop.custom_ids.get(slot)


def metafield_faults(
    shop: Shop,
    owner: MetafieldOwner | None,
    owner_type: str,
    given: Iterable[Given] | None,
    path: list[str],
    code: str,
) -> list[UserError]:
    """What is wrong with metafields that someone wants to write on `owner`, or on a new thing."""
    found = []
    for index, entry in enumerate(given or []):
        taken = taken_by_another(shop, owner, owner_type, entry)
        place = [*path, str(index)]
        if not entry.get("key"):
            found.append(UserError([*place, "key"], "can't be blank", code))
        elif not kind_of_value(shop, owner_type, entry):
            found.append(UserError([*place, "type"], "can't be blank", code))
        elif taken:
            message = f"Value must be unique among metafields of {entry['key']}."
            found.append(UserError([*place, "value"], message, code))
    return found


def kind_of_value(shop: Shop, owner_type: str, entry: Given) -> str | None:
    """The type a written value has: its own, or that of its definition."""
    definition = definition_of(shop, owner_type, entry.get("namespace"), entry["key"])
    return definition.type_name if definition else entry.get("type")


def slot_of(shop: Shop, owner_type: str, entry: Given) -> tuple[str, str, str, str] | None:
    """Where a unique value is remembered; none when the value need not be unique."""
    definition = definition_of(shop, owner_type, entry.get("namespace"), entry.get("key", ""))
    if definition is None or not definition.unique or entry.get("value") is None:
        return None
    return (owner_type, definition.namespace, definition.key, str(entry["value"]))


def taken_by_another(
    shop: Shop, owner: MetafieldOwner | None, owner_type: str, entry: Given
) -> bool:
    slot = slot_of(shop, owner_type, entry)
    holder = shop.custom_ids.get(slot) if slot else None
    return holder is not None and holder is not owner


def write_metafields(
    shop: Shop, owner: MetafieldOwner, owner_type: str, given: Iterable[Given] | None
) -> list[Metafield]:
    """Write values that were found faultless; a unique value already taken stays with its owner."""
    return [_write(shop, owner, owner_type, entry) for entry in given or []]


def _write(shop: Shop, owner: MetafieldOwner, owner_type: str, entry: Given) -> Metafield:
    namespace = full_namespace(shop, entry.get("namespace"))
    now = shop.world.now()
    known = owner.metafields.get((namespace, entry["key"]))
    if known:
        _forget_value(shop, owner, owner_type, known)
        known.value, known.updated_at = str(entry["value"]), now
    else:
        kind = kind_of_value(shop, owner_type, entry) or "single_line_text_field"
        gid, value = shop.ids.gid("Metafield"), str(entry["value"])
        known = Metafield(gid, namespace, entry["key"], kind, value, owner, owner_type, now, now)
        owner.metafields[namespace, known.key] = shop.keep(known)
    slot = slot_of(shop, owner_type, entry)
    if slot:
        shop.custom_ids.setdefault(slot, owner)
    return known


def _forget_value(shop: Shop, owner: MetafieldOwner, owner_type: str, held: Metafield) -> None:
    slot = (owner_type, held.namespace, held.key, held.value)
    if shop.custom_ids.get(slot) is owner:
        del shop.custom_ids[slot]


def drop_metafield(shop: Shop, owner: MetafieldOwner, owner_type: str, held: Metafield) -> None:
    """Remove one value from its owner."""
    _forget_value(shop, owner, owner_type, held)
    owner.metafields.pop((held.namespace, held.key), None)
    shop.nodes.pop(held.id, None)


def drop_metafields(shop: Shop, owner: MetafieldOwner, owner_type: str) -> None:
    """Remove everything, as when the owner is deleted."""
    for held in list(owner.metafields.values()):
        drop_metafield(shop, owner, owner_type, held)


def replace_metafields(
    shop: Shop, owner: MetafieldOwner, owner_type: str, given: list[Given] | None
) -> None:
    """List fields replace: what is not named goes (platform facts 3.4). None leaves all alone."""
    if given is None:
        return
    named = {(full_namespace(shop, entry.get("namespace")), entry["key"]) for entry in given}
    for place, held in list(owner.metafields.items()):
        if place not in named:
            drop_metafield(shop, owner, owner_type, held)
    write_metafields(shop, owner, owner_type, given)
