"""How control requests are read and how a mistaken one is explained."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from powerpact.simulator.house import HOUSE, House
from powerpact.simulator.refusals import Refused
from powerpact.simulator.store.shops import Shop

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Body = TypeVar("Body", bound=BaseModel)


class Mistaken(Exception):
    """What was asked cannot be done; the sentence says why."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what went wrong in a control request into a JSON sentence."""
    try:
        return await handler(request)
    except Mistaken as mistake:
        return _error(mistake.sentence, mistake.status)
    except Refused as refused:
        return _error(f"The store refuses: {refused}", 409)
    except ValidationError as fault:
        return _error(_sentence(fault), 400)
    except web.HTTPNotFound:
        return _error(f"There is nothing at {request.path}.", 404)
    except web.HTTPMethodNotAllowed:
        return _error(f"{request.path} does not take {request.method}.", 405)


async def asked(request: web.Request, kind: type[Body]) -> Body:
    """The body as the given model; an empty body counts as an empty object."""
    return kind.model_validate_json(await request.read() or b"{}")


def house_of(request: web.Request) -> House:
    """The simulator that is being told."""
    return request.app[HOUSE]


def shop_of(request: web.Request) -> Shop:
    """The store of the path; a Mistaken with 404 when there is none."""
    return find_shop(house_of(request), request.match_info["shop"])


def find_shop(house: House, domain: str) -> Shop:
    """The store at that domain; a Mistaken with 404 when there is none."""
    try:
        return house.world.shop(domain)
    except KeyError:
        raise Mistaken(f"There is no store {domain}.", 404) from None


def _error(sentence: str, status: int) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


def _sentence(fault: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, problem['loc'])) or 'the body'}: {problem['msg']}"
        for problem in fault.errors()
    )
