"""Walks a connection page by page."""

from collections.abc import Iterator, Mapping

from powerpact.errors import Malformed, NotFound
from powerpact.shopify.call import Call
from powerpact.shopify.parsing.reader import Reader


def pages(
    call: Call, operation: str, variables: Mapping[str, object], *path: str
) -> Iterator[Reader]:
    """Every page of the connection at ``path``; the operation must take ``$after``.

    ``variables`` may hold the cursor to begin after. Raises ``NotFound`` when the object that the
    connection belongs to was deleted between two pages: a part must not pass for the whole.
    """
    cursor = variables.get("after")
    while True:
        answer = call(operation, {**variables, "after": cursor})
        connection = _connection(Reader(answer.data, operation), path)
        yield connection
        following = next_cursor(connection)
        if following is None:
            return
        if following == cursor:
            raise Malformed(f"{connection.path} offers the same page again")
        cursor = following


def nodes(
    call: Call, operation: str, variables: Mapping[str, object], *path: str
) -> Iterator[Reader]:
    """The nodes of all pages."""
    for connection in pages(call, operation, variables, *path):
        yield from connection.children("nodes")


def next_cursor(connection: Reader) -> str | None:
    """Where the next page begins, or None after the last one."""
    page = connection.child("pageInfo")
    return page.text("endCursor") if page.flag("hasNextPage") else None


def _connection(data: Reader, path: tuple[str, ...]) -> Reader:
    *parents, name = path
    for key in parents:
        if not data.has(key):
            raise NotFound(f"{data.path}.{key} is gone")
        data = data.child(key)
    return data.child(name)
