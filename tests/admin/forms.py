"""The forms of a page, as a browser would send them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(frozen=True, slots=True)
class PageForm:
    """What pressing one button of a page sends, and where to; ``fields`` without the button."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    button: dict[str, str] = field(default_factory=dict)

    @property
    def sent(self) -> dict[str, str]:
        """All that is sent."""
        return {**self.fields, **self.button}


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.here = address, ""
        self.posts: dict[str, str] = {}
        self.fields: dict[str, dict[str, str]] = {}
        self.buttons: list[tuple[str, str, dict[str, str]]] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open(given)
        form = given.get("form", self.here)
        named = {given["name"]: given.get("value", "")} if given.get("name") else {}
        if given.get("name") == "all" and given.get("type") == "checkbox":
            return  # "all that match" is not ticked
        if tag in {"input", "textarea"} and given.get("type") != "submit":
            self.fields.setdefault(form, {}).update(named)
        elif tag in {"button", "input"} and form:
            self.buttons.append((form, given.get("formaction", ""), named))
        elif tag == "select" and named:
            self.select = given["name"]
        elif tag == "option" and self.select:
            chosen = self.fields.setdefault(self.here, {})
            if "selected" in given or self.select not in chosen:
                chosen[self.select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.here = ""
        elif tag == "select":
            self.select = ""

    def _open(self, given: dict[str, str]) -> None:
        self.here = given.get("id") or f"form {len(self.posts)}"
        self.fields.setdefault(self.here, {})
        if given.get("method", "get").lower() == "post":
            self.posts[self.here] = given.get("action") or self.address


def forms_of(page: str, address: str) -> Iterator[PageForm]:
    """Each button of each form of the page that changes something."""
    reader = _Reader(address)
    reader.feed(page)
    for form, formaction, button in reader.buttons:
        if form in reader.posts:
            yield PageForm(formaction or reader.posts[form], reader.fields[form], button)
