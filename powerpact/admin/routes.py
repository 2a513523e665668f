"""Routes of the console's pages. Flask-Admin carries no types, so they are put back here."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_admin import expose

View = TypeVar("View", bound=Callable[..., Any])


def route(path: str, *methods: str) -> Callable[[View], View]:
    """The method below answers ``path``, under the address of its page; to GET, or ``methods``."""
    decorate: Callable[[View], View] = expose(path, methods=methods or ("GET",))
    return decorate
