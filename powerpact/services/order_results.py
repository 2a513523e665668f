"""What one try to push a part came to, and what that means for the part."""

from collections.abc import Callable
from dataclasses import dataclass, field

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import (
    CANCELLED_AT_PARTNER,
    DUPLICATE,
    RECONNECT_NEEDED,
    REJECTED,
    SCOPE_MISSING,
    STORE_UNAVAILABLE,
    Cause,
    cause_of,
)
from powerpact.domain.partner_order import PartnerOrder
from powerpact.errors import (
    PowerPactError,
    RateLimited,
    Rejected,
    Resting,
    Retryable,
    ScopeMissing,
    StoreUnavailable,
    Unauthorized,
    Unclear,
)
from powerpact.services.resting import CLOSED_STORE_REST


@dataclass(frozen=True, slots=True)
class Tried:
    """How a try ended. ``cause`` is set when something stands in the way.

    ``retry_after`` is in seconds, when Shopify named a time. ``counts`` says whether the try
    counts towards the limit after which a person is asked. One that ended before anything was
    ``sent`` to the store was none: the part is put back as it was.
    """

    outcome: Outcome
    message: str
    order: PartnerOrder | None = None
    cause: Cause | None = None
    error_code: str = ""
    retry_after: float | None = None
    counts: bool = False
    sent: bool = True
    answer: dict[str, object] = field(default_factory=dict)


def result_of(error: PowerPactError, hide: Callable[[str], str] = str) -> Tried:
    """What an error means for the part: try again and when, look first, or ask a person.

    ``hide`` takes out of a text what must not be kept of it.
    """
    message = hide(str(error))
    if isinstance(error, Unclear):
        return Tried(Outcome.UNCLEAR, message, counts=True)
    if isinstance(error, RateLimited):
        sent = not isinstance(error, Resting)
        return Tried(Outcome.RETRYABLE, message, retry_after=error.retry_after, sent=sent)
    if isinstance(error, StoreUnavailable):
        return Tried(
            Outcome.RETRYABLE,
            message,
            cause=STORE_UNAVAILABLE,
            retry_after=CLOSED_STORE_REST,
            counts=True,
        )
    if isinstance(error, Retryable):
        return Tried(Outcome.RETRYABLE, message, counts=True)
    if isinstance(error, Rejected):
        return _rejected(error, hide)
    return Tried(Outcome.REJECTED, message, cause=_cause_without_fields(error))


def found(orders: tuple[PartnerOrder, ...]) -> Tried:
    """What it means that these orders carry the part's marks; at least one is given."""
    living = [order for order in orders if not order.cancelled]
    if len(living) > 1:
        names = ", ".join(order.name for order in living)
        message = f"the partner's store holds {names} for this one part"
        return Tried(Outcome.REJECTED, message, cause=DUPLICATE)
    if not living:
        message = f"{orders[0].name} exists in the partner's store and is cancelled"
        return Tried(Outcome.REJECTED, message, cause=CANCELLED_AT_PARTNER)
    return Tried(Outcome.FOUND, f"found {living[0].name}, made by an earlier try", living[0])


def _rejected(error: Rejected, hide: Callable[[str], str]) -> Tried:
    first = error.field_errors[0] if error.field_errors else None
    answer = [
        {"field": list(each.field), "message": hide(each.message), "code": each.code}
        for each in error.field_errors
    ]
    return Tried(
        Outcome.REJECTED,
        hide(str(error)),
        cause=cause_of(first.code, first.field) if first else REJECTED,
        error_code=error.code or "",
        answer={"userErrors": answer},
    )


def _cause_without_fields(error: PowerPactError) -> Cause:
    if isinstance(error, ScopeMissing):
        return SCOPE_MISSING
    return RECONNECT_NEEDED if isinstance(error, Unauthorized) else REJECTED
