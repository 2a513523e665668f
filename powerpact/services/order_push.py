"""Pushing one part: what is asked of the store, and what its answer means (facts 4.3).

At most one partner order per part (I1): a part is claimed by compare-and-set, every try after
the first looks for the order before it sends one, and after an unclear answer nothing is sent
again until looking has found nothing for long enough.
"""

from datetime import timedelta
from functools import partial

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import SHOPPER_ERASED
from powerpact.domain.partner_order import without_shopper
from powerpact.errors import DefinitionMissing, PowerPactError, RateLimited, Rejected, Resting
from powerpact.models import utc_now
from powerpact.services.order_claim import ClaimedPart
from powerpact.services.order_record import Try
from powerpact.services.order_results import Tried, found, result_of
from powerpact.services.platform import platform
from powerpact.services.resting import rest
from powerpact.shopify.call import Call
from powerpact.shopify.custom_ids import SPLIT_ID
from powerpact.shopify.orders import (
    create_order,
    custom_id_taken,
    find_by_custom_id,
    find_by_marks,
)
from powerpact.shopify.stores import ensure_custom_id_definition

# The part of an older order is looked for even before its first try: an earlier life of our rows,
# before a backup was restored, may have sent it.
YOUNG = timedelta(minutes=10)
SHOPPER_GONE = "the shopper's data was erased before this was sent"


def push_one(part: ClaimedPart, call: Call) -> Try:
    """Make one try for a claimed part through the call to its store; the part is not written."""
    started_at = utc_now()
    tried = _try(part, call)
    return Try(part, tried, started_at, utc_now())


def _try(part: ClaimedPart, call: Call) -> Tried:
    try:
        return _look(call, part) or _send(call, part)
    except DefinitionMissing as error:
        return _define(call, error)
    except Resting as error:
        return result_of(error)
    except RateLimited as error:
        # The whole store waits, not only this part: the next one would hear the same.
        rest(part.partner_id, error.retry_after, str(error))
        return result_of(error)
    except PowerPactError as error:
        return result_of(error, partial(without_shopper, part.draft))


def _look(call: Call, part: ClaimedPart) -> Tried | None:
    """The order that an earlier try may have made; None when it is right to send one now."""
    if part.is_first_try and utc_now() - part.placed_at < YOUNG:
        return None
    order = find_by_custom_id(call, part.draft.split_id)
    if order and not order.cancelled:
        return found((order,))
    if order or part.unclear_since:
        # The order with the custom id may be cancelled and another one kept (DUPLICATE).
        marked = find_by_marks(call, part.draft.source_identifier, part.draft.tag)
        seen = (*marked, order) if order else marked
        if seen:
            return found(seen)
    resend_after = timedelta(seconds=platform().settings.unclear_resend_seconds)
    if part.unclear_since and utc_now() - part.unclear_since < resend_after:
        return Tried(Outcome.NOT_FOUND_YET, "the partner's store shows no such order yet")
    return None


def _send(call: Call, part: ClaimedPart) -> Tried:
    if utc_now() >= part.lease_ends:
        return Tried(Outcome.RETRYABLE, "looking took longer than the lease, so nothing was sent")
    if not part.has_shopper:
        return Tried(Outcome.REJECTED, SHOPPER_GONE, cause=SHOPPER_ERASED, sent=False)
    try:
        order = create_order(call, part.draft)
    except Rejected as error:
        if not custom_id_taken(error):
            raise
        taken_by = find_by_custom_id(call, part.draft.split_id)
        if taken_by is None:
            raise
        return found((taken_by,))
    return Tried(Outcome.CREATED, f"created {order.name}", order)


def _define(call: Call, missing: DefinitionMissing) -> Tried:
    """Give the store the definition of our custom id that it lacks, and try again soon."""
    try:
        ensure_custom_id_definition(call, "ORDER", SPLIT_ID, "PowerPact split")
    except PowerPactError as error:
        return result_of(error)
    return Tried(Outcome.RETRYABLE, f"{missing}; the definition has been made", counts=True)
