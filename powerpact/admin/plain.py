"""What a cell of a page says without its tags: for files that are read outside of a browser."""

import re
from html.parser import HTMLParser

from markupsafe import Markup

# Where a spreadsheet would find a formula, and run it: at the beginning, and after what is taken
# for the end of a cell in countries that write lists with semicolons. The wide signs are Asia's.
_FORMULA = re.compile(r"(\A|[;\r\n])(\s*[=+\-@\uff1d\uff0b\uff0d\uff20])|\A(?=[\t\r\n])")
_NUMBER = re.compile(r"^[+-]?[0-9]+(\.[0-9]+)?\Z")


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
    return text if _NUMBER.match(text) else _FORMULA.sub(r"\1'\2", text)
