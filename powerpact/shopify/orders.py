"""Partner orders: create one, and find the one that an unclear answer may have left behind."""

from collections.abc import Iterator

from powerpact.domain.partner_order import PartnerOrder, PartnerOrderDraft
from powerpact.errors import DefinitionMissing, Malformed, NotFound, Rejected, Unclear
from powerpact.shopify.call import Call
from powerpact.shopify.custom_ids import SPLIT_ID, identifier
from powerpact.shopify.order_input import order_variables
from powerpact.shopify.paging import nodes
from powerpact.shopify.parsing.partner_order import partner_order
from powerpact.shopify.parsing.reader import Reader
from powerpact.shopify.payloads import checked, made
from powerpact.shopify.searching import quoted, searching

__all__ = [
    "create_order",
    "custom_id_taken",
    "find_by_custom_id",
    "find_by_marks",
    "order_variables",
]

_LINES = 100
_ORDERS = 5  # two orders with the same marks are already one too many


def create_order(call: Call, draft: PartnerOrderDraft) -> PartnerOrder:
    """The order that Shopify made of the draft (facts 4.1).

    Raises ``Rejected`` with Shopify's field errors, ``RateLimited`` above the order limit of a
    development store, ``Unclear`` when nobody knows whether the order exists.
    """
    answer = call("order_create", {**order_variables(draft), "linesFirst": _LINES})
    order = made(checked(answer, "orderCreate"), "order")
    try:
        return _partner_order(call, order)
    except (Malformed, NotFound) as problem:
        raise Unclear(f"Shopify made an order that cannot be read: {problem}") from problem


def find_by_custom_id(call: Call, split_id: str) -> PartnerOrder | None:
    """The order that carries the custom id, or None when there is none; no search lag.

    Raises ``DefinitionMissing`` when the store cannot answer that question (facts 4.3).
    """
    variables = {"identifier": identifier(SPLIT_ID, split_id), "linesFirst": _LINES}
    try:
        answer = call("order_by_custom_id", variables)
    except NotFound as problem:
        # An order that is absent is null without an error; NOT_FOUND speaks of the definition.
        raise DefinitionMissing(f"the store does not know our custom id: {problem}") from problem
    order = Reader(answer.data, "order_by_custom_id").child_or_none("order")
    return _partner_order(call, order) if order else None


def find_by_marks(call: Call, source_identifier: str, tag: str) -> tuple[PartnerOrder, ...]:
    """Orders that carry either of the other two marks, oldest first, cancelled ones included.

    The search index lags by seconds, sometimes minutes (facts 4.3): an empty answer soon after
    a create proves nothing. Raises ``Rejected`` when Shopify ignored a search term.
    """
    query = f"source_identifier:{quoted(source_identifier)} OR tag:{quoted(tag)}"
    variables = {"first": _ORDERS, "query": query, "linesFirst": _LINES}
    found = nodes(searching(call), "orders_search", variables, "orders")
    marked = (
        order
        for order in found
        # The search also matches values that only resemble the term.
        if order.text_or_blank("sourceIdentifier") == source_identifier
        or tag in order.texts("tags")
    )
    return tuple(_partner_order(call, order) for order in marked)


def custom_id_taken(rejected: Rejected) -> bool:
    """Whether an ``orderCreate`` was refused because another order has the custom id already.

    Shopify does not document how it refuses (facts 4.3), so the field decides and not the text.
    """
    return any("metafields" in error.field for error in rejected.field_errors)


def _partner_order(call: Call, order: Reader) -> PartnerOrder:
    def more_lines(gid: str, cursor: str) -> Iterator[Reader]:
        variables = {"id": gid, "first": _LINES, "after": cursor}
        return nodes(call, "order_lines", variables, "order", "lineItems")

    return partner_order(order, more_lines)
