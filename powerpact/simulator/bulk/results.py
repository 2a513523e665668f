"""The JSONL of a bulk query: every node its own line, children naming their parent."""

import json
from collections.abc import Iterator
from typing import Any

CONNECTION_KEYS = {"edges", "nodes", "pageInfo"}
Line = dict[str, Any]


def nodes_of(connection: Line) -> list[Line]:
    """The nodes of an answered connection, through `edges` or `nodes`."""
    if "nodes" in connection:
        return list(connection["nodes"])
    return [edge["node"] for edge in connection.get("edges") or []]


def is_connection(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and set(value) <= CONNECTION_KEYS


def flattened(node: Line, parent: str | None = None, level: int = 0) -> Iterator[tuple[int, Line]]:
    """A node's line and those of everything below it, each with how deep it stands."""
    own = {name: value for name, value in node.items() if not is_connection(value)}
    if parent is not None:
        own["__parentId"] = parent
    yield level, own
    for value in node.values():
        if is_connection(value):
            for child in nodes_of(value):
                yield from flattened(child, node["id"], level + 1)


class Results:
    """Lines collected so far, by how deep they stand."""

    def __init__(self, *, grouped: bool) -> None:
        self.grouped = grouped
        self.levels: dict[int, list[str]] = {}
        self.roots = 0
        self.objects = 0

    def add(self, node: Line) -> None:
        """Take a root node with all that hangs below it."""
        for level, line in flattened(node):
            self.objects += 1
            self.roots += level == 0
            kept = 0 if self.grouped else level
            self.levels.setdefault(kept, []).append(json.dumps(line, separators=(",", ":")))

    def content(self) -> bytes:
        """The file. Ungrouped, children come long before their parents: nobody may count on
        finding them beside each other (platform facts 3.2).
        """
        lines = [line for level in sorted(self.levels, reverse=True) for line in self.levels[level]]
        return "".join(f"{line}\n" for line in lines).encode()
