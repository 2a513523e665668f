"""What a gateway is given: a way to run one of our operations in one store, and its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from powerpact.errors import FieldError
from powerpact.shopify.cost import Cost


@dataclass(frozen=True, slots=True)
class Answer:
    """What Shopify answered to an operation that ran.

    ``data`` is the GraphQL data, numbers with a decimal point as ``Decimal``. ``warnings`` say
    what is missing from it although the operation ran: fields that were denied (their path and
    ``ACCESS_DENIED``) and search terms that were ignored (a path that begins with ``search``).
    """

    data: Mapping[str, Any]
    cost: Cost | None = None
    request_id: str = ""
    api_version: str = ""
    warnings: tuple[FieldError, ...] = ()

    @property
    def ignored_search_terms(self) -> tuple[FieldError, ...]:
        """Search terms that Shopify did not understand and left out (facts 3.1)."""
        return tuple(warning for warning in self.warnings if warning.field[:1] == ("search",))


Call = Callable[[str, Mapping[str, object]], Answer]
"""Runs the operation of that name (a file in ``operations``) in the one store it is bound to."""
