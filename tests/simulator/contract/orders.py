"""Orders: made, paid, cancelled, found."""

from decimal import Decimal
from typing import Any

from powerpact.simulator import actions
from tests.simulator.contract.replay import Recording, answer_of, scenario


@scenario("orders/order-create-math-matrix.2025-01.a")
def sums_of_new_orders(r: Recording) -> None:
    for case in r.at("cases"):
        ours = r.step("cases", case, document=r.at("document"))
        recorded = answer_of(r.at("cases", case))["data"]["orderCreate"]["order"]
        same_amounts(r, recorded, ours["data"]["orderCreate"]["order"], case)


def same_amounts(r: Recording, recorded: Any, ours: Any, path: str) -> None:
    """Every amount of an order to the cent, beside its shape."""
    for name, value in recorded.items():
        if name.endswith("Set") and value != ours[name]:
            r.found.append(f"{path}.{name}: recorded {value}, ours {ours[name]}")


@scenario("orders/order-create-parity.2025-01.b")
def an_order_with_everything(r: Recording) -> None:
    product = actions.create_product(r.bench.shop, "Mug", quantity=5)
    r.same("gid://shopify/ProductVariant/48540157378793", product.variants[0].id)
    r.step("mutation", variables=r.at("variables"))
    r.step("downstreamRead", kind="query")


@scenario("orders/order-create-validation-matrix-extended.2025-01.a")
def orders_that_are_refused(r: Recording) -> None:
    product = actions.create_product(r.bench.shop, "Mug", quantity=5)
    variant = product.variants[0].id
    r.same("gid://shopify/ProductVariant/48540157378793", variant)
    document = r.at("query").replace("gid://shopify/ProductVariant/48540157378793", variant)
    r.step("mutation", document=document, variables=r.at("variables"))


@scenario("orders/order-create-fulfillment-assigned-location.2025-01.a")
def where_a_new_order_is_routed(r: Recording) -> None:
    r.step("operations", "locations")
    r.step("operations", "create")
    r.step("operations", "downstreamRead")
    r.step("cleanup", 0)


@scenario("orders/orderCancel-error-messages.2026-04.a")
def cancellations_that_are_refused(r: Recording) -> None:
    r.step("setup", "freshOrderCreate")
    r.step("setup", "cancelledOrderCreate")
    r.step("setup", "setupCancel")
    r.bench.pass_time(1)
    r.step("setup", "cancelledOrderRead")
    for case in r.at("expected"):
        if isinstance(r.at("expected", case), dict) and "response" in r.at("expected", case):
            r.step("expected", case)


@scenario("orders/orderCancel-parity.2026-04.a")
def a_cancellation(r: Recording) -> None:
    line = actions.BasketLine(title="Vase", price=Decimal(14))
    order = actions.place_order(r.bench.shop, [line], paid=False, email=None)
    order.financial_status, order.currency_code = None, "USD"
    r.same("gid://shopify/Order/8733114532146", order.id)
    r.step("mutation", variables=r.at("variables"))
    r.bench.pass_time(1)
    r.step("downstreamRead", kind="query")


@scenario("orders/orderMarkAsPaid-state-and-money.2026-04.a")
def orders_marked_as_paid(r: Recording) -> None:
    for case in ("unpaid", "multiCurrency"):
        ours = r.step("setup", case)
        recorded = answer_of(r.at("setup", case))["data"]["orderCreate"]["order"]
        same_amounts(r, recorded, ours["data"]["orderCreate"]["order"], case)
    for case in ("unpaidSuccess", "alreadyPaid", "multiCurrency"):
        r.step("cases", case)


@scenario("orders/order-catalog-count-read.2026-04.a")
def orders_found_and_counted(r: Recording) -> None:
    shop = r.bench.shop
    recorded = answer_of(r.content)["data"]
    line = actions.BasketLine(title="Bowl", price=Decimal(20))
    actions.place_order(shop, [line])
    for entry in reversed(recorded["seedCatalog"]["nodes"]):
        line = actions.BasketLine(title="Vase", price=Decimal(55))
        fields = {"tags": entry["tags"], "name": entry["name"]}
        order = actions.place_order(shop, [line], email=entry["email"], **fields)
        r.same(entry["id"], order.id)
        r.same(f"id:{number(entry['id'])}", f"id:{number(order.id)}")
        combined = r.at("variables", "combinedQuery")
        r.same(combined, combined.replace(number(entry["id"]), number(order.id)))
        r.bench.pass_time(10)
    document = r.at("upstreamCalls", 0, "query")
    r.step(document=document)
    cursor = r.at("nextPage", "variables", "after")
    first = r.bench.answer(document, r.translated(r.at("variables")))["data"]["recent"]
    r.same(cursor, first["pageInfo"]["endCursor"])
    r.step("nextPage", document=r.at("upstreamCalls", 1, "query"))


def number(gid: str) -> str:
    return gid.rpartition("/")[2]
