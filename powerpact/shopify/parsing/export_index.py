"""Which lines of an export belong to which product, kept on disk (facts 3.2).

Children stand anywhere in the file, so all of it is looked at once before the first product is
read. Only places are remembered, in a SQLite file beside it: memory does not grow with the file.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from powerpact.errors import Malformed, Rejected, Unavailable
from powerpact.shopify.parsing.reader import Reader, parse_json

# Shopify's longest description has 512 KiB, which escapes may triple and more.
LONGEST_LINE = 8 * 1024 * 1024
# So many lines are looked at before others have their turn.
_SLICE = 1000
PRODUCT, VARIANT, MEDIA = range(3)
_KINDS = {"ProductVariant": VARIANT} | dict.fromkeys(
    ("MediaImage", "Video", "ExternalVideo", "Model3d"), MEDIA
)


class CutShort(Unavailable):
    """The file ends before its end; fetched again it may be whole."""


class Place(NamedTuple):
    """Where one line is, and what it is."""

    number: int
    start: int
    size: int
    product: str
    kind: int


class ExportIndex:
    """The index of one file. ``left_out`` counts the lines of kinds that we do not know."""

    def __init__(self, path: Path) -> None:
        self.lines = 0
        self.left_out: Counter[str] = Counter()
        path.unlink(missing_ok=True)
        self._rows = sqlite3.connect(path, isolation_level=None)
        # Nobody reads this file after a crash.
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.execute(
            "CREATE TABLE line (number INTEGER PRIMARY KEY, start INTEGER, size INTEGER,"
            " product TEXT, kind INTEGER)"
        )
        self._rows.execute("CREATE INDEX by_product ON line (product, kind)")

    def close(self) -> None:
        """Let go of the file."""
        self._rows.close()

    def fill(self, file: BinaryIO, breathe: Callable[[], None]) -> None:
        """Look at every line; ``breathe`` is called again and again.

        Raises ``Rejected`` for a line that is no object of Shopify's, is too long or belongs to
        a product that is not there, ``CutShort`` when the last line is not whole.
        """
        places = self._places(file)
        while part := list(islice(places, _SLICE)):
            self._rows.execute("BEGIN")
            self._rows.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?)", part)
            self._rows.execute("COMMIT")
            breathe()
        self._refuse_orphans(breathe)

    def products(self) -> int:
        """How many products the file names."""
        found = self._rows.execute("SELECT count(*) FROM line WHERE kind = ?", (PRODUCT,))
        return int(found.fetchone()[0])

    def gids(self) -> Iterator[str]:
        """The products' ids, in the file's order."""
        rows = self._rows.execute(
            "SELECT product FROM line WHERE kind = ? ORDER BY number", (PRODUCT,)
        )
        return (gid for (gid,) in rows)

    def families(self, skip: int) -> Iterator[tuple[int, Place]]:
        """Every product's line followed by those of its children, in the order of products.

        Each line comes with the number of the product's own line. The first so many products
        are skipped.
        """
        first = self._rows.execute(
            "SELECT number FROM line WHERE kind = ? ORDER BY number LIMIT 1 OFFSET ?",
            (PRODUCT, skip),
        ).fetchone()
        rows = self._rows.execute(
            "SELECT parent.number, line.* FROM line AS parent"
            " JOIN line ON line.product = parent.product"
            " WHERE parent.kind = ? AND parent.number >= ?"
            " ORDER BY parent.number, line.kind, line.number",
            (PRODUCT, first[0] if first else self.lines + 1),
        )
        return ((parent, Place(*line)) for parent, *line in rows)

    def _places(self, file: BinaryIO) -> Iterator[Place]:
        start = 0
        while line := file.readline(LONGEST_LINE + 1):
            if line.strip():
                self.lines += 1
                place = self._place(line, start)
                if place:
                    yield place
            start += len(line)

    def _place(self, line: bytes, start: int) -> Place | None:
        number = self.lines
        if len(line) > LONGEST_LINE:
            raise Rejected(f"line {number} of the export is longer than {LONGEST_LINE} bytes")
        try:
            found = Reader(parse_json(line), f"line {number}")
            gid = found.gid("id")
            parent = found.gid("__parentId") if found.has("__parentId") else None
        except Malformed as problem:
            if not line.endswith(b"\n"):
                raise CutShort(f"the export was cut short in line {number}") from None
            raise Rejected(f"line {number} of the export is damaged: {problem}") from None
        word = gid.split("/")[3]
        kind = _KINDS.get(word) if parent else PRODUCT if word == "Product" else None
        if kind is None:
            self.left_out[word] += 1
            return None
        return Place(number, start, len(line), parent or gid, kind)

    def _refuse_orphans(self, breathe: Callable[[], None]) -> None:
        for first in range(1, self.lines + 1, _SLICE):
            orphan = self._rows.execute(
                "SELECT min(number) FROM line WHERE number BETWEEN ? AND ? AND kind <> ? AND NOT"
                " EXISTS (SELECT 1 FROM line AS p WHERE p.product = line.product AND p.kind = ?)",
                (first, first + _SLICE - 1, PRODUCT, PRODUCT),
            ).fetchone()[0]
            if orphan:
                raise Rejected(f"line {orphan} of the export belongs to a product not in it")
            breathe()
