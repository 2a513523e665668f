"""The simulator's HTTP server: the routes of Shopify, and our own under names with `_`."""

import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from powerpact.simulator.admin import pages, parts
from powerpact.simulator.control.routes import control_app
from powerpact.simulator.files import LARGEST_UPLOAD_BYTES, serve_file, serve_picture, take_upload
from powerpact.simulator.graphql_calls import answer_graphql
from powerpact.simulator.house import HOUSE, House, HouseRules
from powerpact.simulator.oauth import answer_access_token, answer_authorize

BACKLOG = 512
PATIENCE_AT_SHUTDOWN_SECONDS = 0.2


def build_app(house: House) -> web.Application:
    """The aiohttp application of one simulator."""
    app = web.Application(client_max_size=LARGEST_UPLOAD_BYTES)
    app[HOUSE] = house
    app.router.add_get("/_health", _health)
    app.router.add_get("/_files/{shop}/{name:.+}", serve_file)
    app.router.add_post("/_uploads/{shop}", take_upload)
    app.router.add_get("/_cdn/{shop}/files/{name}", serve_picture)
    app.add_subapp("/_control", control_app(house))
    app.router.add_routes([*parts.routes, *pages.routes])
    app.router.add_post("/{shop}/admin/api/{version}/graphql.json", answer_graphql)
    app.router.add_post("/{shop}/admin/oauth/access_token", answer_access_token)
    app.router.add_get("/{shop}/admin/oauth/authorize", answer_authorize)
    app.on_response_prepare.append(_name_the_request)
    return app


@asynccontextmanager
async def serving(
    rules: HouseRules, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[House]:
    """Serve a new simulator while the block runs; port 0 takes a free one.

    The house knows its own address as `base_url`.
    """
    listener = socket.create_server((host, port), backlog=BACKLOG)
    house = House(rules, f"http://{host}:{listener.getsockname()[1]}")
    runner = web.AppRunner(
        build_app(house), access_log=None, shutdown_timeout=PATIENCE_AT_SHUTDOWN_SECONDS
    )
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        yield house
    finally:
        await house.deliveries.close()
        await runner.cleanup()


async def _health(request: web.Request) -> web.StreamResponse:
    stores = len(request.app[HOUSE].world.shops)
    return web.json_response({"status": "ok", "stores": stores})


async def _name_the_request(_: web.Request, answer: web.StreamResponse) -> None:
    answer.headers["X-Request-Id"] = str(uuid.uuid4())
