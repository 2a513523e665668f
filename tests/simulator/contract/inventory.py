"""Stock and locations."""

from powerpact.simulator import actions
from powerpact.simulator.store.inventory import Location
from powerpact.simulator.store.products import ProductVariant
from tests.simulator.contract.replay import Recording, scenario

IDEMPOTENT = "@idempotent(key: $idempotencyKey)"


def second_location(r: Recording, recorded: str, name: str) -> Location:
    shop = r.bench.shop
    location = shop.keep(Location(shop.ids.gid("Location"), name, shop.created_at))
    shop.locations[location.id] = location
    r.same(recorded, location.id)
    return location


def tracked_variant(r: Recording, recorded_item: str) -> ProductVariant:
    """A variant without stock at the main location."""
    variant = actions.create_product(r.bench.shop, "Mug", quantity=0).variants[0]
    r.same(recorded_item, variant.inventory_item.id)
    return variant


@scenario("products/inventory-activate-on-hand.2026-04.a")
def items_activated(r: Recording) -> None:
    place = r.at("cases", "activateOnHand", "variables", "locationId")
    second_location(r, place, "My Custom Location")
    for product in ("activateProduct", "conflictProduct", "outOfRangeProduct"):
        r.step("setup", product, "create")
        r.step("setup", product, "track")
    for case in r.at("cases"):
        r.step("cases", case)


@scenario("products/inventorySetQuantities-quantity-bounds.2026-04.a")
def quantities_out_of_bounds(r: Recording) -> None:
    for case in r.at("cases"):
        row = r.at("cases", case, "variables", "input", "quantities", 0)
        tracked_variant(r, row["inventoryItemId"])
        r.same(row["locationId"], r.bench.shop.main_location.id)
        r.step("cases", case)


@scenario("products/inventory-quantity-contracts-2026-04.2026-04.a")
def quantities_set_and_adjusted(r: Recording) -> None:
    # inventoryMoveQuantities is left out: the app does not move pieces between states.
    names = r.at("setup", "product")
    variant = tracked_variant(r, names["inventoryItemId"])
    r.same(names["productId"], variant.product.id)
    r.same(names["variantId"], variant.id)
    r.same(r.at("setup", "location", "id"), r.bench.shop.main_location.id)
    r.step("inventorySetQuantities", directive=IDEMPOTENT)
    for name, root in (("Set", "inventorySetQuantities"), ("Adjust", "inventoryAdjustQuantities")):
        r.step(f"missing{name}Idempotency", root=root)
        r.step(f"missing{name}ChangeFromQuantity", directive='@idempotent(key: "x")', root=root)
    r.step("legacySetShape", directive=IDEMPOTENT, root="inventorySetQuantities")
    r.step("inventoryAdjustQuantities", directive=IDEMPOTENT)
    r.step("inventorySetOnHandQuantities", directive=IDEMPOTENT)
    r.step("missingSetOnHandIdempotency", root="inventorySetOnHandQuantities")
    for case in r.at("unknownIdValidation"):
        if case.startswith(("set", "adjust")):
            r.step("unknownIdValidation", case, directive=IDEMPOTENT)
    gids = {"id": names["productId"]}
    read = r.at("downstreamRead", "data")
    del read["inventoryItem"]
    r.step("downstreamRead", kind="query", variables=gids)


@scenario("store-properties/locations-catalog.2026-04.b")
def locations_listed(r: Recording) -> None:
    recorded = r.at("data", "locations", "edges")
    r.bench.shop.main_location.name = recorded[0]["node"]["name"]
    second_location(r, recorded[1]["node"]["id"], recorded[1]["node"]["name"])
    r.step(kind="query")
