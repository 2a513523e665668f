"""Why a product could not be listed, in words for its merchant, and who puts it right."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from powerpact.domain.causes import Fixer

_SAVED = "Then save the product: we try again by ourselves."
_STAFF = "Bubbly\u2019s staff put this right. There is nothing for you to do."


@dataclass(frozen=True, slots=True)
class ListingFault:
    """``what`` happened, and ``todo``: what helps, for the one named by ``fixer``."""

    what: str
    todo: str
    fixer: Fixer


def listing_fault(code: str) -> ListingFault:
    """The words for an error code of a product map; such as fit any, for one that is new to us."""
    return FAULTS.get(code, _UNKNOWN)


def _by_merchant(what: str, todo: str, codes: str) -> Iterator[tuple[str, ListingFault]]:
    fault = ListingFault(what, f"{todo} {_SAVED}", Fixer.PARTNER)
    return ((code, fault) for code in codes.split())


def _by_staff(what: str, codes: str) -> Iterator[tuple[str, ListingFault]]:
    fault = ListingFault(what, _STAFF, Fixer.STAFF)
    return ((code, fault) for code in codes.split())


def _all(*groups: Iterable[tuple[str, ListingFault]]) -> dict[str, ListingFault]:
    return {code: fault for group in groups for code, fault in group}


_UNKNOWN = ListingFault("Shopify did not accept the product at Bubbly.", _STAFF, Fixer.STAFF)

# By the codes of ``services.listing_outcome``: Shopify's own in small letters (facts 3.4), ours,
# and the names of our errors that have no code.
FAULTS = _all(
    _by_merchant(
        "Shopify did not accept a text of this product at Bubbly.",
        "Look at its title, vendor and product type: none may be empty that has to be there, or "
        "longer than 255 characters.",
        "invalid_input invalid_product missing_field_required",
    ),
    _by_merchant(
        "Shopify did not accept a variant of this product at Bubbly.",
        "Look at the prices, SKUs and option values of its variants.",
        "invalid_variant",
    ),
    _by_merchant(
        "The product has more options, option values or variants than Shopify allows.",
        "Keep to 3 options and 2,048 variants, or split the product in two.",
        "options_over_limit option_values_over_limit variants_over_limit "
        "inventory_quantities_limit_exceeded",
    ),
    _by_merchant(
        "Two options, option values or variants of the product have the same name.",
        "Give each its own name.",
        "duplicated_option_name duplicated_option_value duplicated_value",
    ),
    _by_merchant(
        "An option of the product has no values, or its variants do not fit its options.",
        "Look at the options and the variants of the product.",
        "option_values_missing option_does_not_exist option_value_does_not_exist "
        "product_options_input_missing variants_input_missing",
    ),
    _by_merchant(
        "The options of the product are linked to metafields, which Bubbly does not have.",
        "Use options without links.",
        "cannot_combine_linked_and_nonlinked_option_values duplicate_linked_option "
        "invalid_metafield_value_for_linked_option linked_metafield_definition_not_found "
        "linked_options_not_supported_for_shop",
    ),
    _by_merchant(
        "The product is a gift card, and Bubbly does not sell gift cards.",
        "Withdraw it, or make it an ordinary product.",
        "gift_cards_not_activated gift_card_attribute_cannot_be_changed",
    ),
    _by_staff(
        "Your store and Bubbly sell in different currencies, and no exchange rate is agreed yet.",
        "no_exchange_rate",
    ),
    _by_staff("Bubbly sells a variant of this product in a product of its own.", "sold_elsewhere"),
    _by_staff(
        "What Bubbly\u2019s staff had joined this product to was changed at Bubbly.",
        "bubbly_product_gone bubbly_variants_added product_does_not_exist "
        "product_variant_does_not_exist notfound",
    ),
    _by_staff(
        "Shopify keeps the product at Bubbly from being changed.", "product_suspended unauthorized"
    ),
    _by_staff(
        "Bubbly\u2019s own store is not ready to list products.",
        "no_bubbly no_location definitionmissing scopemissing storeunavailable",
    ),
    _by_staff(
        _UNKNOWN.what,
        "capability_violation duplicated_metafield_value generic_error handle_not_unique "
        "id_not_allowed input_mismatch invalid_metafield job_error metafield_mismatch not_found "
        "permanent rejected refused malformed "
        # of the custom id that a product of Bubbly's own gets (facts 3.6)
        "app_not_authorized blank inclusion internal_error invalid invalid_compare_digest "
        "invalid_type invalid_value less_than_or_equal_to present stale_object taken too_long "
        "too_short",
    ),
)
