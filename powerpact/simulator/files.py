"""Files that Shopify keeps for the app: bulk results to fetch, staged uploads to leave."""

from aiohttp import BodyPartReader, web

from powerpact.simulator.house import HOUSE
from powerpact.simulator.store.shops import Shop

LARGEST_UPLOAD_BYTES = 100 * 1024 * 1024


async def serve_file(request: web.Request) -> web.StreamResponse:
    """GET /_files/{shop}/{name}: the JSONL of a bulk operation (platform facts 3.2)."""
    content = _shop(request).files.get(request.match_info["name"])
    if content is None:
        raise web.HTTPNotFound(text="There is no such file.")
    return web.Response(body=content, content_type="application/jsonl")


async def take_upload(request: web.Request) -> web.StreamResponse:
    """POST /_uploads/{shop}: a multipart form whose `key` names what `file` holds.

    Answers 201 (platform facts 3.3), 400 without a key or a file.
    """
    shop = _shop(request)
    parts: dict[str, bytes] = {}
    if not request.content_type.startswith("multipart/"):
        raise web.HTTPBadRequest(text="Send a multipart form.")
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name:
            parts[part.name] = bytes(await part.read())
    if "key" not in parts or "file" not in parts:
        raise web.HTTPBadRequest(text="The form needs the parameters given and a file, last.")
    shop.staged_uploads[parts["key"].decode()] = parts["file"]
    return web.Response(status=201)


def _shop(request: web.Request) -> Shop:
    shop = request.app[HOUSE].world.shops.get(request.match_info["shop"])
    if shop is None:
        raise web.HTTPNotFound(text="There is no such shop.")
    return shop
