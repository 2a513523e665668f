"""A list as a CSV file: what its filters show, streamed, capped, and safe to open."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask import Response, stream_with_context

from powerpact.admin.plain import harmless, plain_text
from powerpact.extensions import db
from powerpact.models import utc_now

MOST_ROWS = 50_000
# Read at once: few enough to be sent while the next ones are read.
BATCH = 500
CAPPED = "Only the first {:,} rows are here. Narrow the filters for the others."
# Rows that come after a certain id: newest first, so below it. None: from the newest on.
NextRows = Callable[[int | None, int], Sequence[Any]]


def csv_answer(
    title: str, columns: Sequence[tuple[str, str]], cell: Callable[[Any, str], Any], rows: NextRows
) -> Response:
    """The file as it is sent. ``columns``: names and headings; ``cell``: what a row shows there."""
    answer = Response(stream_with_context(_lines(columns, cell, rows)), mimetype="text/csv")
    name = f"{title.lower().replace(' ', '-')}-{utc_now():%Y-%m-%d}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(
    columns: Sequence[tuple[str, str]], cell: Callable[[Any, str], Any], rows: NextRows
) -> Iterator[str]:
    # Without the mark, spreadsheets take UTF-8 for something else.
    yield "\ufeff" + _line(["Id", *(heading for _, heading in columns)])
    for row in capped(rows):
        if row is None:
            yield _line([CAPPED.format(MOST_ROWS)])
            return
        yield _line([str(row.id), *(plain_text(cell(row, name)) for name, _ in columns)])


def capped(rows: NextRows, most: int = MOST_ROWS, batch: int = BATCH) -> Iterator[Any]:
    """The rows, batch by batch; None after the last one that is sent when there are more."""
    last, sent = None, 0
    while some := rows(last, batch):
        last = some[-1].id
        for row in some:
            if sent == most:
                yield None
                return
            yield row
            sent += 1
        # Whoever reads slowly must not hold a transaction, nor all rows that were sent.
        db.session.rollback()
        db.session.expunge_all()


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([harmless(each) for each in cells])
    return text.getvalue()
