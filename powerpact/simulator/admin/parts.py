"""The files that admin's pages, App Bridge and Polaris are made of."""

from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

STATIC = Path(__file__).parent / "static"
# Each script is several files that share one scope, in this order.
SCRIPTS = {
    "app-bridge.js": ("bridge", ("place", "talk", "tokens", "navigation", "vitals", "start")),
    "polaris.js": ("polaris", ("piece", "layout", "words", "actions", "fields", "choices")),
}
# A browser fetches them once while it goes from page to page, as it does Shopify's.
HEADERS = {"Cache-Control": "public, max-age=600", "Cross-Origin-Resource-Policy": "cross-origin"}
routes = web.RouteTableDef()


@routes.get("/shopifycloud/{name}")
async def serve_script(request: web.Request) -> web.StreamResponse:
    """App Bridge and Polaris, as classic scripts."""
    name = request.match_info["name"]
    if name not in SCRIPTS:
        raise web.HTTPNotFound
    return web.Response(text=_joined(name), content_type="text/javascript", headers=HEADERS)


@routes.get("/_admin/static/{name:host\\.(?:css|js)}")
async def serve_look(request: web.Request) -> web.StreamResponse:
    """The host page's own style and script."""
    return web.FileResponse(STATIC / request.match_info["name"])


def page(
    name: str, words: Mapping[str, str], *, status: int = 200, raw: Mapping[str, str] | None = None
) -> web.Response:
    """A page of admin; the words are escaped, and `raw` is HTML already."""
    filled = {name: escape(word) for name, word in words.items()} | {**(raw or {})}
    text = Template((STATIC / f"{name}.html").read_text()).substitute(filled)
    headers = {"Cache-Control": "no-store"}  # the token in it is good for a minute
    return web.Response(status=status, text=text, content_type="text/html", headers=headers)


@cache
def _joined(name: str) -> str:
    folder, parts = SCRIPTS[name]
    text = "\n".join((STATIC / folder / f"{part}.js").read_text() for part in parts)
    return f'(() => {{\n"use strict";\n{text}}})();\n'
