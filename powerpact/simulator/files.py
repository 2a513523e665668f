"""Files that Shopify keeps: bulk results to fetch, staged uploads to leave, products' pictures."""

import asyncio

from aiohttp import BodyPartReader, web

from powerpact.simulator.fault_answers import answer_after_work, answer_before_work
from powerpact.simulator.faults import CALL_KINDS, FILE_DOWNLOAD, FILE_UPLOAD, FaultKind
from powerpact.simulator.house import HOUSE
from powerpact.simulator.pictures import drawn
from powerpact.simulator.store.products import MediaImage
from powerpact.simulator.store.shops import Shop

LARGEST_UPLOAD_BYTES = 100 * 1024 * 1024
PIECE_BYTES = 256 * 1024


async def serve_file(request: web.Request) -> web.StreamResponse:
    """GET /_files/{shop}/{name}: the JSONL of a bulk operation, or the range of it asked for.

    Like a bucket's: an ETag, and `If-Range` (platform facts 3.2). A fault of the operation `file`
    refuses it; `answer_lost` hangs up half way.
    """
    shop = _shop(request)
    content = shop.files.get(request.match_info["name"])
    if content is None:
        raise web.HTTPNotFound(text="There is no such file.")
    fault = request.app[HOUSE].faults.strike(shop.domain, (FILE_DOWNLOAD,), CALL_KINDS)
    instead = answer_before_work(request, shop, fault) if fault else None
    if instead is not None:
        return instead
    cut = fault is not None and fault.kind is FaultKind.ANSWER_LOST
    return await _send(request, content, cut=cut)


async def _send(request: web.Request, content: bytes, *, cut: bool) -> web.StreamResponse:
    # A file never changes and its name is never used again.
    etag = f'"{request.match_info["name"]}"'
    start = _start(request, content, etag)
    answer = web.StreamResponse(status=206 if start else 200, headers={"ETag": etag})
    answer.content_type = "application/jsonl"
    answer.content_length = len(content) - start
    if start:
        answer.headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
    await answer.prepare(request)
    end = start + (len(content) - start) // 2 if cut else len(content)
    for place in range(start, end, PIECE_BYTES):
        await answer.write(content[place : min(end, place + PIECE_BYTES)])
    if cut and request.transport is not None:
        await asyncio.sleep(0)
        request.transport.close()
    return answer


def _start(request: web.Request, content: bytes, etag: str) -> int:
    """Where a `Range: bytes=n-` begins; 0 when none was asked for or the file is another one."""
    if request.headers.get("If-Range", etag) != etag:
        return 0
    start = request.http_range.start or 0
    if start and start >= len(content):
        raise web.HTTPRequestRangeNotSatisfiable
    return start


async def serve_picture(request: web.Request) -> web.StreamResponse:
    """GET /_cdn/{shop}/files/{name}?v={number}: a small PNG, whatever the name ends with.

    A fault of the operation `file` refuses it.
    """
    shop = _shop(request)
    image = shop.nodes.get(f"gid://shopify/MediaImage/{request.query.get('v')}")
    if not isinstance(image, MediaImage) or image.status != "READY":
        raise web.HTTPNotFound(text="There is no such picture.")
    fault = request.app[HOUSE].faults.strike(shop.domain, (FILE_DOWNLOAD,), CALL_KINDS)
    instead = answer_before_work(request, shop, fault) if fault else None
    return instead or web.Response(body=drawn(image.url), content_type="image/png")


async def take_upload(request: web.Request) -> web.StreamResponse:
    """POST /_uploads/{shop}: a multipart form whose `key` names what `file` holds.

    Answers 201 (platform facts 3.3), 400 without a key or a file or with one that is too large.
    What comes behind the file is not read. A fault of the operation `upload` refuses it.
    """
    shop = _shop(request)
    if not request.content_type.startswith("multipart/"):
        raise web.HTTPBadRequest(text="Send a multipart form.")
    parts = await _parts(request)
    if "key" not in parts or "file" not in parts:
        raise web.HTTPBadRequest(text="The form needs the parameters given and a file, last.")
    if len(parts["file"]) > LARGEST_UPLOAD_BYTES:
        raise web.HTTPBadRequest(text="EntityTooLarge")
    fault = request.app[HOUSE].faults.strike(shop.domain, (FILE_UPLOAD,), CALL_KINDS)
    instead = answer_before_work(request, shop, fault) if fault else None
    if instead is not None:
        return instead
    shop.staged_uploads[parts["key"].decode()] = parts["file"]
    hidden = answer_after_work(request, fault) if fault else None
    return hidden or web.Response(status=201)


async def _parts(request: web.Request) -> dict[str, bytes]:
    """The fields of the form, up to the file."""
    parts: dict[str, bytes] = {}
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name:
            parts[part.name] = bytes(await part.read())
            if part.name == "file":
                break
    return parts


def _shop(request: web.Request) -> Shop:
    shop = request.app[HOUSE].world.shops.get(request.match_info["shop"])
    if shop is None:
        raise web.HTTPNotFound(text="There is no such shop.")
    return shop
