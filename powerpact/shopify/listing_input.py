"""A listing in ``productSet``'s words (facts 3.4).

List fields replace what is there: what is not ours (metafields, collections) is never named, and
pictures only when they changed, because naming them makes new files.
"""

from powerpact.domain.catalogue import Option
from powerpact.domain.listing import Listing, ListingVariant
from powerpact.shopify.custom_ids import PARTNER_REF, metafield

_DEFAULT_OPTION = ("Title", "Default Title")


def listing_input(
    listing: Listing,
    location_id: str,
    *,
    first_time: bool,
    images_changed: bool,
    stock_changed: bool,
) -> dict[str, object]:
    """The ``ProductSetInput``; amounts as text in Bubbly's currency."""
    fields: dict[str, object] = {
        "title": listing.title,
        "descriptionHtml": listing.description_html,
        "vendor": listing.vendor,
        "productType": listing.product_type,
        "status": listing.shown_status.value,
        "tags": list(listing.tags),
        "productOptions": _options(listing.options),
        "variants": [_variant(each, location_id, stock_changed) for each in listing.variants],
    }
    if first_time:
        fields["handle"] = listing.handle
        fields["metafields"] = [metafield(PARTNER_REF, listing.partner_ref)]
    if first_time or images_changed:
        fields["files"] = [
            {"originalSource": image.url, "contentType": "IMAGE", "alt": image.alt}
            for image in listing.images
        ]
    return fields


def _options(options: tuple[Option, ...]) -> list[dict[str, object]]:
    name, value = _DEFAULT_OPTION
    return [
        {
            "name": option.name,
            "position": position,
            "values": [{"name": value} for value in option.values],
        }
        for position, option in enumerate(options or (Option(name, (value,)),), start=1)
    ]


def _variant(variant: ListingVariant, location_id: str, stock_changed: bool) -> dict[str, object]:
    """A variant. Stock is given to a new one only, later it is inventory's (facts 3.4, 3.7); when
    the partner offers less or more of the same stock, all of them get it once."""
    compare = variant.compare_at_price
    fields: dict[str, object] = {
        "sku": variant.sku,
        "barcode": variant.barcode,
        "price": format(variant.price, "f"),
        "compareAtPrice": None if compare is None else format(compare, "f"),
        "taxable": variant.taxable,
        "inventoryPolicy": "CONTINUE" if variant.sells_at_zero else "DENY",
        "inventoryItem": {
            "tracked": variant.tracked,
            "requiresShipping": variant.requires_shipping,
            "cost": format(variant.cost, "f"),
        },
        "optionValues": [
            {"optionName": name, "name": value}
            for name, value in variant.options or (_DEFAULT_OPTION,)
        ],
    }
    if variant.bubbly_variant_id:
        fields["id"] = variant.bubbly_variant_id
    if variant.tracked and (stock_changed or not variant.bubbly_variant_id):
        stock = {"locationId": location_id, "name": "available", "quantity": variant.quantity}
        fields["inventoryQuantities"] = [stock]
    return fields
