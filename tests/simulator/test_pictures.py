"""Pictures under Shopify's own addresses, wherever they came from."""

import struct
import zlib

from powerpact.simulator.pictures import SIDE, drawn


def test_the_same_original_is_the_same_picture_and_another_one_another() -> None:
    assert drawn("https://a.test/mug.jpg") == drawn("https://a.test/mug.jpg")
    assert drawn("https://a.test/mug.jpg") != drawn("https://a.test/bowl.jpg")


def test_a_drawn_picture_is_a_whole_png() -> None:
    """Read as the format says: signature, then chunks with their length, kind and checksum."""
    png = drawn("https://a.test/mug.jpg")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, chunks = 8, {}
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert zlib.crc32(kind + data) == checksum
        chunks[kind] = data
        place += 12 + length
    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (SIDE, SIDE)
    assert len(zlib.decompress(chunks[b"IDAT"])) == SIDE * (SIDE + 1)
