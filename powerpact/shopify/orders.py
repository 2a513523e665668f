"""Partner orders: create one, and find the one that an unclear answer may have left behind."""

from powerpact.domain.partner_order import PartnerOrder, PartnerOrderDraft
from powerpact.errors import Rejected
from powerpact.shopify.call import Call


def create_order(call: Call, draft: PartnerOrderDraft) -> PartnerOrder:
    """The order that Shopify made of the draft (facts 4.1).

    Raises ``Rejected`` with Shopify's field errors, ``RateLimited`` above the order limit of a
    development store, ``Unclear`` when nobody knows whether the order exists.
    """
    raise NotImplementedError


def order_variables(draft: PartnerOrderDraft) -> dict[str, object]:
    """The variables of ``order_create`` for a draft (facts 4.1 and 10)."""
    raise NotImplementedError


def find_by_custom_id(call: Call, split_id: str) -> PartnerOrder | None:
    """The order that carries the custom id, or None when there is none; no search lag.

    Raises ``DefinitionMissing`` when the store cannot answer that question (facts 4.3).
    """
    raise NotImplementedError


def find_by_marks(call: Call, source_identifier: str, tag: str) -> tuple[PartnerOrder, ...]:
    """Orders that carry either of the other two marks, oldest first, cancelled ones included.

    The search index lags by seconds, sometimes minutes (facts 4.3): an empty answer soon after
    a create proves nothing. Raises ``Rejected`` when Shopify ignored a search term.
    """
    raise NotImplementedError


def custom_id_taken(rejected: Rejected) -> bool:
    """Whether an ``orderCreate`` was refused because another order has the custom id already."""
    raise NotImplementedError
