"""What a cell of a page says without its tags: for files that are read outside of a browser."""

import re
from html.parser import HTMLParser

from markupsafe import Markup

# What a spreadsheet would take for a formula, and run.
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")


class _Text(HTMLParser):
    """Collects the text; of a time the exact moment, of a bar or a picture nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._skipped = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        exact = dict(attrs).get("datetime")
        if tag == "time" and exact:
            self.words.append(exact)
        if tag in {"time", "progress"}:
            self._skipped = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipped:
            self._skipped = ""

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.words.append(data)


def plain_text(shown: object) -> str:
    """The text of a cell; a time is its exact moment in UTC, a dash for nothing is empty."""
    if not isinstance(shown, Markup):
        return "" if shown is None else str(shown)
    reader = _Text()
    reader.feed(str(shown))
    reader.close()
    text = " ".join("".join(reader.words).split())
    return "" if text == "\u2013" else text


def harmless(text: str) -> str:
    """The text so that no spreadsheet runs it; a number stays one."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text
