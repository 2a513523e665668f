"""A partner's catalogue by paged queries."""

from collections.abc import Iterator
from datetime import UTC, datetime

from powerpact.domain.catalogue import CatalogueProduct
from powerpact.errors import NotFound
from powerpact.shopify.call import Call
from powerpact.shopify.paging import next_cursor, nodes
from powerpact.shopify.parsing.product import product_of
from powerpact.shopify.parsing.reader import Reader
from powerpact.shopify.searching import quoted, searching

# One query may cost 1000 points (facts 6); most products have few variants and pictures.
_PRODUCTS = {"first": 25, "variantsFirst": 25, "mediaFirst": 10}
# A product has at most 250 media.
_PRODUCT = {"variantsFirst": 100, "mediaFirst": 250}
_VARIANTS_PAGE = 250


def changed_since(call: Call, since: datetime | None) -> Iterator[CatalogueProduct]:
    """Products changed at or after ``since`` (aware; None means all), oldest change first.

    Every product comes whole, as ``read_product`` reads it: a product that lost pictures on one
    way in would look changed. Raises ``Rejected`` when Shopify ignored the search.
    """
    variables = {**_PRODUCTS, "query": f"updated_at:>={_moment(since)}" if since else None}
    found = nodes(searching(call), "products_changed_since", variables, "products")
    for product in found:
        media = list(product.child("media").children("nodes"))
        cut_short = len(media) >= _PRODUCTS["mediaFirst"]
        complete = read_product(call, product.gid("id")) if cut_short else _complete(call, product)
        if complete:
            yield complete


def read_product(call: Call, gid: str) -> CatalogueProduct | None:
    """One product with all its variants, or None when the store has no such product."""
    answer = Reader(call("product", {"id": gid, **_PRODUCT}).data, "product")
    product = answer.child_or_none("product")
    return _complete(call, product) if product else None


def _complete(call: Call, product: Reader) -> CatalogueProduct | None:
    """The product with the variants of all pages; None when it was deleted between two of them."""
    try:
        variants = list(_variants(call, product))
    except NotFound:
        return None
    return product_of(product, product.child("media").children("nodes"), variants)


def _variants(call: Call, product: Reader) -> Iterator[Reader]:
    first_page = product.child("variants")
    yield from first_page.children("nodes")
    following = next_cursor(first_page)
    if following is not None:
        page = {"id": product.gid("id"), "first": _VARIANTS_PAGE, "after": following}
        yield from nodes(call, "product_variants", page, "product", "variants")


def _moment(since: datetime) -> str:
    return quoted(since.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"))
