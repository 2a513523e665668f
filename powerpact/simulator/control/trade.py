"""Control of orders: placing, paying, shipping, cancelling, refunding."""

import random

from aiohttp import web

from powerpact.simulator import actions
from powerpact.simulator.actions.looking import order_view
from powerpact.simulator.actions.naming import line_named
from powerpact.simulator.control.asking import Mistaken, asked, house_of, shop_of
from powerpact.simulator.control.naming import order_named, shipment_named, variant_named
from powerpact.simulator.control.trade_requests import (
    Cancellation,
    FulfilmentChoice,
    Line,
    MoneyBack,
    NewOrder,
    OrderChoice,
    Parcel,
    RandomOrders,
)
from powerpact.simulator.shoppers import NothingToBuy, fill_basket
from powerpact.simulator.store.orders import Order
from powerpact.simulator.store.shops import Shop

routes = web.RouteTableDef()


@routes.get("/stores/{shop}/orders")
async def export(request: web.Request) -> web.StreamResponse:
    """Every order of the store, in the order in which they were made."""
    return web.json_response(actions.export_orders(shop_of(request)))


@routes.post("/stores/{shop}/orders")
async def place(request: web.Request) -> web.StreamResponse:
    """A shopper places an order."""
    shop, wish = shop_of(request), await asked(request, NewOrder)
    lines = [_basket_line(shop, line) for line in wish.lines]
    order = actions.place_order(shop, lines, **wish.model_dump(exclude={"lines"}))
    return web.json_response(order_view(order), status=201)


@routes.post("/stores/{shop}/orders/random")
async def place_random(request: web.Request) -> web.StreamResponse:
    """Shoppers place orders at random; the same seed gives the same baskets."""
    house, shop, wish = house_of(request), shop_of(request), await asked(request, RandomOrders)
    chance = random.Random(house.rules.seed if wish.seed is None else wish.seed)
    placed = [_place_at_random(shop, wish, chance) for _ in range(wish.count)]
    return web.json_response({"orders": [order_view(order) for order in placed]}, status=201)


@routes.post("/stores/{shop}/orders/pay")
async def pay(request: web.Request) -> web.StreamResponse:
    """The shopper pays what is outstanding."""
    shop, wish = shop_of(request), await asked(request, OrderChoice)
    order = order_named(shop, wish.order)
    actions.pay_order(shop, order)
    return web.json_response(order_view(order))


@routes.post("/stores/{shop}/orders/ship")
async def ship(request: web.Request) -> web.StreamResponse:
    """The merchant ships an order, or pieces of it."""
    shop, wish = shop_of(request), await asked(request, Parcel)
    order = order_named(shop, wish.order)
    _check_lines(order, wish.lines)
    actions.ship(shop, order, **wish.model_dump(exclude={"order"}))
    return web.json_response(order_view(order))


@routes.post("/stores/{shop}/orders/unship")
async def cancel_fulfillment(request: web.Request) -> web.StreamResponse:
    """The merchant undoes a shipment."""
    shop, wish = shop_of(request), await asked(request, FulfilmentChoice)
    order = order_named(shop, wish.order)
    actions.cancel_fulfillment(shop, shipment_named(order, wish.fulfillment))
    return web.json_response(order_view(order))


@routes.post("/stores/{shop}/orders/cancel")
async def cancel(request: web.Request) -> web.StreamResponse:
    """The merchant cancels an order."""
    shop, wish = shop_of(request), await asked(request, Cancellation)
    order = order_named(shop, wish.order)
    actions.cancel_order(shop, order, **wish.model_dump(exclude={"order"}))
    return web.json_response(order_view(order))


@routes.post("/stores/{shop}/orders/refund")
async def refund(request: web.Request) -> web.StreamResponse:
    """The merchant refunds an order, or pieces of it."""
    shop, wish = shop_of(request), await asked(request, MoneyBack)
    order = order_named(shop, wish.order)
    _check_lines(order, wish.lines)
    actions.refund(shop, order, **wish.model_dump(exclude={"order"}))
    return web.json_response(order_view(order))


def _basket_line(shop: Shop, line: Line) -> actions.BasketLine:
    if line.variant is None and (line.title is None or line.price is None):
        raise Mistaken("A line has a variant, or a title and a price.")
    variant = variant_named(shop, line.variant) if line.variant else None
    return actions.BasketLine(variant, line.quantity, line.title, line.price)


def _place_at_random(shop: Shop, wish: RandomOrders, chance: random.Random) -> Order:
    try:
        basket = fill_basket(shop, chance, lines=wish.lines, vendors=wish.vendors)
    except NothingToBuy as fault:
        raise Mistaken(str(fault), 409) from fault
    return actions.place_order(
        shop,
        [actions.BasketLine(variant, pieces) for variant, pieces in basket.lines],
        shipping_price=wish.shipping_price,
        address=basket.address,
        email=basket.email,
        tax_rate=wish.tax_rate,
        paid=wish.paid,
    )


def _check_lines(order: Order, lines: dict[str, int] | None) -> None:
    for name in lines or ():
        try:
            line_named(order, name)
        except KeyError:
            raise Mistaken(f"{order.name} has no line {name}.", 404) from None
