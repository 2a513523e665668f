"""Who is given which ID token: real ones, and what a fault makes of them."""

from aiohttp import web

from powerpact.simulator import session_tokens
from powerpact.simulator.faults import (
    APP_BRIDGE,
    DOCUMENT_LOAD,
    ID_TOKEN_KINDS,
    Fault,
    FaultKind,
)
from powerpact.simulator.house import HOUSE, House
from powerpact.simulator.store.shops import Shop

SPOILT = frozenset({FaultKind.ID_TOKEN_EXPIRED, FaultKind.ID_TOKEN_FOREIGN})
FOREIGN_APP = "another-app"
LONG_AGO_SECONDS = -60.0


def token_for_document(house: House, shop: Shop) -> str:
    """The `id_token` in the address of a document load."""
    return _mint(house, shop, house.faults.strike(shop.domain, (DOCUMENT_LOAD,), SPOILT))


async def hand_out(request: web.Request) -> web.StreamResponse:
    """POST /_admin/{shop}/session-token: what the host page passes on to App Bridge.

    204 when App Bridge is to wait for ever; 403 when there is no token for it.
    """
    house = request.app[HOUSE]
    shop = house.world.shops.get(request.match_info["shop"])
    if shop is None or not shop.app.installed:
        raise web.HTTPForbidden(text="The app is not installed in this store.")
    fault = house.faults.strike(shop.domain, (APP_BRIDGE,), ID_TOKEN_KINDS)
    if fault is not None and fault.kind is FaultKind.ID_TOKEN_SILENT:
        raise web.HTTPNoContent
    if fault is not None and fault.kind is FaultKind.ID_TOKEN_REFUSED:
        raise web.HTTPForbidden(text="The simulator was told to refuse a session token.")
    return web.Response(text=_mint(house, shop, fault), headers={"Cache-Control": "no-store"})


def _mint(house: House, shop: Shop, fault: Fault | None) -> str:
    credentials = house.rules.credentials
    expired = fault is not None and fault.kind is FaultKind.ID_TOKEN_EXPIRED
    foreign = fault is not None and fault.kind is FaultKind.ID_TOKEN_FOREIGN
    return session_tokens.mint(
        shop.domain,
        client_id=FOREIGN_APP if foreign else credentials.client_id,
        client_secret=credentials.client_secret,
        lifetime=LONG_AGO_SECONDS if expired else session_tokens.LIFETIME_SECONDS,
    )
