"""Asking one application for a page: how long, in how many statements, reading how many rows."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from benchmarks.console.browser import HOST, hidden_fields, signed_in
from benchmarks.report import InvalidTurn
from powerpact.extensions import db

Statement = tuple[str, Any]


@dataclass
class Asked:
    """One page's answers: milliseconds of each, and what one of them cost the database."""

    milliseconds: list[float] = field(default_factory=list)
    statements: int = 0
    rows_read: int = 0
    rows_shown: int = 0

    def percentile(self, share: float) -> float:
        """The time that this share of the answers stayed within."""
        ordered = sorted(self.milliseconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


class Side:
    """One application over one database."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._client = signed_in(app)
        with app.app_context():
            self._engine: Engine = db.engine

    def ask(self, address: str) -> float:
        """Milliseconds until the page, or an export's first bytes, are there.

        Raises InvalidTurn when it is not answered 200.
        """
        began = time.perf_counter()
        answer = self._client.get(address, base_url=HOST)
        if _is_file(answer):
            _first_rows(answer)
        taken = (time.perf_counter() - began) * 1000
        status = answer.status_code
        answer.close()
        if status != 200:
            raise InvalidTurn(f"{address} was answered {status}")
        return taken

    def send(self, address: str, form: dict[str, str]) -> tuple[float, TestResponse]:
        """Send a form; milliseconds until it is answered, and the answer."""
        began = time.perf_counter()
        referer = {"Referer": HOST}
        answer = self._client.post(address, base_url=HOST, headers=referer, data=form)
        return (time.perf_counter() - began) * 1000, answer

    def hidden(self, address: str) -> dict[str, str]:
        """What the forms of the page at that address send along."""
        return hidden_fields(self._client.get(address, base_url=HOST).text)

    def look_into(self, address: str) -> tuple[Asked, list[str]]:
        """What one answer costs the database, and the plan of each statement."""
        with self._listening() as statements:
            answer = self._client.get(address, base_url=HOST)
            shown = _first_rows(answer) if _is_file(answer) else answer.text.count("<tr")
            answer.close()
        asked = Asked(statements=len(statements), rows_shown=shown)
        plans = []
        for statement in statements:
            rows, plan = self._explained(statement)
            asked.rows_read += rows
            plans.append(plan)
        return asked, plans

    @contextmanager
    def _listening(self) -> Iterator[list[Statement]]:
        heard: list[Statement] = []

        def hear(*told: Any) -> None:
            heard.append((told[2], told[3]))

        event.listen(self._engine, "before_cursor_execute", hear)
        try:
            yield heard
        finally:
            event.remove(self._engine, "before_cursor_execute", hear)

    def _explained(self, statement: Statement) -> tuple[int, str]:
        """Rows that one statement read, and its plan in PostgreSQL's words; only of SELECTs."""
        text, values = statement
        if not text.lstrip().upper().startswith(("SELECT", "WITH")):
            return 0, text
        with self._engine.connect() as connection, connection.begin() as transaction:
            explain = "EXPLAIN (ANALYZE, FORMAT JSON) "
            plan = connection.exec_driver_sql(explain + text, values).scalar_one()
            worded = connection.exec_driver_sql("EXPLAIN (ANALYZE, BUFFERS) " + text, values)
            lines = [text, repr(values), *worded.scalars()]
            transaction.rollback()
        return _rows_read(plan[0]["Plan"]), "\n".join(lines)


def _is_file(answer: TestResponse) -> bool:
    return answer.mimetype == "text/csv"


def _first_rows(answer: TestResponse) -> int:
    """Read on until the first of a file's rows came in; gives how many parts that were."""
    return sum(1 for _part in islice(answer.iter_encoded(), 2))


def _rows_read(node: dict[str, Any]) -> int:
    """Rows that a plan took from tables and indexes, those that it then left out included."""
    read = 0
    if "Relation Name" in node:
        removed = (node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck"))
        read = int((node["Actual Rows"] + sum(removed)) * node["Actual Loops"])
    return read + sum(_rows_read(inner) for inner in node.get("Plans", ()))
