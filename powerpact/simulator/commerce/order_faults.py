"""What `orderCreate` refuses, before anything changes (platform facts 4.1)."""

from collections import Counter
from collections.abc import Iterator

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.metafields import metafield_faults
from powerpact.simulator.refusals import UserError
from powerpact.simulator.store.inventory import InventoryItem
from powerpact.simulator.store.shops import Shop

ORDER_OWNER = "ORDER"
INVALID = "INVALID"
A_MINUTE = 60.0


def faults_of(shop: Shop, given: Given, behaviour: str) -> list[UserError]:
    """Every reason against this order. behaviour: what happens to stock."""
    found = [*customer_faults(given), *line_faults(shop, given), *tax_faults(given)]
    if shop.options.custom_id_repeat == "refuse":
        path = ["order", "metafields"]
        found += metafield_faults(shop, None, ORDER_OWNER, given.get("metafields"), path, INVALID)
    if not found and behaviour == "DECREMENT_OBEYING_POLICY":
        found += stock_faults(shop, given)
    return found


def limit_fault(shop: Shop) -> UserError | None:
    """Trial and development stores take a few orders a minute (platform facts 4.1).

    Shopify does not document the shape of this refusal; this one is a guess.
    """
    limit = shop.options.order_limit_per_minute
    if limit is None:
        return None
    a_minute_ago = shop.world.clock.monotonic() - A_MINUTE
    while shop.recent_orders and shop.recent_orders[0] <= a_minute_ago:
        shop.recent_orders.popleft()
    if len(shop.recent_orders) < limit:
        return None
    return UserError(["order"], "Too many attempts. Please try again later.", INVALID)


def customer_faults(given: Given) -> Iterator[UserError]:
    """As recorded in order-create-validation-matrix-extended.2025-01.a.json."""
    if given.get("customerId") and given.get("customer"):
        message = "Only one of customerId and customer may be given."
        yield UserError(["order"], message, "REDUNDANT_CUSTOMER_FIELDS")


def line_faults(shop: Shop, given: Given) -> Iterator[UserError]:
    lines = given.get("lineItems") or []
    if not lines:
        message = "Line items must have at least one line item"
        yield UserError(["order", "lineItems"], message, INVALID)
    for index, line in enumerate(lines):
        place = ["order", "lineItems", str(index)]
        if line.get("variantId"):
            if line["variantId"] not in shop.variants:
                yield UserError([*place, "variantId"], "Variant does not exist", INVALID)
        elif not line.get("title") or not line.get("priceSet"):
            message = "A line item needs a variant, or a title and a price"
            yield UserError(place, message, INVALID)
        if line["quantity"] < 1:
            yield UserError([*place, "quantity"], "Quantity must be greater than 0", INVALID)


def tax_faults(given: Given) -> Iterator[UserError]:
    for holder in ("lineItems", "shippingLines"):
        for index, line in enumerate(given.get(holder) or []):
            for number, tax in enumerate(line.get("taxLines") or []):
                if tax.get("rate") is None:
                    field = ["order", holder, str(index), "taxLines", str(number), "rate"]
                    message = "Tax line rate is required"
                    yield UserError(field, message, "TAX_LINE_RATE_MISSING")
    on_lines = any(line.get("taxLines") for line in given.get("lineItems") or [])
    if on_lines and given.get("taxLines"):
        message = "Tax lines stand on the order or on its lines, not on both"
        yield UserError(["order", "taxLines"], message, INVALID)


def stock_faults(shop: Shop, given: Given) -> Iterator[UserError]:
    """Tracked items whose policy is DENY must be there for all lines together."""
    wanted: Counter[InventoryItem] = Counter()
    for index, line in enumerate(given["lineItems"]):
        variant = shop.variants.get(line.get("variantId") or "")
        if variant is None or variant.inventory_policy == "CONTINUE":
            continue
        item = variant.inventory_item
        wanted[item] += line["quantity"]
        if item.tracked and wanted[item] > variant.inventory_quantity:
            field = ["order", "lineItems", str(index)]
            message = "Unable to claim the inventory of this line item"
            yield UserError(field, message, "INVENTORY_CLAIM_FAILED")
