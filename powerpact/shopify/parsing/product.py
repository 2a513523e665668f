"""A partner's product as ``product``, ``products_changed_since`` and the export select it."""

from collections.abc import Iterable

from powerpact.domain.catalogue import (
    CatalogueProduct,
    CatalogueVariant,
    Image,
    Option,
    ProductStatus,
)
from powerpact.shopify.parsing.reader import Reader


def product_of(
    product: Reader, media: Iterable[Reader], variants: Iterable[Reader]
) -> CatalogueProduct:
    """The product with its media and variants, which each source delivers in its own way.

    Variants come in the product's own order, whatever order they arrive in.
    """
    parsed = sorted(map(variant_of, variants), key=lambda variant: variant.position)
    options = sorted(product.children("options"), key=lambda option: option.integer("position", 0))
    return CatalogueProduct(
        id=product.gid("id"),
        title=product.text("title"),
        handle=product.text("handle"),
        description_html=product.text_or_blank("descriptionHtml"),
        vendor=product.text_or_blank("vendor"),
        product_type=product.text_or_blank("productType"),
        status=ProductStatus(product.text("status")),
        tags=product.texts("tags"),
        options=tuple(map(_option, options)),
        images=tuple(image for image in map(_image, media) if image),
        variants=tuple(parsed),
        updated_at=product.when("updatedAt"),
    )


def variant_of(variant: Reader) -> CatalogueVariant:
    """One variant; a quantity is None where Shopify does not say."""
    item = variant.child("inventoryItem")
    return CatalogueVariant(
        id=variant.gid("id"),
        title=variant.text_or_blank("title"),
        sku=variant.text_or_blank("sku"),
        barcode=variant.text_or_blank("barcode"),
        position=variant.integer("position"),
        price=variant.amount("price"),
        compare_at_price=variant.amount("compareAtPrice")
        if variant.has("compareAtPrice")
        else None,
        options=selected_options(variant),
        inventory_item_id=item.gid("id"),
        tracked=item.flag("tracked"),
        sells_at_zero=variant.text("inventoryPolicy") == "CONTINUE",
        quantity=variant.integer("inventoryQuantity") if variant.has("inventoryQuantity") else None,
        requires_shipping=item.flag("requiresShipping"),
        taxable=variant.flag("taxable"),
    )


def selected_options(variant: Reader) -> tuple[tuple[str, str], ...]:
    """Option names with the variant's values, in the product's order."""
    chosen = variant.children("selectedOptions")
    return tuple((option.text("name"), option.text("value")) for option in chosen)


def _option(option: Reader) -> Option:
    values = option.children("optionValues")
    return Option(option.text("name"), tuple(value.text("name") for value in values))


def _image(media: Reader) -> Image | None:
    """The picture; None for video and models, and for a picture that is not processed yet."""
    image = media.child_or_none("image")
    return Image(image.text("url"), media.text_or_blank("alt")) if image else None
