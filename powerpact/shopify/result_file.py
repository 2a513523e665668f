"""Fetches the result of a bulk operation, going on where a connection broke."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from urllib3 import BaseHTTPResponse, PoolManager

from powerpact.errors import NotFound, Unavailable
from powerpact.shopify.connections import streamed

_CHUNK = 1 << 16
# After so many tries in a row that brought nothing we give up; the seconds are between two.
_IDLE_TRIES = 3
_PAUSE = 1.0
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


def download(
    http: PoolManager, url: str, into: Path, breathe: Callable[[], None] = lambda: None
) -> int:
    """Stream the result to the file; the number of bytes. ``breathe`` is called meanwhile.

    A broken connection is taken up again where the server can: it names the file by a strong
    ETag and knows ranges. Raises ``Unavailable`` when the connection fails or ends early all the
    same, or this machine's disk is full, ``NotFound`` when the address has died (after 7 days),
    ``Rejected`` when it is no address.
    """
    try:
        with into.open("wb") as file:
            return _Download(file, breathe).run(http, url)
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise Unavailable(f"this machine's disk does not take the result: {why}") from problem


class _Download:
    """One file on its way: its ETag, when it can be asked for in parts, and its size."""

    def __init__(self, file: BinaryIO, breathe: Callable[[], None]) -> None:
        self._file = file
        self._breathe = breathe
        self._etag = ""
        self._size: int | None = None

    def run(self, http: PoolManager, url: str) -> int:
        idle = 0
        while True:
            before = self._file.tell()
            try:
                return self._receive(http, url)
            except Unavailable:
                idle = 0 if self._file.tell() > before else idle + 1
                if not self._etag or idle > _IDLE_TRIES:
                    raise
            time.sleep(_PAUSE)

    def _receive(self, http: PoolManager, url: str) -> int:
        # Not compressed: a range counts bytes as they travel.
        headers = {"Accept-Encoding": "identity"}
        if self._file.tell():
            headers |= {"Range": f"bytes={self._file.tell()}-", "If-Range": self._etag}
        with streamed(http, url, headers) as response:
            _refuse_failure(response.status)
            self._take_up(response)
            for chunk in response.stream(_CHUNK):
                self._file.write(chunk)
                self._breathe()
        self._file.flush()
        if self._size is not None and self._file.tell() != self._size:
            raise Unavailable("the result was cut short")
        return self._file.tell()

    def _take_up(self, response: BaseHTTPResponse) -> None:
        """Go on where the file ends, or begin it anew when the answer is the whole file."""
        told = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if response.status == 206 and told and int(told[1]) == self._file.tell():
            return
        if self._file.tell():
            self._file.seek(0)
            self._file.truncate()
        self._etag = _strong(response)
        if response.status == 206:
            raise Unavailable("the server sent another part of the result than was asked for")
        length = response.headers.get("Content-Length", "")
        self._size = int(length) if self._etag and length.isdecimal() else None


def _strong(response: BaseHTTPResponse) -> str:
    """The ETag by which parts of the file can be asked for; empty when there is none."""
    etag = response.headers.get("ETag", "")
    plain = "Content-Encoding" not in response.headers
    return etag if plain and etag.startswith('"') else ""


def _refuse_failure(status: int) -> None:
    if status in {403, 404, 410}:
        raise NotFound(f"the result of the bulk operation is gone ({status})")
    if status not in {200, 206}:
        raise Unavailable(f"the result of the bulk operation could not be read ({status})")
