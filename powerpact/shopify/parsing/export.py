"""The JSONL of a bulk export: one object a line, children anywhere (facts 3.2)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from powerpact.domain.catalogue import CatalogueProduct
from powerpact.errors import Malformed, Rejected
from powerpact.shopify.parsing.product import product_of
from powerpact.shopify.parsing.reader import Reader, parse_json

_VARIANT = "gid://shopify/ProductVariant/"


def read_export(lines: Iterable[str]) -> Iterator[CatalogueProduct]:
    """The products of an export, in its order, whatever the order of the children.

    Raises ``Rejected`` naming the line that is cut, malformed or belongs to nobody, before the
    first product comes out: a bad file yields nothing rather than a part.
    """
    try:
        return iter(_products(lines))
    except Malformed as problem:
        raise Rejected(f"the export is cut or malformed: {problem}") from None


def _products(lines: Iterable[str]) -> list[CatalogueProduct]:
    products: dict[str, Reader] = {}
    children: defaultdict[str, list[Reader]] = defaultdict(list)
    for line in _objects(lines):
        if line.has("__parentId"):
            children[line.gid("__parentId")].append(line)
        else:
            products[line.gid("id")] = line
    for parent in children.keys() - products.keys():
        raise Malformed(f"{children[parent][0].path} belongs to a product that is not in it")
    return [_product(product, children[gid]) for gid, product in products.items()]


def _objects(lines: Iterable[str]) -> Iterator[Reader]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield Reader(_parsed(line, number), f"line {number}")


def _parsed(line: str, number: int) -> object:
    try:
        return parse_json(line)
    except Malformed as problem:
        raise Malformed(f"line {number}: {problem}") from None


def _product(product: Reader, children: list[Reader]) -> CatalogueProduct:
    """Only the id tells a child's kind."""
    variants = [child for child in children if child.text("id").startswith(_VARIANT)]
    media = [child for child in children if not child.text("id").startswith(_VARIANT)]
    return product_of(product, media, variants)
