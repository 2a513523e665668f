"""Stores, products and variants."""

from random import Random

from benchmarks.console.copying import NULL, Copies
from benchmarks.console.marketplace import (
    BUBBLY,
    BUBBLY_ID,
    YEAR,
    Marketplace,
    domain,
    store_id,
    variants_of,
)

TABLES = {
    "store": "id kind shop_domain shopify_id name currency state installed_at scopes code "
    "commission_rate price_rounding publication_ids created_at updated_at",
    "product_map": "id partner_id partner_product_id bubbly_product_id partner_ref curation sync "
    "title handle description_html vendor product_type status tags options images "
    "partner_updated_at sent_hash published last_synced_at error_code error created_at updated_at",
    "variant_map": "id product_map_id partner_variant_id bubbly_variant_id "
    "partner_inventory_item_id bubbly_inventory_item_id title sku barcode position options price "
    "quantity created_at updated_at",
}
LOOKS = "blue red green black white grey amber ivory rose teal olive plum sand rust mint".split()
MATERIALS = "stoneware oak linen wool brass glass cotton leather walnut ceramic".split()
THINGS = (
    "mug bowl plate vase lamp stool blanket cushion scarf basket tray candle teapot apron clock "
    "mirror frame hook rug bench planter jug tumbler board spoon knife napkin towel bag pouch"
).split()
STATES = ("active",) * 40 + ("reconnect_needed", "unavailable", "uninstalled")
DESCRIPTION = "<p>" + "Made by hand in a small workshop, one piece at a time. " * 8 + "</p>"
# Curation and listing, with how many of a thousand stand so.
STANDINGS = (
    (("approved", "synced"), 812),
    (("proposed", "never"), 100),
    (("rejected", "never"), 40),
    (("approved", "gone"), 20),
    (("paused", "synced"), 10),
    (("approved", "failed"), 10),
    (("approved", "queued"), 7),
    (("approved", "syncing"), 1),
)
BARCODES = 5_000_000_000_000
ERRORS = ("title_too_long", "image_refused", "too_many_variants", "handle_taken")


def add_stores(rows: Copies, market: Marketplace) -> None:
    """Bubbly and its partners."""
    first = market.at(0)
    key = f"gid://shopify/Shop/{BUBBLY_ID}"
    bubbly = (BUBBLY_ID, "bubbly", BUBBLY, key, "Bubbly", "GBP", "active", first)
    rows.add("store", *bubbly, "{write_products}", NULL, 0, "none", "{}", first, first)
    for place in range(market.partners):
        rows.add("store", *_partner(market, place))


def _partner(market: Marketplace, place: int) -> tuple[object, ...]:
    key, made = store_id(place), market.at(place * 60)
    name = f"{THINGS[place % len(THINGS)].title()} and Sons {place + 1}"
    state = STATES[place % len(STATES)] if place else "active"
    return (
        *(key, "partner", domain(place), f"gid://shopify/Shop/{key}", name),
        *(("GBP", "EUR", "USD")[place % 3], state, made, "{write_orders,read_products}"),
        *(f"p{place + 1}", "0.15", "none", "{}", made, made),
    )


def add_products(rows: Copies, market: Marketplace) -> None:
    """Every product with its variants, in the order in which imports brought them."""
    chance = Random(11)  # noqa: S311 - the same catalogue each time
    standings, weights = [standing for standing, _ in STANDINGS], [many for _, many in STANDINGS]
    for place in range(market.products):
        (standing,) = chance.choices(standings, weights)
        partner = market.partner_of(place)
        rows.add("product_map", *_product(market, chance, place, partner, standing))
        for position, variant in enumerate(variants_of(place), 1):
            rows.add("variant_map", *_variant(market, place, partner, variant, position))


def _product(
    market: Marketplace, chance: Random, place: int, partner: int, standing: tuple[str, str]
) -> tuple[object, ...]:
    key, made = place + 1, market.at(market.second(place, market.products))
    changed = market.at(chance.randrange(YEAR))
    hand = "handmade " if place % 3 == 0 else ""
    look, stuff, thing = (chance.choice(words) for words in (LOOKS, MATERIALS, THINGS))
    title = f"{hand}{look} {stuff} {thing} {key}"
    picture = f"https://cdn.shopify.com/s/files/1/{partner}/products/{key}.jpg"
    failed, listed = standing[1] == "failed", standing[1] not in {"never", "queued"}
    return (
        *(key, store_id(partner), f"gid://shopify/Product/{key}"),
        *(f"gid://shopify/Product/9{key:09d}" if listed else NULL, f"p{partner + 1}-{key}"),
        *(*standing, title, f"product-{key}", DESCRIPTION, f"Partner {partner + 1}", "Home"),
        *("ACTIVE", "{home,handmade}", '[{"name":"Colour","values":["One","Two"]}]'),
        *(f'[{{"url":"{picture}","alt":"{title}"}}]', changed, f"{key:064x}", listed, changed),
        *(chance.choice(ERRORS) if failed else "", "Shopify refused it." if failed else ""),
        *(made, changed),
    )


def _variant(
    market: Marketplace, place: int, partner: int, variant: int, position: int
) -> tuple[object, ...]:
    made = market.at(market.second(place, market.products))
    return (
        *(variant, place + 1, f"gid://shopify/ProductVariant/{variant}"),
        *(f"gid://shopify/ProductVariant/9{variant:09d}", f"gid://shopify/InventoryItem/{variant}"),
        *(f"gid://shopify/InventoryItem/9{variant:09d}", f"Size {position}"),
        *(f"SKU-{partner + 1}-{variant}", BARCODES + variant, position, f'[["Size","{position}"]]'),
        *(f"{10 + variant % 90}.50", variant % 40, made, made),
    )
