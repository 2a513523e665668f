"""What can go wrong, sorted by the one question a caller has: is it worth trying again?

Shopify's many error shapes (platform facts, section 9) are mapped to these classes once, in
``powerpact.shopify``; the base task maps them to a queue's behaviour once, in ``powerpact.tasks``.
"""

from dataclasses import dataclass


class PowerPactError(Exception):
    """Anything that we can say in a sentence for a person."""


class SettingsError(PowerPactError):
    """The environment does not describe a working PowerPact; the text lists every fault."""


class ServiceAway(PowerPactError):
    """PostgreSQL or Redis does not answer; the text says which one and what to look at."""


class Retryable(PowerPactError):
    """It did not work now and may work later, unchanged."""


class RateLimited(Retryable):
    """The store's allowance is used up; the request has not run.

    ``retry_after`` is in seconds and says when the allowance is back.
    """

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Resting(RateLimited):
    """We leave the store alone until its rest is over; nothing was sent."""


class OverBudget(Resting):
    """The store's budget has no points for the call yet; nothing was sent, nothing went wrong."""


class Unavailable(Retryable):
    """Shopify or the way to it is down; the request has not run, or it was only a read."""


class Unclear(Retryable):
    """A write was sent and nobody knows whether it ran: look before trying again (facts 4.3)."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One complaint of Shopify about one input: a path such as ``("lineItems", "0", "price")``."""

    field: tuple[str, ...]
    message: str
    code: str | None = None

    def __str__(self) -> str:
        where = ".".join(self.field)
        return f"{where}: {self.message}" if where else self.message


class Permanent(PowerPactError):
    """It will not work by being tried again; somebody has to change something."""


class Rejected(Permanent):
    """Shopify read the request and refused it; ``code`` is the first code it named."""

    def __init__(self, message: str, field_errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(message)
        self.field_errors = field_errors

    @property
    def code(self) -> str | None:
        return next((error.code for error in self.field_errors if error.code), None)


class NotFound(Permanent):
    """The thing asked for does not exist, in Shopify or here."""


class Unauthorized(Permanent):
    """The store does not accept us: token dead, app uninstalled or a scope missing."""


class ScopeMissing(Unauthorized):
    """The token lives, but the store has not granted the scope that the text names."""


class Refused(Permanent):
    """The state of our own rows does not allow what was asked; the text says why."""


class StoreUnavailable(Permanent):
    """Shopify has closed the store to everybody or to us: frozen, locked or gone (facts 9.1)."""


class DefinitionMissing(Permanent):
    """The store lacks the definition of our custom id, so nothing can be looked up by it.

    It never means that the thing looked for is absent (facts 4.3).
    """


class Malformed(Permanent):
    """What arrived does not have the shape that it must have; the text says where."""
