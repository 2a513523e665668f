"""Products as the API shows them, and finding them."""

from collections.abc import Callable
from typing import Any

from powerpact.simulator.commerce.metafields import owner_by_custom_id
from powerpact.simulator.commerce.products import PRODUCT_OWNER
from powerpact.simulator.pictures import picture_address
from powerpact.simulator.resolvers.connections import Page, page
from powerpact.simulator.resolvers.registry import Arguments, Context, of, query
from powerpact.simulator.search import matching
from powerpact.simulator.searchables import PRODUCT_SEARCH
from powerpact.simulator.store.products import MediaImage, Product, ProductOption
from powerpact.simulator.store.shops import legacy_id

SORTS: dict[str, Callable[[Product], Any]] = {
    "UPDATED_AT": lambda product: product.updated_at,
    "CREATED_AT": lambda product: product.created_at,
    "TITLE": lambda product: product.title,
    "VENDOR": lambda product: product.vendor,
    "PRODUCT_TYPE": lambda product: product.product_type,
}


@query("product", "read_products")
def product_by_id(arguments: Arguments, context: Context) -> Product | None:
    return context.shop.products.get(arguments["id"])


@query("productByIdentifier", "read_products")
def product_by_identifier(arguments: Arguments, context: Context) -> Any:
    identifier = arguments["identifier"]
    if "customId" in identifier:
        return owner_by_custom_id(context.shop, PRODUCT_OWNER, identifier["customId"])
    if "handle" in identifier:
        return context.shop.handles.get(identifier["handle"])
    return context.shop.products.get(identifier["id"])


@query("products", "read_products")
def products(arguments: Arguments, context: Context) -> Page:
    found = matching(PRODUCT_SEARCH, context.shop.products.values(), arguments, context, "products")
    return page(found, arguments, context, SORTS.get(arguments["sortKey"]))


@query("productsCount", "read_products")
def products_count(arguments: Arguments, context: Context) -> dict[str, Any]:
    held = context.shop.products.values()
    found = matching(PRODUCT_SEARCH, held, arguments, context, "productsCount")
    return {"count": len(list(found)), "precision": "EXACT"}


@of("Product", "legacyResourceId")
def legacy_resource_id(source: Product, _: Arguments, __: Context) -> str:
    return legacy_id(source.id)


@of("Product", "seo")
def seo(source: Product, _: Arguments, __: Context) -> dict[str, Any]:
    return {"title": source.seo_title, "description": source.seo_description}


@of("Product", "isGiftCard")
def is_gift_card(_: Product, __: Arguments, ___: Context) -> bool:
    return False


@of("Product", "category")
def category(_: Product, __: Arguments, ___: Context) -> None:
    return None


@of("Product", "onlineStorePreviewUrl")
def preview_url(source: Product, _: Arguments, context: Context) -> str:
    return f"https://{context.shop.domain}/products/{source.handle}"


@of("Product", "options")
def options(source: Product, arguments: Arguments, _: Context) -> list[ProductOption]:
    return source.options[: arguments.get("first")]


@of("ProductOption", "values")
def option_names(source: ProductOption, _: Arguments, __: Context) -> list[str]:
    return [value.name for value in source.option_values]


@of("ProductOptionValue", "hasVariants")
def has_variants(_: object, __: Arguments, ___: Context) -> bool:
    return True


@of("Product", "variantsCount")
def variants_count(source: Product, _: Arguments, __: Context) -> dict[str, Any]:
    return {"count": len(source.variants), "precision": "EXACT"}


@of("Product", "variants")
def variants(source: Product, arguments: Arguments, context: Context) -> Page:
    return page(source.variants, arguments, context, lambda variant: variant.position)


@of("Product", "totalInventory")
def total_inventory(source: Product, _: Arguments, __: Context) -> int:
    tracked = (v for v in source.variants if v.inventory_item.tracked)
    return sum(variant.inventory_quantity for variant in tracked)


@of("Product", "tracksInventory")
def tracks_inventory(source: Product, _: Arguments, __: Context) -> bool:
    return any(variant.inventory_item.tracked for variant in source.variants)


@of("Product", "media")
def media(source: Product, arguments: Arguments, context: Context) -> Page:
    return page(source.media, arguments, context, source.media.index)


@of("Product", "mediaCount")
def media_count(source: Product, _: Arguments, __: Context) -> dict[str, Any]:
    return {"count": len(source.media), "precision": "EXACT"}


@of("Product", "featuredMedia")
def featured_media(source: Product, _: Arguments, __: Context) -> MediaImage | None:
    return source.media[0] if source.media else None


@of("MediaImage", "image")
def image(source: MediaImage, _: Arguments, context: Context) -> dict[str, Any] | None:
    if source.status != "READY":
        return None
    gid = source.id.replace("MediaImage", "ImageSource")
    url = picture_address(context.shop, source)
    return {"id": gid, "url": url, "altText": source.alt, "width": 1200, "height": 1200}


@of("MediaImage", "mimeType")
def mime_type(_: MediaImage, __: Arguments, ___: Context) -> str:
    return "image/jpeg"


@of("Product", "collections")
def collections(_: Product, arguments: Arguments, context: Context) -> Page:
    return page([], arguments, context)


@of("Product", "resourcePublicationsCount", "availablePublicationsCount")
def publications_count(source: Product, _: Arguments, __: Context) -> dict[str, Any]:
    return {"count": len(source.published), "precision": "EXACT"}


@of("Product", "publishedOnPublication")
def published_on(source: Product, arguments: Arguments, context: Context) -> bool:
    since = source.published.get(arguments["publicationId"])
    return since is not None and since <= context.shop.world.clock.now()


class Visibility:
    """One product on one publication, as `ResourcePublicationV2` shows it."""

    def __init__(self, source: Product, gid: str, context: Context) -> None:
        self.id = gid
        self.publication = context.shop.publications[gid]
        self.publish_date = source.published[gid]
        self.is_published = self.publish_date <= context.shop.world.clock.now()


@of("Product", "resourcePublicationsV2")
def resource_publications(source: Product, arguments: Arguments, context: Context) -> Page:
    shown = [Visibility(source, gid, context) for gid in source.published]
    return page(shown, arguments, context)
