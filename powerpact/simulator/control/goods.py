"""Control of what a store sells: catalogues, products and stock."""

from aiohttp import web

from powerpact.simulator.control.asking import Mistaken, asked, house_of, shop_of
from powerpact.simulator.control.trade_requests import CatalogueWish
from powerpact.simulator.planting import plant
from powerpact.simulator.seed import catalogue
from powerpact.simulator.seed_kinds import KINDS

routes = web.RouteTableDef()


@routes.post("/stores/{shop}/catalogue")
async def seed(request: web.Request) -> web.StreamResponse:
    """Put a generated catalogue into the store."""
    house, shop, wish = house_of(request), shop_of(request), await asked(request, CatalogueWish)
    if wish.kind not in KINDS:
        raise Mistaken(f"There is no catalogue {wish.kind}: choose from {', '.join(KINDS)}.")
    number = house.rules.seed if wish.seed is None else wish.seed
    try:
        drafts = catalogue(wish.kind, products=wish.products, seed=number)
    except ValueError as fault:
        raise Mistaken(str(fault)) from fault
    products = plant(shop, drafts)
    variants = sum(len(product.variants) for product in products)
    return web.json_response({"products": len(products), "variants": variants}, status=201)
