"""One product of Bubbly's as the form that pairs variants needs it."""

from typing import Any

from powerpact.domain.listing_changes import after_sync, changes
from powerpact.errors import NotFound
from powerpact.services.listing_wanted import NotListable
from powerpact.services.lookups.change_rows import field_rows
from powerpact.services.lookups.preview import shown_now, target_of
from powerpact.shopify.call import Call


def answer_product(call: Call, map_id: int, product_id: str) -> dict[str, Any]:
    """The product with its variants, and what the first sync would change of the product itself.

    Raises NotFound when Bubbly has no such product.
    """
    try:
        target = target_of(map_id, mapped=True)
    except NotListable as reason:
        return {"not_listable": str(reason)}
    now = shown_now(call, product_id, target.publication_ids)
    if now is None:
        raise NotFound("Bubbly does not have this product any more. Look for it again.")
    then = after_sync(target.wanted.listing, now, pictures_stay=False, publishes=True)
    return {
        "id": product_id,
        "title": now.title,
        "vendor": now.vendor,
        "status": now.status,
        "currency": target.currency,
        "fields": field_rows(changes(now, then, target.staff).fields),
        "variants": [
            {
                "id": variant.id,
                "title": variant.title,
                "options": [value for _, value in variant.options],
                "sku": variant.sku,
                "barcode": variant.barcode,
                "price": str(variant.price),
            }
            for variant in now.variants
        ],
    }
