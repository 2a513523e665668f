"""Shipments and fulfilment orders."""

from powerpact.simulator import actions
from tests.simulator.contract.replay import Recording, scenario


@scenario("orders/fulfillment-create-invalid-id.2025-01.b")
def a_malformed_id(r: Recording) -> None:
    r.step("mutation", variables=r.at("variables"))


@scenario("orders/fulfillment-multi-tracking-info.2025-01.a")
def several_tracking_numbers(r: Recording) -> None:
    # fulfillmentTrackingInfoUpdateV2 is left out: deprecated, and the app does not use it.
    r.bench.shop.app.scopes.add("read_apps")
    r.step("setup", "orderCreate")
    r.step("setup", "hydrateBeforeFulfillmentCreate")
    r.step("fulfillmentCreate")
    r.step("fulfillmentTrackingInfoUpdate")
    r.step("downstreamRead")
    r.step("cleanup", "cancel")


@scenario("orders/fulfillment-state-preconditions.2026-04.a")
def shipments_cancelled_twice(r: Recording) -> None:
    # Shipment events are left out: the app does not write them.
    r.step("setup", "orderCreate")
    r.step("setup", "fulfillmentCreate")
    r.step("initialCancel")
    r.step("cancelAlreadyCancelled")
    r.step("trackingAlreadyCancelled")
    r.step("deliveredSetup", "orderCreate")
    r.step("deliveredSetup", "fulfillmentCreate")
    r.step("cancelDelivered")
    r.step("cleanup", "cancelled")
    r.step("cleanup", "delivered")


@scenario("shipping-fulfillments/fulfillment-create-name.2025-01.a")
def names_of_shipments(r: Recording) -> None:
    r.step("setup", "orderCreate")
    r.step("firstFulfillmentCreate")
    r.step("secondFulfillmentCreate")


@scenario("shipping-fulfillments/fulfillment-order-hold-multi-line.2026-04.a")
def a_hold_on_several_lines(r: Recording) -> None:
    product = actions.create_product(r.bench.shop, "Mug", quantity=5)
    r.same("gid://shopify/ProductVariant/48540157378793", product.variants[0].id)
    r.step("setup", "orderCreate")
    r.step("workflow", "hold")
    r.step("cleanup", "releaseHold")
    r.step("cleanup", "orderCancel")
