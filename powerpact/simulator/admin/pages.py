"""The pages of a store's admin that have to do with the app: install it, use it, remove it."""

from html import escape
from urllib.parse import quote, urlsplit

from aiohttp import web

from powerpact.simulator.admin.embedding import app_path, framed_query, handle_of
from powerpact.simulator.admin.id_tokens import hand_out, token_for_document
from powerpact.simulator.admin.parts import page
from powerpact.simulator.house import HOUSE, House
from powerpact.simulator.store.shops import Shop

NOBODY = "There is no such store or app here."
APP_UNKNOWN = (
    "The simulator does not know where the app is. Start it with --app-url, or tell it: "
    "simulator set-app-url http://127.0.0.1:5000/app/"
)
routes = web.RouteTableDef()
routes.post("/_admin/{shop}/session-token")(hand_out)


@routes.get("/store/{handle}/apps/{client_id}")
@routes.get("/store/{handle}/apps/{client_id}/{path:.*}")
async def show_app(request: web.Request) -> web.StreamResponse:
    """The app in its frame, or the page that offers to install it."""
    house = request.app[HOUSE]
    shop = house.world.shops.get(f"{request.match_info['handle']}.myshopify.com")
    if shop is None or request.match_info["client_id"] != house.rules.credentials.client_id:
        return page("notice", {"sentence": NOBODY}, status=404)
    if not house.app_url:
        return page("notice", {"sentence": APP_UNKNOWN}, status=503)
    return (_host_page if shop.app.installed else _install_page)(request, house, shop)


@routes.get("/_admin/{shop}/open")
async def open_app(request: web.Request) -> web.StreamResponse:
    """Where App Bridge sends a page of the app, `?at=`, that stands outside of admin."""
    house, shop = request.app[HOUSE], request.match_info["shop"]
    at = urlsplit(request.query.get("at", ""))
    path = app_path(at.path, urlsplit(house.app_url).path)
    query = f"?{at.query}" if at.query else ""
    raise web.HTTPFound(f"{_place(house, shop)}/{path}{query}".replace("/?", "?"))


@routes.post("/_admin/{shop}/install")
async def install(request: web.Request) -> web.StreamResponse:
    """The merchant agrees: the app has the scopes it asks for, and opens."""
    house, shop = _at(request)
    house.install(shop, set(house.rules.scopes))
    raise web.HTTPSeeOther(_place(house, shop.domain))


@routes.post("/_admin/{shop}/uninstall")
async def uninstall(request: web.Request) -> web.StreamResponse:
    """The merchant removes the app; a second click finds it gone."""
    house, shop = _at(request)
    if shop.app.installed:
        house.uninstall(shop)
    raise web.HTTPSeeOther(_place(house, shop.domain))


def _host_page(request: web.Request, house: House, shop: Shop) -> web.Response:
    query = framed_query(
        request.query.items(),
        shop=shop.domain,
        admin_host=request.host,
        id_token=token_for_document(house, shop),
        secret=house.rules.credentials.client_secret,
    )
    path = quote(request.match_info.get("path", ""))
    source = f"{house.app_url}{path}?{query}"
    return page("host", {**_names(house, shop), "app_url": house.app_url, "source": source})


def _install_page(_: web.Request, house: House, shop: Shop) -> web.Response:
    scopes = "".join(f"<li><code>{escape(scope)}</code></li>" for scope in house.rules.scopes)
    return page("install", _names(house, shop), raw={"scopes": scopes})


def _names(house: House, shop: Shop) -> dict[str, str]:
    return {
        "app": house.rules.app_name,
        "shop": shop.domain,
        "store": shop.name,
        "place": _place(house, shop.domain),
    }


def _place(house: House, shop: str) -> str:
    """The path of the app in the store's admin."""
    return f"/store/{handle_of(shop)}/apps/{house.rules.credentials.client_id}"


def _at(request: web.Request) -> tuple[House, Shop]:
    house = request.app[HOUSE]
    shop = house.world.shops.get(request.match_info["shop"])
    if shop is None:
        raise web.HTTPNotFound(text="There is no such store.")
    return house, shop
