"""Making a product that Bubbly had before us one of our listings."""

from powerpact.domain.listing import ListedVariant
from powerpact.errors import NotFound
from powerpact.shopify.call import Call
from powerpact.shopify.custom_ids import PARTNER_REF, metafield
from powerpact.shopify.listings import listed_variant
from powerpact.shopify.paging import nodes
from powerpact.shopify.payloads import checked

_VARIANTS_PAGE = 250


def variants_now(call: Call, product_id: str) -> tuple[ListedVariant, ...] | None:
    """The product's variants as they are now; None when the product is gone."""
    page = {"id": product_id, "first": _VARIANTS_PAGE}
    try:
        found = nodes(call, "listing_variants", page, "product", "variants")
        return tuple(map(listed_variant, found))
    except NotFound:
        return None


def give_custom_id(call: Call, product_id: str, partner_ref: str) -> None:
    """Put our custom id on the product, beside its other metafields; safe to repeat (facts 3.6).

    Raises ``Rejected`` when another product carries that id.
    """
    owned = {"ownerId": product_id, **metafield(PARTNER_REF, partner_ref)}
    checked(call("custom_id_set", {"metafields": [owned]}), "metafieldsSet")
