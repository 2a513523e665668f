"""The OAuth endpoints of a store: authorize (redirects back) and access_token."""

import asyncio
import json
import time
from urllib.parse import parse_qsl

from aiohttp import web

from powerpact.simulator import answers
from powerpact.simulator.admin.embedding import host_parameter, signed_query
from powerpact.simulator.answers import Refused
from powerpact.simulator.fault_answers import answer_after_work, answer_before_work
from powerpact.simulator.faults import CALL_KINDS, TOKEN_ENDPOINT, Fault, FaultKind
from powerpact.simulator.grants import GrantRefused, Parameters
from powerpact.simulator.house import HOUSE, House
from powerpact.simulator.shop_door import admit
from powerpact.simulator.store.shops import Shop


async def answer_access_token(request: web.Request) -> web.StreamResponse:
    """POST /{shop}/admin/oauth/access_token, JSON or form (platform facts 1.3)."""
    house = request.app[HOUSE]
    try:
        shop = admit(house, request)
        parameters = _parameters(await request.text(), request.content_type)
        fault = await _fault(house, shop)
        if fault is None:
            return _grant(house, shop, parameters)
        return _go_wrong(request, shop, parameters, fault)
    except Refused as refused:
        return refused.answer


async def answer_authorize(request: web.Request) -> web.StreamResponse:
    """GET /{shop}/admin/oauth/authorize: the merchant agrees at once (platform facts 1.5)."""
    house = request.app[HOUSE]
    try:
        shop = admit(house, request)
        return _agree(house, shop, request)
    except Refused as refused:
        return refused.answer


async def _fault(house: House, shop: Shop) -> Fault | None:
    """The fault on the token endpoint by its name; `*` means GraphQL calls only."""
    slow = house.faults.strike(shop.domain, (TOKEN_ENDPOINT,), {FaultKind.SLOW})
    if slow is not None:
        await asyncio.sleep(slow.details.seconds)
    return house.faults.strike(shop.domain, (TOKEN_ENDPOINT,), CALL_KINDS)


def _go_wrong(
    request: web.Request, shop: Shop, parameters: Parameters, fault: Fault
) -> web.Response:
    instead = answer_before_work(request, shop, fault)
    if instead is not None:
        return instead
    answer = _grant(request.app[HOUSE], shop, parameters)
    hidden = answer_after_work(request, fault)
    return answer if hidden is None else hidden


def _grant(house: House, shop: Shop, parameters: Parameters) -> web.Response:
    if not shop.app.installed:
        return _refusal("invalid_request", "The app is not installed on this shop.")
    try:
        return web.json_response(house.desk.grant(shop.domain, shop.app.scopes, parameters))
    except GrantRefused as refused:
        return _refusal(refused.error, refused.description)


def _refusal(error: str, description: str) -> web.Response:
    return web.json_response({"error": error, "error_description": description}, status=400)


def _parameters(body: str, content_type: str) -> Parameters:
    if content_type != "application/json":
        return dict(parse_qsl(body))
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise Refused(_refusal("invalid_request", "The body is not a JSON object."))
    return {key: str(value) for key, value in content.items()}


def _agree(house: House, shop: Shop, request: web.Request) -> web.Response:
    """Install the app with the scopes asked for and send the browser back with a code."""
    asked, credentials = request.query, house.rules.credentials
    if asked.get("client_id") != credentials.client_id or "redirect_uri" not in asked:
        raise Refused(answers.refusal(400, {"client_id": "Unknown app or no redirect_uri"}))
    house.install(shop, set(filter(None, asked.get("scope", "").split(","))))
    online = "per-user" in asked.getall("grant_options[]", [])
    back = {
        "code": house.desk.issue_code(shop.domain, online=online),
        "host": host_parameter(request.host, shop.domain),
        "shop": shop.domain,
        "state": asked.get("state", ""),
        "timestamp": str(int(time.time())),
    }
    query = signed_query(back.items(), credentials.client_secret)
    return web.Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{query}"})
