"""The control API as one application."""

from aiohttp import web

from powerpact.simulator.control import goods, housekeeping, stores, trade, webhooks
from powerpact.simulator.control.asking import explain
from powerpact.simulator.house import HOUSE, House

PARTS = (housekeeping, stores, webhooks, goods, trade)


def control_app(house: House) -> web.Application:
    """Everything under /_control of one simulator."""
    app = web.Application(middlewares=[explain])
    app[HOUSE] = house
    for part in PARTS:
        app.router.add_routes(part.routes)
    return app
