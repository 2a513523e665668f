"""What two answers must have in common: shape, nullness, codes and field paths."""

import re
from collections.abc import Iterator
from typing import Any

GID = re.compile(r"^gid://shopify/(\w+)/")
WORD = re.compile(r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")
# Texts that are Shopify's to choose: their kind is compared, not what they say.
FREE = {"name", "sku", "title", "id", "cursor", "startCursor", "endCursor", "handle", "value"}


def differences(recorded: Any, ours: Any, path: str = "", name: str = "") -> Iterator[str]:
    """Each place where our answer is not shaped like the recorded one."""
    if (recorded is None) != (ours is None):
        yield f"{path}: recorded {recorded!r}, ours {ours!r}"
    elif isinstance(recorded, dict) and isinstance(ours, dict):
        yield from _of_objects(recorded, ours, path)
    elif isinstance(recorded, list) and isinstance(ours, list):
        yield from _of_lists(recorded, ours, path, name)
    elif kind_of(recorded) is not kind_of(ours):
        yield f"{path}: recorded {recorded!r}, ours {ours!r}"
    elif isinstance(recorded, str) and name not in FREE:
        yield from _of_texts(recorded, ours, path)


def kind_of(value: Any) -> type:
    """The JSON type: 0 and 0.0 are both numbers."""
    return float if type(value) is int else type(value)


def _of_objects(recorded: dict[str, Any], ours: dict[str, Any], path: str) -> Iterator[str]:
    if set(recorded) != set(ours):
        yield f"{path}: recorded {sorted(recorded)}, ours {sorted(ours)}"
    for key in recorded.keys() & ours.keys():
        yield from differences(recorded[key], ours[key], f"{path}.{key}", key)


def _of_lists(recorded: list[Any], ours: list[Any], path: str, name: str) -> Iterator[str]:
    if name == "field":
        # One recording has numbers where the schema says strings.
        if [str(part) for part in recorded] != [str(part) for part in ours]:
            yield f"{path}: recorded {recorded}, ours {ours}"
        return
    if len(recorded) != len(ours):
        yield f"{path}: recorded {len(recorded)} entries, ours {len(ours)}"
    for index, (theirs, own) in enumerate(zip(recorded, ours, strict=False)):
        yield from differences(theirs, own, f"{path}[{index}]", name)


def _of_texts(recorded: str, ours: str, path: str) -> Iterator[str]:
    kind, own_kind = GID.match(recorded), GID.match(ours)
    if (
        bool(kind) != bool(own_kind)
        or (kind and own_kind and kind[1] != own_kind[1])
        or (WORD.match(recorded) and recorded != ours)
    ):
        yield f"{path}: recorded {recorded!r}, ours {ours!r}"


def error_facts(body: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Of each top-level error its code and its path."""
    return [
        (error.get("extensions", {}).get("code"), error.get("path"))
        for error in body.get("errors") or []
    ]
