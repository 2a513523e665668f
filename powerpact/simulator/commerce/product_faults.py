"""What `productSet` refuses, before anything changes (platform facts 3.4)."""

from collections.abc import Iterator

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.metafields import full_namespace, metafield_faults
from powerpact.simulator.commerce.products import LONGEST, PRODUCT_OWNER, handle_fault, slug
from powerpact.simulator.commerce.variants import VARIANT_OWNER
from powerpact.simulator.refusals import UserError
from powerpact.simulator.store.products import DEFAULT_OPTION, DEFAULT_VALUE, Product
from powerpact.simulator.store.shops import Shop

MOST_VARIANTS, MOST_OPTIONS = 2048, 3
INVALID = "INVALID_INPUT"


def faults_of(
    shop: Shop, identifier: Given | None, product: Product | None, given: Given
) -> list[UserError]:
    """Every reason against this input for this product, or for a new one."""
    return [
        *identifier_faults(shop, identifier or {}, given),
        *field_faults(shop, product, given),
        *option_faults(product, given),
        *variant_faults(shop, product, given),
        *metafield_faults(
            shop,
            product,
            PRODUCT_OWNER,
            given.get("metafields"),
            ["input", "metafields"],
            "INVALID_METAFIELD",
        ),
    ]


def identifier_faults(shop: Shop, identifier: Given, given: Given) -> Iterator[UserError]:
    if identifier and given.get("id"):
        message = "The id field is not allowed if identifier is provided."
        yield UserError(["input", "id"], message, "ID_NOT_ALLOWED")
    handle = identifier.get("handle")
    if handle and given.get("handle") and slug(given["handle"]) != slug(handle):
        message = "The identifier value does not match the value of the corresponding input field."
        yield UserError(["input", "handle"], message, "INPUT_MISMATCH")
    custom_id = identifier.get("customId")
    if custom_id and given.get("metafields") is not None:
        place = (full_namespace(shop, custom_id.get("namespace")), custom_id["key"])
        values = [
            str(entry["value"])
            for entry in given["metafields"]
            if (full_namespace(shop, entry.get("namespace")), entry.get("key")) == place
        ]
        if values != [str(custom_id["value"])]:
            message = "The metafields do not hold the value of the identifier."
            yield UserError(["input", "metafields"], message, "METAFIELD_MISMATCH")


def field_faults(shop: Shop, product: Product | None, given: Given) -> Iterator[UserError]:
    """Blank and overlong texts, worded as in product-set-input-length-validation.2025-01.a.json."""
    title = given.get("title")
    if (product is None or "title" in given) and not (title or "").strip():
        yield UserError(["input", "title"], "Title can't be blank", INVALID)
    if title and len(title) > LONGEST:
        message = f"is too long (maximum is {LONGEST} characters)"
        yield UserError(["input", "title"], message, INVALID)
    if fault := handle_fault(shop, product, given if product is None else {**given, "title": ""}):
        taken = "already in use" in fault
        field, code = (["input", "handle"], "HANDLE_NOT_UNIQUE") if taken else (["input"], INVALID)
        yield UserError(field, fault, code)
    for name, words in (
        ("vendor", ("Vendor",)),
        ("productType", ("Product type", "Custom product type")),
    ):
        if len(given.get(name) or "") > LONGEST:
            for word in words:
                message = f"{word} is too long (maximum is {LONGEST} characters)"
                yield UserError(["input"], message, INVALID)


def option_faults(product: Product | None, given: Given) -> Iterator[UserError]:
    options, variants = given.get("productOptions"), given.get("variants")
    if options is not None and variants is None:
        message = "Variants input is required when updating product options"
        yield UserError(["input", "variants"], message, "VARIANTS_INPUT_MISSING")
    if variants is not None and options is None and product is None and not only_default(variants):
        message = "Product options input is required when updating variants"
        yield UserError(["input", "productOptions"], message, "PRODUCT_OPTIONS_INPUT_MISSING")
    names = [option.get("name") for option in options or []]
    if len(names) > MOST_OPTIONS:
        message = f"Can only specify a maximum of {MOST_OPTIONS} options"
        yield UserError(["input", "productOptions"], message, "OPTIONS_OVER_LIMIT")
    for index, option in enumerate(options or []):
        place = ["input", "productOptions", str(index)]
        if names.index(option.get("name")) < index:
            message = f"Option name '{option['name']}' already exists."
            yield UserError(place, message, "DUPLICATED_OPTION_NAME")
        values = [value.get("name") for value in option.get("values") or []]
        if not values:
            message = "Option values are missing."
            yield UserError([*place, "values"], message, "OPTION_VALUES_MISSING")
        elif len(set(values)) < len(values):
            message = "Option values must be unique."
            yield UserError([*place, "values"], message, "DUPLICATED_OPTION_VALUE")


