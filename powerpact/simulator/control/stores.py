"""Control of stores: opening, installing, plans, state and tokens."""

from aiohttp import web

from powerpact.simulator import session_tokens
from powerpact.simulator.bucket import ALLOWANCES, Allowance
from powerpact.simulator.control.asking import Mistaken, asked, house_of, shop_of
from powerpact.simulator.control.requests import (
    NewStore,
    Options,
    RateChange,
    Revocation,
    Scopes,
    SessionTokenWish,
    StateChange,
)
from powerpact.simulator.control.views import store_view
from powerpact.simulator.store.shops import AppInstall, Shop, ShopOptions

routes = web.RouteTableDef()


@routes.post("/stores")
async def create(request: web.Request) -> web.StreamResponse:
    """Open a store."""
    house, wish = house_of(request), await asked(request, NewStore)
    if wish.domain in house.world.shops:
        raise Mistaken(f"There is a store {wish.domain} already.", 409)
    shop = house.world.create_shop(
        wish.domain,
        **wish.model_dump(include={"name", "currency", "country", "timezone_name", "plan"}),
        options=ShopOptions(**wish.options.model_dump(exclude_none=True)),
        app=AppInstall(client_id=house.rules.credentials.client_id),
    )
    if wish.installed:
        house.install(shop, set(wish.scopes))
    return web.json_response(store_view(house, shop), status=201)


@routes.get("/stores")
async def listed(request: web.Request) -> web.StreamResponse:
    """Every store."""
    house = house_of(request)
    return web.json_response([store_view(house, shop) for shop in house.world.shops.values()])


@routes.get("/stores/{shop}")
async def shown(request: web.Request) -> web.StreamResponse:
    """One store."""
    return _view(request, shop_of(request))


@routes.post("/stores/{shop}/options")
async def set_options(request: web.Request) -> web.StreamResponse:
    """Change how the store behaves where Shopify's behaviour is open, slow or limited."""
    shop, wish = shop_of(request), await asked(request, Options)
    for name, value in wish.model_dump(exclude_none=True).items():
        setattr(shop.options, name, value)
    shop.options.order_limit_per_minute = shop.options.order_limit_per_minute or None
    return _view(request, shop)


@routes.post("/stores/{shop}/rate")
async def set_rate(request: web.Request) -> web.StreamResponse:
    """Move the store to another plan, or give it a rate limit of its own."""
    house, shop, wish = house_of(request), shop_of(request), await asked(request, RateChange)
    shop.plan = wish.plan or shop.plan
    usual = ALLOWANCES[shop.plan]
    house.gate(shop).bucket.change(
        Allowance(wish.maximum or usual.maximum, wish.restore_rate or usual.restore_rate)
    )
    return _view(request, shop)


@routes.post("/stores/{shop}/state")
async def set_state(request: web.Request) -> web.StreamResponse:
    """Freeze, forbid, lock or remove the store, or open it again."""
    shop = shop_of(request)
    house_of(request).gate(shop).state = (await asked(request, StateChange)).state
    return _view(request, shop)


@routes.post("/stores/{shop}/install")
async def install(request: web.Request) -> web.StreamResponse:
    """The merchant installs the app again, or grants it other scopes."""
    shop, wish = shop_of(request), await asked(request, Scopes)
    house_of(request).install(shop, set(wish.scopes))
    return _view(request, shop)


@routes.post("/stores/{shop}/uninstall")
async def uninstall(request: web.Request) -> web.StreamResponse:
    """The merchant removes the app."""
    shop = shop_of(request)
    if not shop.app.installed:
        raise Mistaken(f"The app is not installed in {shop.domain}.", 409)
    house_of(request).uninstall(shop)
    return _view(request, shop)


@routes.post("/stores/{shop}/tokens/revoke")
async def revoke_tokens(request: web.Request) -> web.StreamResponse:
    """End the access tokens of the store, and the refresh token when told so."""
    house, shop, wish = house_of(request), shop_of(request), await asked(request, Revocation)
    book = house.tokens
    ended = (book.revoke_all if wish.refresh_too else book.revoke_access)(shop.domain)
    return web.json_response({"access_tokens_ended": ended})


@routes.post("/stores/{shop}/session-token")
async def mint_session_token(request: web.Request) -> web.StreamResponse:
    """An ID token, as App Bridge would hand it to the app's page."""
    shop, wish = shop_of(request), await asked(request, SessionTokenWish)
    credentials = house_of(request).rules.credentials
    token = session_tokens.mint(
        shop.domain,
        client_id=credentials.client_id,
        client_secret=credentials.client_secret,
        user_id=wish.user_id,
        lifetime=wish.lifetime,
    )
    return web.json_response({"session_token": token})


def _view(request: web.Request, shop: Shop) -> web.Response:
    return web.json_response(store_view(house_of(request), shop))
