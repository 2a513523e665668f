"""Pictures as Shopify keeps them: under addresses of its own, wherever they once came from.

The picture itself is drawn here: coloured bands, the same for the same original.
"""

import hashlib
import struct
import zlib
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from powerpact.simulator.ids import number_of
from powerpact.simulator.store.products import MediaImage
from powerpact.simulator.store.shops import Shop

SIDE = 160  # pixels
BAND = 20


def picture_address(shop: Shop, image: MediaImage) -> str:
    """Where the picture is fetched; one that changes is another picture, with another address."""
    name = quote(PurePosixPath(urlsplit(image.url).path).name or "picture", safe="")
    number = number_of(image.id)
    return f"{shop.world.base_url}/_cdn/{shop.domain}/files/{name}?v={number}"


def drawn(original: str) -> bytes:
    """A PNG of two colours that the original's address decides."""
    seed = hashlib.sha256(original.encode()).digest()
    palette = bytes(64 + byte // 2 for byte in seed[:6])
    slant = 1 + seed[6] % 3
    rows = b"".join(
        b"\0" + bytes((x * slant + y) // BAND % 2 for x in range(SIDE)) for y in range(SIDE)
    )
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 3, 0, 0, 0)  # 8 bits a pixel, by palette
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", palette),
            _chunk(b"IDAT", zlib.compress(rows)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum
