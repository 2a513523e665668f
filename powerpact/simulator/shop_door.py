"""Who gets in: the store's state and the access token. Platform facts 9.1."""

from aiohttp import web

from powerpact.simulator import answers
from powerpact.simulator.answers import Refused
from powerpact.simulator.faults import EVERYWHERE, FaultKind
from powerpact.simulator.gates import CLOSED_DOORS
from powerpact.simulator.house import House
from powerpact.simulator.store.shops import Shop

DOWN_STATUS = 503


def admit(house: House, request: web.Request) -> Shop:
    """The store of the path when it exists, is open and is not down; Refused otherwise."""
    shop = house.world.shops.get(request.match_info["shop"])
    if shop is None:
        raise Refused(answers.refusal(404, "Not Found"))
    down = house.faults.strike(shop.domain, (EVERYWHERE,), {FaultKind.DOWN})
    if down is not None:
        raise Refused(answers.html_failure(down.details.status or DOWN_STATUS))
    closed = CLOSED_DOORS.get(house.gate(shop).state)
    if closed is not None:
        raise Refused(answers.refusal(*closed))
    return shop


def admit_token(house: House, shop: Shop, request: web.Request) -> None:
    """Raises Refused with 401 for a dead or unknown token, 403 for one that never expires."""
    value = request.headers.get("X-Shopify-Access-Token", "")
    token = house.tokens.find(shop.domain, value)
    if token is None or not shop.app.installed:
        raise Refused(answers.refusal(401, answers.BAD_TOKEN))
    if token.expires_at is None:
        raise Refused(answers.refusal(403, answers.NON_EXPIRING_TOKEN))
