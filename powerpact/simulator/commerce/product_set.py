"""`productSet`: make a product be as described, whether it exists or not (platform facts 3.4)."""

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.metafields import (
    full_namespace,
    owner_by_custom_id,
    replace_metafields,
    write_metafields,
)
from powerpact.simulator.commerce.product_faults import faults_of
from powerpact.simulator.commerce.products import (
    PRODUCT_OWNER,
    add_default_variant,
    add_media,
    announce,
    change_fields,
    new_product,
    slug,
    touch,
)
from powerpact.simulator.commerce.variants import (
    change_variant,
    fill_stock,
    new_variant,
    remove_variant,
)
from powerpact.simulator.refusals import Refused, UserError
from powerpact.simulator.store.products import (
    DEFAULT_OPTION,
    MediaImage,
    Product,
    ProductOption,
    ProductOptionValue,
    ProductVariant,
)
from powerpact.simulator.store.shops import Shop


def set_product(shop: Shop, identifier: Given | None, given: Given) -> Product:
    """Create or update one product; list fields replace, scalars not given stay.

    Refuses with the codes of `ProductSetUserError`.
    """
    product = identified(shop, identifier, given)
    if faults := faults_of(shop, identifier, product, given):
        raise Refused(*faults)
    created = product is None
    if product is None:
        wanted = (identifier or {}).get("handle")
        product = new_product(shop, {**given, "handle": given.get("handle") or wanted})
    else:
        change_fields(shop, product, given)
    set_options(shop, product, given)
    set_variants(shop, product, given.get("variants"))
    set_files(shop, product, given.get("files"))
    replace_metafields(shop, product, PRODUCT_OWNER, given.get("metafields"))
    remember_custom_id(shop, product, identifier)
    if created:
        announce(shop, product, "products/create")
    else:
        touch(shop, product)
    return product


def identified(shop: Shop, identifier: Given | None, given: Given) -> Product | None:
    """The product an identifier names; none when it is to be made."""
    identifier = identifier or {}
    if custom_id := identifier.get("customId"):
        owner = owner_by_custom_id(shop, PRODUCT_OWNER, custom_id)
        return owner if isinstance(owner, Product) else None
    if handle := identifier.get("handle"):
        return shop.handles.get(slug(handle))
    gid = identifier.get("id") or given.get("id")
    product = shop.products.get(gid or "")
    if gid and product is None:
        error = UserError(["identifier", "id"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")
        raise Refused(error)
    return product


def remember_custom_id(shop: Shop, product: Product, identifier: Given | None) -> None:
    """A product made by custom id carries it, also when the metafields were not sent along."""
    custom_id = (identifier or {}).get("customId")
    if custom_id:
        place = (full_namespace(shop, custom_id.get("namespace")), custom_id["key"])
        if place not in product.metafields:
            write_metafields(shop, product, PRODUCT_OWNER, [custom_id])


def set_options(shop: Shop, product: Product, given: Given) -> None:
    options = given.get("productOptions")
    if options is None:
        if given.get("variants") is None and not product.variants:
            add_default_variant(shop, product)
        elif not product.options:
            options = [{"name": DEFAULT_OPTION, "values": [{"name": "Default Title"}]}]
    if options is not None:
        known = {option.name: option for option in product.options}
        product.options = [
            _option(shop, known.get(entry["name"]), entry, place)
            for place, entry in enumerate(options, start=1)
        ]


def _option(shop: Shop, known: ProductOption | None, entry: Given, place: int) -> ProductOption:
    held = {value.name: value for value in known.option_values} if known else {}
    values = [
        held.get(value["name"])
        or ProductOptionValue(shop.ids.gid("ProductOptionValue"), value["name"])
        for value in entry["values"]
    ]
    gid = known.id if known else shop.ids.gid("ProductOption")
    return ProductOption(gid, entry["name"], entry.get("position") or place, values)


def set_variants(shop: Shop, product: Product, entries: list[Given] | None) -> None:
    """Match variants by id, else by option values; make what is new, delete what is not named."""
    if entries is None:
        return
    by_choice = {variant.selected: variant for variant in product.variants}
    kept: list[ProductVariant] = []
    for entry in entries:
        selected = chosen_values(product, entry)
        variant = shop.variants.get(entry.get("id") or "") or by_choice.get(selected)
        variant = variant or new_variant(shop, product, selected)
        variant.selected = selected
        change_variant(shop, variant, entry)
        fill_stock(shop, variant, entry)
        kept.append(variant)
    named = {variant.id for variant in kept}
    for variant in product.variants:
        if variant.id not in named:
            remove_variant(shop, variant)
    product.variants = kept
    _place(entries, kept)


def chosen_values(product: Product, entry: Given) -> tuple[str, ...]:
    """The entry's option values in the order of the product's options."""
    named = {value.get("optionName"): value["name"] for value in entry["optionValues"]}
    return tuple(named.get(option.name, "") for option in product.options)


def _place(entries: list[Given], kept: list[ProductVariant]) -> None:
    for place, (entry, variant) in enumerate(zip(entries, kept, strict=True), start=1):
        variant.position = entry.get("position") or place
    kept.sort(key=lambda variant: variant.position)


def set_files(shop: Shop, product: Product, files: list[Given] | None) -> None:
    """Keep the pictures named by id, fetch those named by address, drop the others."""
    if files is None:
        return
    known = {image.id: image for image in product.media}
    held = [known[entry["id"]] for entry in files if entry.get("id") in known]
    for image in known.values():
        if image not in held:
            shop.nodes.pop(image.id, None)
    product.media = list[MediaImage](held)
    add_media(shop, product, [entry for entry in files if entry.get("originalSource")])
