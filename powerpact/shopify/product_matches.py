"""Which of Bubbly's products may be the one that a partner sells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from powerpact.domain.catalogue import ProductStatus
from powerpact.shopify.call import Call
from powerpact.shopify.paging import nodes
from powerpact.shopify.parsing.reader import Reader
from powerpact.shopify.searching import quoted, searching

# Terms of one search, and products that words find: more than anybody looks through.
MOST_CODES = 40
MOST_PRODUCTS = 10
_MOST_VARIANTS = 100
_PUBLICATIONS_PAGE = 100
# A product's own address in Shopify's admin ends with its number, and so does its gid.
_PRODUCT = re.compile(r"(?:.*/products/|gid://shopify/Product/)?([0-9]{1,19})(?:[?#].*)?")
# Marks of Shopify's search that say nothing in a title.
_QUOTES = re.compile(r"[\"'\\]")


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """What a person knows a Bubbly product by."""

    id: str
    title: str
    vendor: str
    status: ProductStatus
    handle: str
    variants: int


@dataclass(frozen=True, slots=True)
class FoundVariant:
    """A Bubbly variant that a SKU or a barcode found."""

    id: str
    sku: str
    barcode: str
    product: FoundProduct


def variants_with(
    call: Call, skus: Sequence[str], barcodes: Sequence[str]
) -> tuple[FoundVariant, ...]:
    """Variants with any of these SKUs or barcodes; the first ``MOST_CODES`` are looked for.

    Raises ``Rejected`` when Shopify ignored the search.
    """
    terms = [f"sku:{quoted(sku)}" for sku in skus] + [f"barcode:{quoted(b)}" for b in barcodes]
    if not terms:
        return ()
    variables = {"first": _MOST_VARIANTS, "query": " OR ".join(terms[:MOST_CODES])}
    answer = Reader(searching(call)("variants_search", variables).data, "variants_search")
    return tuple(map(_variant, answer.child("productVariants").children("nodes")))


def products_like(call: Call, words: str) -> tuple[FoundProduct, ...]:
    """Products that words of a title find, or the one of an id or an address in the admin."""
    named = _PRODUCT.fullmatch(words.strip())
    plain = _QUOTES.sub(" ", words).split()
    query = f"id:{named.group(1)}" if named else " ".join(map(quoted, plain))
    if not query:
        return ()
    variables = {"first": MOST_PRODUCTS, "query": query}
    answer = Reader(searching(call)("products_search", variables).data, "products_search")
    return tuple(map(_product, answer.child("products").children("nodes")))


def publications_of(call: Call, product_id: str) -> frozenset[str]:
    """The gids of the publications that show the product; raises ``NotFound`` when it is gone."""
    page = {"id": product_id, "first": _PUBLICATIONS_PAGE}
    return frozenset(_publications(call, page))


def _publications(call: Call, page: dict[str, object]) -> Iterator[str]:
    for shown in nodes(call, "product_publications", page, "product", "resourcePublicationsV2"):
        yield shown.child("publication").gid("id")


def _variant(variant: Reader) -> FoundVariant:
    return FoundVariant(
        id=variant.gid("id"),
        sku=variant.text_or_blank("sku"),
        barcode=variant.text_or_blank("barcode"),
        product=_product(variant.child("product")),
    )


def _product(product: Reader) -> FoundProduct:
    return FoundProduct(
        id=product.gid("id", "Product"),
        title=product.text("title"),
        vendor=product.text_or_blank("vendor"),
        status=ProductStatus(product.text("status")),
        handle=product.text("handle"),
        variants=product.child("variantsCount").integer("count"),
    )
