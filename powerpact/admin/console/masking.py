"""Webhook bodies as staff may see them: only values that cannot tell who the shopper is.

What may be shown is named; whatever Shopify adds tomorrow is hidden until somebody decides.
"""

import json
from typing import Any

HIDDEN = "(hidden)"

# Fields whose objects and lists are looked into; any other object or list is hidden as a whole.
OPEN = frozenset(
    """
    line_items line_item refund_line_items refunds fulfillments returns transactions variants
    options values tax_lines shipping_lines discount_applications discount_allocations
    shop_money presentment_money order_adjustments duties additions removals order_edit
    variant_gids variant_ids
    """.split()
)
SHOWN = frozenset(
    """
    id admin_graphql_api_id app_id order_id order_number number product_id variant_id line_item_id
    inventory_item_id location_id parent_id refund_id fulfillment_order_id
    name title variant_title sku vendor barcode handle product_type position status state
    quantity current_quantity fulfillable_quantity inventory_quantity available grams delta
    inventory_policy inventory_management fulfillment_service requires_shipping taxable gift_card
    product_exists restock restock_type kind gateway test confirmed tracked
    amount rate currency currency_code presentment_currency price compare_at_price
    total_price subtotal_price total_tax total_discounts total_discount total_line_items_price
    total_weight taxes_included current_total_price current_subtotal_price current_total_tax
    current_total_discounts total_outstanding pre_tax_price discounted_price
    target_type target_selection allocation_method value_type discount_application_index
    financial_status fulfillment_status cancel_reason source_name error_code object_count type
    created_at updated_at processed_at cancelled_at closed_at published_at completed_at
    option1 option2 option3 admin_graphql_api_shop_id myshopify_domain domain plan_name
    """.split()
)


def masked(body: bytes) -> Any:
    """The body as JSON with everything not known to be harmless hidden; None when it is no JSON.

    A body that is no JSON is not shown at all, for nobody can say what is in it.
    """
    try:
        return _masked(json.loads(body))
    except (ValueError, RecursionError):
        return None


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _field(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return value


def _field(key: str, value: Any) -> Any:
    if value is None or value in ([], {}):
        return value
    if isinstance(value, dict | list):
        is_open = key in OPEN or key.endswith("_set")
        return _masked(value) if is_open else HIDDEN
    return value if key in SHOWN else HIDDEN
