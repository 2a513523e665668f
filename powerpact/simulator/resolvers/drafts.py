"""Draft orders, the alternative to `orderCreate` (platform facts 4.2)."""

from decimal import Decimal
from typing import Any

from powerpact.simulator.commerce.order_create import create_order
from powerpact.simulator.commerce.products import sorted_tags
from powerpact.simulator.money import ZERO, MoneyBag, MoneyV2
from powerpact.simulator.refusals import Refused, UserError, refuse
from powerpact.simulator.resolvers.registry import (
    Arguments,
    Context,
    Payload,
    mutation,
    of,
    query,
)
from powerpact.simulator.store.orders import DraftOrder
from powerpact.simulator.store.shops import Shop, legacy_id

WRITE = "write_draft_orders"
CARRIED = ("email", "note", "shippingAddress", "billingAddress", "customAttributes", "metafields")


@query("draftOrder", "read_draft_orders")
def draft_by_id(arguments: Arguments, context: Context) -> DraftOrder | None:
    return context.shop.draft_orders.get(arguments["id"])


def draft_line(shop: Shop, given: Arguments) -> tuple[Arguments, Decimal]:
    """A line as the order will have it, at the store's own price unless it is overridden."""
    variant = shop.variants.get(given.get("variantId") or "")
    override = given.get("priceOverride") or given.get("originalUnitPriceWithCurrency")
    stated = override["amount"] if override else given.get("originalUnitPrice")
    price = Decimal(stated if stated is not None else variant.price if variant else 0)
    attributes = given.get("customAttributes") or []
    line = {
        "variantId": given.get("variantId"),
        "title": given.get("title"),
        "sku": given.get("sku"),
        "quantity": given["quantity"],
        "requiresShipping": given.get("requiresShipping", True),
        "priceSet": {"shopMoney": {"amount": price, "currencyCode": shop.currency}},
        "properties": [{"name": a["key"], "value": a["value"]} for a in attributes],
    }
    return {n: v for n, v in line.items() if v is not None}, price * given["quantity"]


@mutation("draftOrderCreate", WRITE)
def draft_order_create(arguments: Arguments, context: Context) -> Payload:
    shop, given = context.shop, arguments["input"]
    if not given.get("lineItems"):
        raise refuse(["lineItems"], "Add at least 1 product")
    lines, amounts = zip(*(draft_line(shop, entry) for entry in given["lineItems"]), strict=True)
    order_input = {name: given[name] for name in CARRIED if given.get(name) is not None}
    order_input |= {"lineItems": list(lines), "tags": given.get("tags") or []}
    shop.draft_number += 1
    gid, name = shop.ids.gid("DraftOrder"), f"#D{shop.draft_number}"
    draft = DraftOrder(gid, name, shop.world.now(), order_input, total=sum(amounts, ZERO))
    shop.draft_orders[gid] = shop.keep(draft)
    return {"draftOrder": draft}


@mutation("draftOrderComplete", WRITE)
def draft_order_complete(arguments: Arguments, context: Context) -> Payload:
    """A second completion is refused, so an unclear first one may be tried again."""
    shop = context.shop
    draft = shop.draft_orders.get(arguments["id"])
    if draft is None:
        raise refuse(["id"], "Draft order does not exist")
    if draft.order is not None:
        message = "This order has been paid"
        raise Refused(UserError(["id"], message), draftOrder=draft)
    pending = arguments.get("paymentPending")
    money = {"shopMoney": {"amount": draft.total, "currencyCode": shop.currency}}
    payment = (
        {"financialStatus": "PENDING"} if pending else {"transactions": [{"amountSet": money}]}
    )
    given = {**draft.order_input, **payment, "sourceName": arguments.get("sourceName")}
    options = {"inventoryBehaviour": "DECREMENT_IGNORING_POLICY"}
    draft.order = create_order(shop, given, options)
    draft.status, draft.completed_at = "COMPLETED", shop.world.now()
    return {"draftOrder": draft}


@of("DraftOrder", "legacyResourceId")
def legacy_resource_id(source: DraftOrder, _: Arguments, __: Context) -> str:
    return legacy_id(source.id)


@of("DraftOrder", "email")
def email(source: DraftOrder, _: Arguments, __: Context) -> Any:
    return source.order_input.get("email")


@of("DraftOrder", "tags")
def tags(source: DraftOrder, _: Arguments, __: Context) -> list[str]:
    return sorted_tags(source.order_input["tags"])


@of("DraftOrder", "totalPriceSet")
def total_price(source: DraftOrder, _: Arguments, context: Context) -> MoneyBag:
    money = MoneyV2(source.total, context.shop.currency)
    return MoneyBag(money, money)