def only_default(variants: list[Given]) -> bool:
    names = {value.get("optionName") for entry in variants for value in entry["optionValues"]}
    return names <= {DEFAULT_OPTION}


def variant_faults(shop: Shop, product: Product | None, given: Given) -> Iterator[UserError]:
    variants = given.get("variants") or []
    if given.get("variants") is not None and not 0 < len(variants) <= MOST_VARIANTS:
        message = f"The number of variants must be between 1 and {MOST_VARIANTS}."
        yield UserError(["input", "variants"], message, "VARIANTS_OVER_LIMIT")
    known = known_choices(product, given)
    seen: set[tuple[tuple[str, str], ...]] = set()
    for index, entry in enumerate(variants):
        place = ["input", "variants", str(index)]
        chosen = tuple((v.get("optionName"), v.get("name")) for v in entry["optionValues"])
        if chosen in seen:
            title = " / ".join(name for _, name in chosen)
            message = (
                f"The variant '{title}' already exists. Please change at least one option value."
            )
            yield UserError(place, message, "INVALID_VARIANT")
        seen.add(chosen)
        yield from choice_faults(known, entry, place)
        yield from one_variant_faults(shop, product, entry, place)


def known_choices(product: Product | None, given: Given) -> dict[str, set[str]]:
    """Option name to its values: as the input has them, else as the product has."""
    if given.get("productOptions") is not None:
        return {
            option["name"]: {value["name"] for value in option.get("values") or []}
            for option in given["productOptions"]
        }
    if product is not None:
        return {o.name: {value.name for value in o.option_values} for o in product.options}
    return {DEFAULT_OPTION: {DEFAULT_VALUE}}


def choice_faults(
    known: dict[str, set[str]], entry: Given, place: list[str]
) -> Iterator[UserError]:
    """A variant chooses one known value of every option."""
    named = {value.get("optionName"): value["name"] for value in entry["optionValues"]}
    field = [*place, "optionValues"]
    for name, value in named.items():
        if name not in known:
            yield UserError(field, f"Option '{name}' does not exist.", "OPTION_DOES_NOT_EXIST")
        elif value not in known[name]:
            message = f"Option value '{value}' does not exist."
            yield UserError(field, message, "OPTION_VALUE_DOES_NOT_EXIST")
    if missing := known.keys() - named.keys():
        message = f"Option values are missing for {', '.join(sorted(missing))}."
        yield UserError(field, message, "INVALID_VARIANT")


def one_variant_faults(
    shop: Shop, product: Product | None, entry: Given, place: list[str]
) -> Iterator[UserError]:
    variant = shop.variants.get(entry.get("id") or "")
    if entry.get("id") and (variant is None or variant.product is not product):
        message = "Product variant does not exist"
        yield UserError([*place, "id"], message, "PRODUCT_VARIANT_DOES_NOT_EXIST")
    if (entry.get("price") or 0) < 0:
        message = "Price must be greater than or equal to 0"
        yield UserError([*place, "price"], message, INVALID)
    for number, stock in enumerate(entry.get("inventoryQuantities") or []):
        if stock["locationId"] not in shop.locations:
            field = [*place, "inventoryQuantities", str(number), "locationId"]
            yield UserError(field, "Location does not exist", INVALID)
    field = [*place, "metafields"]
    written = entry.get("metafields")
    yield from metafield_faults(shop, variant, VARIANT_OWNER, written, field, "INVALID_METAFIELD")
