"""The JSONL of a bulk export: one object a line, children anywhere (facts 3.2)."""

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from powerpact.domain.catalogue import CatalogueProduct
from powerpact.errors import Malformed, Unavailable
from powerpact.shopify.parsing.export_index import (
    MEDIA,
    PRODUCT,
    VARIANT,
    CutShort,
    ExportIndex,
    Place,
)
from powerpact.shopify.parsing.product import product_of
from powerpact.shopify.parsing.reader import Reader, parse_json

__all__ = ["CutShort", "Export", "read_export"]


class Export:
    """The products of one file, in its order, whatever the order of the children.

    ``passed`` counts the products that came out or could not be read so far, ``unreadable`` the
    latter alone, and ``complaint`` says what was wrong with the first of those.
    """

    def __init__(self, file: BinaryIO, index: ExportIndex) -> None:
        self._file = file
        self._index = index
        self.total = index.products()
        self.passed = 0
        self.unreadable = 0
        self.complaint = ""

    @property
    def lines(self) -> int:
        """How many lines the file has."""
        return self._index.lines

    @property
    def left_out(self) -> Counter[str]:
        """How many lines are of kinds that we do not know."""
        return self._index.left_out

    def gids(self) -> Iterator[str]:
        """The ids of all products, those that cannot be read included."""
        return self._index.gids()

    def products(self, skip: int = 0) -> Iterator[CatalogueProduct]:
        """The products after the first so many; one that cannot be read is left out."""
        self.passed = skip
        for _, family in groupby(self._index.families(skip), key=itemgetter(0)):
            product = self._product(place for _, place in family)
            self.passed += 1
            if product:
                yield product

    def _product(self, family: Iterable[Place]) -> CatalogueProduct | None:
        try:
            own, variants, media = self._lines_of(family)
            return product_of(own, media, variants)
        except Malformed as problem:
            self.unreadable += 1
            self.complaint = self.complaint or str(problem)
            return None

    def _lines_of(self, family: Iterable[Place]) -> tuple[Reader, list[Reader], list[Reader]]:
        kinds: dict[int, list[Reader]] = {PRODUCT: [], VARIANT: [], MEDIA: []}
        for place in family:
            line = os.pread(self._file.fileno(), place.size, place.start)
            kinds[place.kind].append(Reader(parse_json(line), f"line {place.number}"))
        return kinds[PRODUCT][-1], kinds[VARIANT], kinds[MEDIA]


@contextmanager
def read_export(path: Path, breathe: Callable[[], None] = lambda: None) -> Iterator[Export]:
    """The export in the file, all of whose lines have been looked at.

    Before the first product comes out it raises ``Rejected`` naming the line that is damaged or
    belongs to nobody, ``CutShort`` when the file's last line is not whole, and ``Unavailable``
    when this machine's disk is full: a bad file yields nothing rather than a part. ``breathe``
    is called again and again meanwhile.
    """
    with _disk_in_words(), path.open("rb") as file:
        index = ExportIndex(path.with_suffix(".index"))
        try:
            index.fill(file, breathe)
            yield Export(file, index)
        finally:
            index.close()


@contextmanager
def _disk_in_words() -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, OSError) as problem:
        raise Unavailable(f"this machine's disk does not take the export: {problem}") from problem
