"""POST /{shop}/admin/api/{version}/graphql.json: from the door to the answer."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from powerpact.simulator import answers
from powerpact.simulator.answers import Refused
from powerpact.simulator.engine import Prepared
from powerpact.simulator.fault_answers import answer_after_work, answer_before_work
from powerpact.simulator.faults import CALL_KINDS, Fault, FaultKind
from powerpact.simulator.house import HOUSE, House
from powerpact.simulator.shop_door import admit, admit_token
from powerpact.simulator.store.shops import Shop
from powerpact.simulator.user_error_answers import user_errors_data
from powerpact.simulator.versions import served_version


@dataclass(frozen=True)
class Question:
    """The body of a GraphQL request."""

    query: str
    variables: dict[str, Any]
    operation_name: str | None


async def answer_graphql(request: web.Request) -> web.StreamResponse:
    """Whatever happens, the answer names the API version that served it (platform facts 7)."""
    version = served_version(request.match_info["version"])
    if version is None:
        return answers.refusal(404, "Not Found")
    try:
        answer = await _answer(request)
    except Refused as refused:
        answer = refused.answer
    answer.headers["X-Shopify-API-Version"] = version
    return answer


async def _answer(request: web.Request) -> web.Response:
    house = request.app[HOUSE]
    shop = admit(house, request)
    admit_token(house, shop, request)
    question = _read_question(await request.read())
    prepared = house.engine.prepare(
        shop, question.query, question.variables, question.operation_name
    )
    if prepared.refusal is not None:
        return web.json_response(prepared.refusal)
    house.gate(shop).calls.received.update(prepared.root_fields)
    await _be_slow(house, shop, prepared)
    fault = house.faults.strike(shop.domain, prepared.root_fields, CALL_KINDS)
    if fault is None:
        return _work(house, shop, prepared)
    return _go_wrong(request, shop, prepared, fault)


async def _be_slow(house: House, shop: Shop, prepared: Prepared) -> None:
    """Real seconds, because the caller's timeout is in real seconds."""
    fault = house.faults.strike(shop.domain, prepared.root_fields, {FaultKind.SLOW})
    if fault is not None:
        await asyncio.sleep(fault.details.seconds)


def _go_wrong(request: web.Request, shop: Shop, prepared: Prepared, fault: Fault) -> web.Response:
    house = request.app[HOUSE]
    instead = answer_before_work(request, shop, fault, prepared.requested_cost)
    if instead is not None:
        return instead
    if fault.kind is FaultKind.USER_ERRORS:
        return _refuse_politely(house, shop, prepared, fault)
    answer = _work(house, shop, prepared)
    hidden = answer_after_work(request, fault)
    return answer if hidden is None else hidden


def _work(house: House, shop: Shop, prepared: Prepared) -> web.Response:
    """Admission by the requested cost, the work, and the charge of what it really cost."""
    gate = house.gate(shop)
    requested = prepared.requested_cost
    if not gate.bucket.admit(requested):
        raise Refused(answers.throttled(requested, gate.bucket.throttle_status()))
    executed = house.engine.run(prepared, shop.app.scopes)
    gate.bucket.settle(requested, executed.actual_cost)
    gate.calls.performed.update(prepared.root_fields)
    status = gate.bucket.throttle_status()
    extensions = answers.cost(requested, executed.actual_cost, status)
    return web.json_response({**executed.body, "extensions": {**extensions, **executed.extensions}})


def _refuse_politely(house: House, shop: Shop, prepared: Prepared, fault: Fault) -> web.Response:
    details = fault.details
    error = {"field": details.field, "message": details.message, "code": details.code}
    data = user_errors_data(prepared.document, prepared.operation_name, error)
    status = house.gate(shop).bucket.throttle_status()
    extensions = answers.cost(prepared.requested_cost, prepared.requested_cost, status)
    return web.json_response({"data": data, "extensions": extensions})


def _read_question(body: bytes) -> Question:
    """Raises Refused with HTTP 400 where the body is not a GraphQL request in JSON."""
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("query"), str):
        refused = {"query": "Required parameter missing or invalid"}
        raise Refused(answers.refusal(400, refused))
    variables = content.get("variables") or {}
    if not isinstance(variables, dict):
        raise Refused(answers.refusal(400, {"variables": "Required parameter invalid"}))
    return Question(content["query"], variables, content.get("operationName"))
