"""Control of webhooks: the app's own subscriptions, the log, and sending again."""

from typing import Any
from uuid import uuid4

from aiohttp import web

from powerpact.simulator.control.asking import Mistaken, asked, house_of, shop_of
from powerpact.simulator.control.requests import (
    Announcement,
    AppSubscriptions,
    PrivacyWish,
    Redelivery,
)
from powerpact.simulator.control.views import delivery_view
from powerpact.simulator.house import House
from powerpact.simulator.payloads.compliance import compliance_payload
from powerpact.simulator.store.shops import Shop
from powerpact.simulator.subscriptions import AppSubscription
from powerpact.simulator.world import Event

routes = web.RouteTableDef()


@routes.post("/app-subscriptions")
async def set_app_subscriptions(request: web.Request) -> web.StreamResponse:
    """Declare what shopify.app.toml would: subscriptions that hold for every store."""
    wish = await asked(request, AppSubscriptions)
    house_of(request).deliveries.app_subscriptions = [
        AppSubscription(tuple(one.topics), one.uri, tuple(one.include_fields), one.filter)
        for one in wish.subscriptions
    ]
    return web.json_response(wish.model_dump())


@routes.get("/deliveries")
async def list_deliveries(request: web.Request) -> web.StreamResponse:
    """The log, oldest first; `?shop=` and `?topic=` narrow it."""
    shop, topic = request.query.get("shop"), request.query.get("topic")
    return web.json_response(
        [
            delivery_view(delivery)
            for delivery in house_of(request).deliveries.log
            if shop in (None, delivery.parcel.shop) and topic in (None, delivery.parcel.topic)
        ]
    )


@routes.get("/deliveries/summary")
async def summarise_deliveries(request: web.Request) -> web.StreamResponse:
    """How many deliveries there are by state, and how many are under way."""
    return web.json_response(house_of(request).deliveries.summary())


@routes.post("/deliveries/again")
async def redeliver(request: web.Request) -> web.StreamResponse:
    """Send one webhook again, a number of copies at once."""
    wish = await asked(request, Redelivery)
    try:
        delivery = house_of(request).deliveries.redeliver(wish.webhook_id, wish.times)
    except KeyError:
        raise Mistaken(f"There is no delivery {wish.webhook_id}.", 404) from None
    return web.json_response(delivery_view(delivery))


@routes.post("/stores/{shop}/announce")
async def announce(request: web.Request) -> web.StreamResponse:
    """Send a webhook with a payload of one's own to whoever subscribed to its topic."""
    wish = await asked(request, Announcement)
    return _send(house_of(request), shop_of(request), wish.topic, wish.payload)


@routes.post("/stores/{shop}/privacy")
async def ask_by_law(request: web.Request) -> web.StreamResponse:
    """A shopper of the store asks for their data or to be forgotten, or the merchant is gone."""
    shop, wish = shop_of(request), await asked(request, PrivacyWish)
    payload = compliance_payload(shop, wish.topic, wish.email)
    return _send(house_of(request), shop, wish.topic, payload)


def _send(house: House, shop: Shop, topic: str, payload: Any) -> web.Response:
    sent = house.deliveries.send_event(Event(shop, topic, payload, str(uuid4()), house.clock.now()))
    return web.json_response({"deliveries": [delivery_view(one) for one in sent]}, status=201)
