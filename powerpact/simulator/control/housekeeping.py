"""Control of the simulator itself: its state, clock, faults and token rules."""

from typing import Any

from aiohttp import web

from powerpact.simulator.control.asking import Mistaken, asked, find_shop, house_of
from powerpact.simulator.control.requests import AppAddress, ClockChange, NewFault, TokenRules
from powerpact.simulator.control.views import fault_view, store_view
from powerpact.simulator.faults import EVERYWHERE, FaultDetails
from powerpact.simulator.house import House

routes = web.RouteTableDef()
DETAILS = frozenset(FaultDetails.__dataclass_fields__)


@routes.get("/state")
async def show_state(request: web.Request) -> web.StreamResponse:
    """Everything at a glance."""
    house = house_of(request)
    return web.json_response(
        {
            "address": house.base_url,
            "clock": _clock_view(house),
            "stores": [store_view(house, shop) for shop in house.world.shops.values()],
            "faults": [fault_view(fault) for fault in house.faults.listed()],
            "deliveries": house.deliveries.summary(),
        }
    )


@routes.post("/reset")
async def reset(request: web.Request) -> web.StreamResponse:
    """Forget every store, token, fault and webhook."""
    house_of(request).reset()
    return web.json_response({})


@routes.get("/clock")
async def show_clock(request: web.Request) -> web.StreamResponse:
    """What time it is in the simulator, and how fast time passes."""
    return web.json_response(_clock_view(house_of(request)))


@routes.post("/clock")
async def change_clock(request: web.Request) -> web.StreamResponse:
    """Hurry the clock or move it forward."""
    house, wish = house_of(request), await asked(request, ClockChange)
    if wish.speed is not None:
        house.clock.speed = wish.speed
    house.clock.advance(wish.advance or 0)
    return web.json_response(_clock_view(house))


@routes.post("/token-rules")
async def set_token_rules(request: web.Request) -> web.StreamResponse:
    """Choose between the two behaviours that Shopify's documents describe."""
    wish = await asked(request, TokenRules)
    house_of(request).tokens.revokes_earlier = wish.revokes_earlier
    return web.json_response(wish.model_dump())


@routes.post("/app-url")
async def set_app_url(request: web.Request) -> web.StreamResponse:
    """Say where the app is that the stores' admin frames."""
    house = house_of(request)
    house.move_app((await asked(request, AppAddress)).app_url)
    return web.json_response({"app_url": house.app_url})


@routes.get("/faults")
async def list_faults(request: web.Request) -> web.StreamResponse:
    """Every fault that is switched on, spent ones too."""
    return web.json_response([fault_view(fault) for fault in house_of(request).faults.listed()])


@routes.post("/faults")
async def add_fault(request: web.Request) -> web.StreamResponse:
    """Switch a fault on."""
    house, wish = house_of(request), await asked(request, NewFault)
    if wish.shop != EVERYWHERE:
        find_shop(house, wish.shop)
    fault = house.faults.add(
        wish.kind,
        details=FaultDetails(**wish.model_dump(include=set(DETAILS))),
        **wish.model_dump(exclude={"kind", *DETAILS}),
    )
    return web.json_response(fault_view(fault), status=201)


@routes.delete("/faults")
async def clear_faults(request: web.Request) -> web.StreamResponse:
    """Switch off the faults of `?shop=`, the fault of `?id=`, or all."""
    number = request.query.get("id")
    if number is not None and not number.isdigit():
        raise Mistaken("A fault's id is a number.")
    cleared = house_of(request).faults.clear(
        fault_id=int(number) if number else None, shop=request.query.get("shop")
    )
    return web.json_response({"cleared": cleared})


def _clock_view(house: House) -> dict[str, Any]:
    return {"now": house.clock.now().isoformat(), "speed": house.clock.speed}
