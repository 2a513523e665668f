"""Access tokens: the three grants that we use (facts 1.3 to 1.5). Nothing is kept here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx


@dataclass(frozen=True, slots=True)
class AppCredentials:
    """Our app as Shopify knows it."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """An expiring offline token pair; both must be saved together. Times are aware UTC."""

    access_token: str = field(repr=False)
    access_expires_at: datetime
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """The token endpoint of one store. ``base_url`` as in ``client.Access``."""

    http: httpx.Client
    base_url: str
    app: AppCredentials
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def exchange_session_token(self, session_token: str) -> TokenGrant:
        """A new pair for a session token that is still valid; ``Unauthorized`` when it is not."""
        raise NotImplementedError

    def exchange_code(self, code: str) -> TokenGrant:
        """A new pair for the code of an authorization-code callback, else ``Unauthorized``."""
        raise NotImplementedError

    def refresh(self, refresh_token: str) -> TokenGrant:
        """The next pair; ``Unauthorized`` when the old refresh token is dead.

        ``Unclear`` when the answer was lost: the old refresh token still works until its
        replacement is used (facts 1.4), so the same call may be repeated.
        """
        raise NotImplementedError
