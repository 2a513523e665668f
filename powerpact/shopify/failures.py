"""Shopify's ways to fail, each as one of our errors (platform facts 9.1 to 9.3).

One question decides: may the request have run? A write that may have run is ``Unclear``; the
same shape for a read is ``Unavailable``, because reading twice does no harm.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from powerpact.errors import (
    FieldError,
    NotFound,
    Permanent,
    PowerPactError,
    RateLimited,
    Rejected,
    Retryable,
    ScopeMissing,
    StoreUnavailable,
    Unauthorized,
    Unavailable,
    Unclear,
)
from powerpact.shopify.cost import Throttled, cost_of
from powerpact.shopify.parsing.reader import storable

DEFAULT_WAIT = 2.0
LONGEST_RETRY_AFTER = 3600.0
DEVELOPMENT_STORE_WAIT = 60.0

# Errors at the top level after which nothing has run, although Shopify may answer with data too.
_REFUSED = frozenset(
    {"BAD_REQUEST", "INVALID_FIELD_ARGUMENTS", "INVALID_VARIABLE", "MAX_COST_EXCEEDED"}
)
_ABSENT = frozenset({"NOT_FOUND", "RESOURCE_NOT_FOUND"})
_CLOSED_STORE = {
    402: "Shopify has frozen the store: its owner has to settle the bill",
    403: "Shopify forbids access to the store",
    404: "Shopify does not know the store any more",
    423: "Shopify has locked the store",
    430: "Shopify takes our requests to the store for malicious: stop and ask Shopify",
}
_NON_EXPIRING = "non-expiring access token"


@dataclass(frozen=True, slots=True)
class TopLevelError:
    """One entry of a GraphQL answer's ``errors``. ``path`` begins with the root field."""

    message: str
    code: str | None
    path: tuple[str, ...]

    def as_field_error(self) -> FieldError:
        """The same, as the taxonomy carries it."""
        return FieldError(self.path, self.message, self.code)


def lost(is_mutation: bool, how: str) -> Retryable:
    """What it means that a request was sent and no usable answer came; ``how`` is a clause."""
    if is_mutation:
        return Unclear(f"{how}, so the change may have been made or not")
    return Unavailable(how)


def http_failure(
    status: int, headers: Mapping[str, str], body: object, *, is_mutation: bool
) -> PowerPactError | None:
    """What an HTTP status other than 200 means (facts 9.1), or None for 200.

    ``headers`` are named in lower case; ``body`` is the parsed JSON, or None. A redirect is never
    followed: a store's address does not move, and our token must not be sent elsewhere.
    """
    if status == 200:
        return None
    if status == 401:
        return Unauthorized("the store does not accept our access token")
    if status == 403 and _NON_EXPIRING in _http_message(body).lower():
        return Unauthorized("the store accepts expiring access tokens only")
    if status in _CLOSED_STORE:
        return StoreUnavailable(_CLOSED_STORE[status])
    if status == 429:
        return RateLimited("Shopify asks us to wait (429)", retry_after(headers))
    if status == 408 or status >= 500 or status < 300:
        return lost(is_mutation, f"Shopify answered {status}")
    return Rejected(f"Shopify refused the request ({status}): {_http_message(body)}")


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds of ``Retry-After``, which may be a fraction; a default for nonsense."""
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return DEFAULT_WAIT
    if not math.isfinite(seconds) or seconds < 0:
        return DEFAULT_WAIT
    return min(seconds, LONGEST_RETRY_AFTER)


def top_level_failure(body: Mapping[str, object], *, is_mutation: bool) -> PowerPactError | None:
    """What the ``errors`` of a GraphQL answer mean (facts 9.2), or None when it has run.

    A write whose root field is not null has run, whatever else was denied; so has a read of
    which only some fields were denied. The caller finds those in ``top_level_errors``.
    """
    errors = tuple(top_level_errors(body))
    data = body.get("data")
    root = data if isinstance(data, dict) else None
    if not errors:
        return None if root else lost(is_mutation, "Shopify's answer held neither data nor errors")
    answered = root is not None and any(value is not None for value in root.values())
    fatal = [error for error in errors if not _only_denied(error, root)]
    if answered and (is_mutation or not fatal):
        return None
    failures = [_failure(error, body, is_mutation, root is None) for error in fatal]
    return next((failure for failure in failures if isinstance(failure, Unclear)), failures[0])


def top_level_errors(body: Mapping[str, object]) -> Iterator[TopLevelError]:
    """The entries of ``errors``: a list in GraphQL, text or an object on the HTTP level."""
    errors = body.get("errors")
    if not errors:
        return
    for error in errors if isinstance(errors, list) else [errors]:
        fields = error if isinstance(error, dict) else {"message": str(error)}
        extensions = fields.get("extensions")
        code = extensions.get("code") if isinstance(extensions, dict) else None
        path = fields.get("path")
        yield TopLevelError(
            message=_short(fields.get("message")),
            code=code if isinstance(code, str) else None,
            path=tuple(map(str, path)) if isinstance(path, list) else (),
        )


def _only_denied(error: TopLevelError, root: Mapping[str, object] | None) -> bool:
    """Whether the error hides a field below a root that did answer."""
    reached = bool(root and error.path and root.get(error.path[0]) is not None)
    return error.code == "ACCESS_DENIED" and reached


def _failure(
    error: TopLevelError, body: Mapping[str, object], is_mutation: bool, nothing_ran: bool
) -> PowerPactError:
    """What one top-level error means when the root field holds nothing."""
    code = error.code or ""
    if code == "THROTTLED" and (nothing_ran or not is_mutation):
        return _throttled(body)
    if code in _REFUSED or _is_validation(code):
        return Rejected(error.message, (error.as_field_error(),))
    if code in _ABSENT:
        return NotFound(error.message)
    if code == "ACCESS_DENIED":
        return ScopeMissing(error.message)
    if code == "SHOP_INACTIVE":
        return StoreUnavailable("Shopify has closed the store")
    return _unknown(error, is_mutation)


def _unknown(error: TopLevelError, is_mutation: bool) -> PowerPactError:
    """An internal error, or a code that we do not know: a write may have run all the same."""
    if is_mutation:
        return Unclear(f"Shopify could not say whether it worked: {error.message}")
    if error.code == "INTERNAL_SERVER_ERROR" or error.code is None:
        return Unavailable(error.message)
    return Rejected(error.message, (error.as_field_error(),))


def _is_validation(code: str) -> bool:
    """Codes of the GraphQL validation are in camel case (``undefinedField``), all others not."""
    return code[:1].islower()


def _throttled(body: Mapping[str, object]) -> RateLimited:
    return Throttled(cost_of(body.get("extensions")), DEFAULT_WAIT)


def user_error_failure(errors: tuple[FieldError, ...]) -> Retryable | Permanent:
    """What the ``userErrors`` of a write mean: refused, or too many for now (facts 4.1)."""
    sentence = "; ".join(str(error) for error in errors)
    if any("too many" in error.message.lower() for error in errors):
        return RateLimited(sentence, DEVELOPMENT_STORE_WAIT)
    return Rejected(sentence, errors)


def _http_message(body: object) -> str:
    """What the body of an HTTP failure says, as text or as an object (facts 9.1)."""
    errors = body.get("errors") if isinstance(body, dict) else None
    return _short(errors) if errors else "no reason given"


def _short(message: object) -> str:
    """A message that is fit for a log line and a database column."""
    return storable(str(message or "Shopify gave no message"))[:500]
