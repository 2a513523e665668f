"""A partner's catalogue by paged queries."""

from collections.abc import Iterator
from datetime import datetime

from powerpact.domain.catalogue import CatalogueProduct
from powerpact.shopify.call import Call


def changed_since(call: Call, since: datetime | None) -> Iterator[CatalogueProduct]:
    """Products changed at or after ``since`` (aware; None means all), oldest change first.

    Every product comes with all its variants. Raises ``Rejected`` when Shopify ignored the search.
    """
    raise NotImplementedError


def read_product(call: Call, gid: str) -> CatalogueProduct | None:
    """One product with all its variants, or None when the store has no such product."""
    raise NotImplementedError
