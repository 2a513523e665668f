"""Partner orders as our order operations select them."""

from collections.abc import Callable, Iterable

from powerpact.domain.partner_order import CreatedLine, PartnerOrder
from powerpact.shopify.parsing.reader import Reader

LINE_PROPERTY = "_pp_line"
"""The line property that holds our own line's id; the underscore hides it from buyers."""


def partner_order(
    order: Reader, more_lines: Callable[[str, str], Iterable[Reader]]
) -> PartnerOrder:
    """The order; ``more_lines(order gid, cursor)`` reads what did not fit on the first page."""
    gid = order.gid("id")
    first_page = order.child("lineItems")
    lines = [_line(line) for line in first_page.children("nodes")]
    page = first_page.child("pageInfo")
    if page.flag("hasNextPage"):
        lines.extend(_line(line) for line in more_lines(gid, page.text("endCursor")))
    return PartnerOrder(
        id=gid,
        name=order.text("name"),
        source_identifier=order.text_or_blank("sourceIdentifier"),
        cancelled=order.has("cancelledAt"),
        lines=tuple(lines),
    )


def _line(line: Reader) -> CreatedLine:
    variant = line.child_or_none("variant")
    marks = {mark.text("key"): mark.text_or_blank("value") for mark in _attributes(line)}
    return CreatedLine(
        id=line.gid("id"),
        variant_id=variant.gid("id") if variant else None,
        quantity=line.integer("quantity"),
        reference=marks.get(LINE_PROPERTY, ""),
    )


def _attributes(line: Reader) -> Iterable[Reader]:
    return line.children("customAttributes") if line.has("customAttributes") else ()
