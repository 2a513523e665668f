"""Control of what a store sells: catalogues, products and stock."""

import asyncio
from collections.abc import Iterator
from itertools import islice

from aiohttp import web
from pydantic.alias_generators import to_camel

from powerpact.simulator import actions
from powerpact.simulator.actions.looking import product_view
from powerpact.simulator.control.asking import Mistaken, asked, house_of, shop_of
from powerpact.simulator.control.naming import product_named, variant_named
from powerpact.simulator.control.trade_requests import (
    CatalogueWish,
    NewProduct,
    NewVariant,
    ProductChoice,
    ProductEdit,
    StockChange,
    VariantChoice,
)
from powerpact.simulator.planting import plant
from powerpact.simulator.seed import ProductDraft, catalogue
from powerpact.simulator.seed_kinds import KINDS
from powerpact.simulator.seed_large import WAREHOUSE, warehouse

routes = web.RouteTableDef()
SLICE = 200


@routes.post("/stores/{shop}/catalogue")
async def seed(request: web.Request) -> web.StreamResponse:
    """Put a generated catalogue into the store, in slices between which others are answered."""
    house, shop, wish = house_of(request), shop_of(request), await asked(request, CatalogueWish)
    if wish.kind not in (*KINDS, WAREHOUSE):
        raise Mistaken(
            f"There is no catalogue {wish.kind}: choose from {', '.join((*KINDS, WAREHOUSE))}."
        )
    try:
        drafts = _drafts(wish, house.rules.seed if wish.seed is None else wish.seed)
    except ValueError as fault:
        raise Mistaken(str(fault)) from fault
    products = variants = 0
    while planted := plant(shop, islice(drafts, SLICE)):
        products += len(planted)
        variants += sum(len(product.variants) for product in planted)
        await asyncio.sleep(0)
    return web.json_response({"products": products, "variants": variants}, status=201)


def _drafts(wish: CatalogueWish, seed: int) -> Iterator[ProductDraft]:
    if wish.kind == WAREHOUSE:
        variants = wish.variants or wish.products
        return warehouse(products=wish.products, variants=variants, seed=seed)
    return iter(catalogue(wish.kind, products=wish.products, seed=seed))


@routes.post("/stores/{shop}/products")
async def create(request: web.Request) -> web.StreamResponse:
    """Add a product with one variant."""
    shop, wish = shop_of(request), await asked(request, NewProduct)
    given = wish.model_dump(exclude_none=True)
    product = actions.create_product(shop, given.pop("title"), **given)
    return web.json_response(product_view(shop, product), status=201)


@routes.post("/stores/{shop}/products/edit")
async def edit(request: web.Request) -> web.StreamResponse:
    """Change a product's fields, or the price of all its variants."""
    shop, wish = shop_of(request), await asked(request, ProductEdit)
    product = product_named(shop, wish.product)
    fields = wish.model_dump(exclude_none=True, exclude={"product", "price"})
    changed = {to_camel(name): value for name, value in fields.items()}
    actions.edit_product(shop, product, price=wish.price, **changed)
    return web.json_response(product_view(shop, product))


@routes.post("/stores/{shop}/products/delete")
async def delete(request: web.Request) -> web.StreamResponse:
    """Delete a product."""
    shop, wish = shop_of(request), await asked(request, ProductChoice)
    product = product_named(shop, wish.product)
    actions.delete_product(shop, product)
    return web.json_response({"deleted": product.id})


@routes.post("/stores/{shop}/variants")
async def create_variant(request: web.Request) -> web.StreamResponse:
    """Add a variant to a product that has options."""
    shop, wish = shop_of(request), await asked(request, NewVariant)
    given = wish.model_dump(exclude={"product"})
    variant = actions.create_variant(shop, product_named(shop, wish.product), **given)
    return web.json_response(product_view(shop, variant.product), status=201)


@routes.post("/stores/{shop}/variants/delete")
async def delete_variant(request: web.Request) -> web.StreamResponse:
    """Delete a variant that is not the only one of its product."""
    shop, wish = shop_of(request), await asked(request, VariantChoice)
    variant = variant_named(shop, wish.variant)
    actions.delete_variant(shop, variant)
    return web.json_response({"deleted": variant.id})


@routes.post("/stores/{shop}/stock")
async def set_stock(request: web.Request) -> web.StreamResponse:
    """Count the shelf anew."""
    shop, wish = shop_of(request), await asked(request, StockChange)
    variant = variant_named(shop, wish.variant)
    actions.set_stock(shop, variant, wish.available)
    view = {"variant": variant.id, "sku": variant.sku, "available": variant.inventory_quantity}
    return web.json_response(view)


@routes.get("/stores/{shop}/holdings")
async def show_holdings(request: web.Request) -> web.StreamResponse:
    """Everything the store holds that can be counted."""
    return web.json_response(actions.holdings(shop_of(request)))
