"""Products: made, changed, deleted, published."""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.metafields import (
    drop_metafields,
    metafield_faults,
    write_metafields,
)
from powerpact.simulator.commerce.variants import new_variant, remove_variant
from powerpact.simulator.payloads.products import deleted_payload, product_payload
from powerpact.simulator.refusals import Refused, UserError, refuse
from powerpact.simulator.store.products import (
    DEFAULT_OPTION,
    DEFAULT_VALUE,
    MediaImage,
    Product,
    ProductOption,
    ProductOptionValue,
)
from powerpact.simulator.store.shops import Shop

PRODUCT_OWNER = "PRODUCT"
LONGEST = 255
PLAIN_FIELDS = {
    "title": "title",
    "vendor": "vendor",
    "productType": "product_type",
    "status": "status",
    "descriptionHtml": "description_html",
    "templateSuffix": "template_suffix",
}


def slug(text: str) -> str:
    """A handle from any text, as product-create-parity.2026-04.a.json shows it."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "product"


def free_handle(shop: Shop, wanted: str) -> str:
    """The handle, or the next number after it when another product has it."""
    handle = wanted
    while handle in shop.handles:
        stem, dash, tail = handle.rpartition("-")
        counted = dash and tail.isdigit()
        handle = f"{stem}-{int(tail) + 1}" if counted else f"{handle}-1"
    return handle


def sorted_tags(tags: Iterable[str]) -> list[str]:
    """Tags without repeats, in the order in which Shopify shows them."""
    return sorted({tag.strip() for tag in tags if tag.strip()}, key=str.lower)


def handle_fault(shop: Shop, product: Product | None, given: Given) -> str | None:
    """Why the wanted handle cannot be had."""
    wanted = (given.get("handle") or "").strip()
    handle = slug(wanted) if wanted else slug(given.get("title") or "")
    if len(handle) > LONGEST:
        return f"Handle is too long (maximum is {LONGEST} characters)"
    holder = shop.handles.get(handle) if wanted else None
    if holder and holder is not product:
        return f"Handle '{handle}' already in use. Please provide a new handle."
    return None


def new_product(shop: Shop, given: Given) -> Product:
    """A product with its plain fields and no variants; the input was found faultless."""
    now = shop.world.now()
    wanted = (given.get("handle") or "").strip() or given["title"]
    handle = free_handle(shop, slug(wanted))
    product = Product(shop.ids.gid("Product"), given["title"], handle, now, now, vendor=shop.name)
    shop.products[product.id] = shop.handles[handle] = shop.keep(product)
    for publication in shop.publications.values():
        if publication.auto_publish:
            product.published[publication.id] = now
    change_fields(shop, product, {**given, "handle": None})
    return product


def change_fields(shop: Shop, product: Product, given: Given) -> None:
    """Apply the scalar fields and tags an input mentions."""
    for name, attribute in PLAIN_FIELDS.items():
        if given.get(name) is not None:
            setattr(product, attribute, given[name])
    if (given.get("handle") or "").strip():
        del shop.handles[product.handle]
        product.handle = slug(given["handle"])
        shop.handles[product.handle] = product
    if given.get("tags") is not None:
        product.tags = sorted_tags(given["tags"])
    seo = given.get("seo") or {}
    product.seo_title = seo.get("title", product.seo_title)
    product.seo_description = seo.get("description", product.seo_description)


def add_default_variant(shop: Shop, product: Product) -> None:
    """What a product without options gets: one variant of one option."""
    value = ProductOptionValue(shop.ids.gid("ProductOptionValue"), DEFAULT_VALUE)
    gid = shop.ids.gid("ProductOption")
    product.options = [ProductOption(gid, DEFAULT_OPTION, 1, [value])]
    new_variant(shop, product, (DEFAULT_VALUE,))


def add_media(shop: Shop, product: Product, sources: Iterable[Given]) -> None:
    """Pictures by address. They are fetched later and READY when that is done."""
    for source in sources:
        gid = shop.ids.gid("MediaImage")
        image = MediaImage(gid, source["originalSource"], source.get("alt"), "PROCESSING")
        product.media.append(shop.keep(image))
        shop.world.after(shop.options.job_seconds, partial(_fetched, image))


def _fetched(image: MediaImage) -> None:
    image.status = "READY"


def create_product(shop: Shop, given: Given, media: list[Given] | None = None) -> Product:
    """`productCreate`: a product with its one default variant. Refuses with plain user errors."""
    check_title(given, ["title"])
    if fault := handle_fault(shop, None, given):
        raise refuse(["input", "handle"], fault)
    refuse_metafields(shop, None, given, ["product", "metafields"])
    product = new_product(shop, given)
    add_default_variant(shop, product)
    add_media(shop, product, media or [])
    write_metafields(shop, product, PRODUCT_OWNER, given.get("metafields"))
    announce(shop, product, "products/create")
    return product


def update_product(shop: Shop, product: Product, given: Given, media: list[Given]) -> None:
    """`productUpdate`: what the input mentions and nothing else."""
    if "title" in given:
        check_title(given, ["title"], product=product)
    if fault := handle_fault(shop, product, {"handle": given.get("handle"), "title": "x"}):
        raise Refused(UserError(["handle"], fault), product=product)
    refuse_metafields(shop, product, given, ["product", "metafields"])
    change_fields(shop, product, given)
    add_media(shop, product, media)
    write_metafields(shop, product, PRODUCT_OWNER, given.get("metafields"))
    touch(shop, product)


def check_title(given: Given, field: list[str], **payload: object) -> None:
    if not (given.get("title") or "").strip():
        raise Refused(UserError(field, "Title can't be blank"), **payload)


def refuse_metafields(
    shop: Shop, product: Product | None, given: Given, path: list[str], code: str = ""
) -> None:
    faults = metafield_faults(shop, product, PRODUCT_OWNER, given.get("metafields"), path, code)
    if faults:
        raise Refused(*(UserError(f.field, f.message, f.code or None) for f in faults))


def delete_product(shop: Shop, gid: str) -> str:
    """Delete a product and everything on it; returns its id."""
    product = shop.find(Product, gid)
    if product is None:
        raise refuse(["id"], "Product does not exist")
    for variant in product.variants:
        remove_variant(shop, variant)
    drop_metafields(shop, product, PRODUCT_OWNER)
    del shop.products[product.id], shop.handles[product.handle], shop.nodes[product.id]
    shop.world.publish(shop, "products/delete", deleted_payload, product)
    return product.id


def publish(shop: Shop, product: Product, publications: dict[str, datetime]) -> None:
    """Make a product visible on publications, from a moment each."""
    product.published.update(publications)
    touch(shop, product)


def unpublish(shop: Shop, product: Product, publications: Iterable[str]) -> None:
    for gid in publications:
        product.published.pop(gid, None)
    touch(shop, product)


def touch(shop: Shop, product: Product) -> None:
    """A product changed: move its time and tell of it."""
    product.updated_at = shop.world.now()
    announce(shop, product, "products/update")


def announce(shop: Shop, product: Product, topic: str) -> None:
    shop.world.publish(shop, topic, product_payload, shop, product)
