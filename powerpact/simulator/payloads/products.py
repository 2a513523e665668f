"""Bodies of the `products/*` webhooks (platform facts 2.4)."""

from typing import Any

from powerpact.simulator.ids import number_of
from powerpact.simulator.money import fixed
from powerpact.simulator.pictures import picture_address
from powerpact.simulator.store.products import MediaImage, Product, ProductOption, ProductVariant
from powerpact.simulator.store.shops import Shop

VARIANTS_IN_FULL = 100


def product_payload(shop: Shop, product: Product) -> dict[str, Any]:
    """`products/create` and `/update`: only the first hundred variants in full, all by gid."""
    number = number_of(product.id)
    images = [image_payload(shop, product, image) for image in product.media]
    return {
        "admin_graphql_api_id": product.id,
        "id": number,
        "title": product.title,
        "handle": product.handle,
        "body_html": product.description_html,
        "vendor": product.vendor,
        "product_type": product.product_type,
        "status": product.status.lower(),
        "tags": ", ".join(product.tags),
        "template_suffix": product.template_suffix,
        "created_at": shop.local(product.created_at),
        "updated_at": shop.local(product.updated_at),
        "published_at": shop.local(product.published_at),
        "published_scope": "web" if product.published else "global",
        "options": [option_payload(number, option) for option in product.options],
        "variants": [
            variant_payload(shop, variant) for variant in product.variants[:VARIANTS_IN_FULL]
        ],
        "variant_gids": [gid_payload(variant) for variant in product.variants],
        "images": images,
        "image": images[0] if images else None,
        "media": [media_payload(image) for image in product.media],
        "has_variants_that_requires_components": False,
        "category": None,
    }


def deleted_payload(product: Product) -> dict[str, Any]:
    """`products/delete`: nothing but the number."""
    return {"id": number_of(product.id)}


def variant_payload(shop: Shop, variant: ProductVariant) -> dict[str, Any]:
    compared = variant.compare_at_price
    chosen = [*variant.selected, None, None, None]
    return {
        "admin_graphql_api_id": variant.id,
        "id": number_of(variant.id),
        "product_id": number_of(variant.product.id),
        "title": variant.title,
        "sku": variant.sku,
        "barcode": variant.barcode,
        "price": fixed(variant.price, shop.currency),
        "compare_at_price": None if compared is None else fixed(compared, shop.currency),
        "position": variant.position,
        "taxable": variant.taxable,
        "inventory_policy": variant.inventory_policy.lower(),
        "inventory_item_id": number_of(variant.inventory_item.id),
        "inventory_quantity": variant.inventory_quantity,
        "old_inventory_quantity": variant.inventory_quantity,
        "option1": chosen[0],
        "option2": chosen[1],
        "option3": chosen[2],
        "image_id": None,
        "created_at": shop.local(variant.created_at),
        "updated_at": shop.local(variant.updated_at),
    }


def gid_payload(variant: ProductVariant) -> dict[str, Any]:
    moment = variant.updated_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {"admin_graphql_api_id": variant.id, "updated_at": moment}


def option_payload(product_number: int, option: ProductOption) -> dict[str, Any]:
    return {
        "id": number_of(option.id),
        "product_id": product_number,
        "name": option.name,
        "position": option.position,
        "values": [value.name for value in option.option_values],
    }


def image_payload(shop: Shop, product: Product, image: MediaImage) -> dict[str, Any]:
    return {
        "id": number_of(image.id),
        "product_id": number_of(product.id),
        "admin_graphql_api_id": image.id,
        "src": picture_address(shop, image),
        "alt": image.alt,
        "position": product.media.index(image) + 1,
        "width": None,
        "height": None,
        "variant_ids": [],
        "created_at": shop.local(product.created_at),
        "updated_at": shop.local(product.updated_at),
    }


def media_payload(image: MediaImage) -> dict[str, Any]:
    return {
        "id": number_of(image.id),
        "admin_graphql_api_id": image.id,
        "alt": image.alt,
        "media_content_type": image.media_content_type,
        "status": image.status,
    }
