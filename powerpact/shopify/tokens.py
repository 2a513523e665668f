"""Access tokens: the three grants that we use (facts 1.3 to 1.5). Nothing is kept here."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from urllib3 import PoolManager

from powerpact.errors import Malformed, Unauthorized, Unclear
from powerpact.shopify.client import encoded, parsed_or_none
from powerpact.shopify.connections import post
from powerpact.shopify.failures import http_failure
from powerpact.shopify.parsing.reader import Reader

_TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - a grant's name
_ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 - a token type's name
_OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
_PRINTABLE = re.compile(r"[!-~]+")
_LONGEST_LIFE = 10 * 365 * 24 * 3600
# What the endpoint answers to a grant that is not good any more (facts 1.3, 1.4, 9.1).
_GRANT_REFUSED = frozenset({400, 401, 403})


@dataclass(frozen=True, slots=True)
class AppCredentials:
    """Our app as Shopify knows it."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenGrant:
    """An expiring offline token pair; both must be saved together. Times are aware UTC.

    ``granted_at`` is not later than the moment of the grant.
    """

    access_token: str = field(repr=False)
    access_expires_at: datetime
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime
    scopes: frozenset[str]
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """The token endpoint of one store. ``base_url`` as in ``client.Access``."""

    http: PoolManager
    base_url: str
    app: AppCredentials
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def exchange_session_token(self, session_token: str) -> TokenGrant:
        """A new pair for a session token that is still valid; ``Unauthorized`` when it is not."""
        return self._granted(
            {
                "grant_type": _TOKEN_EXCHANGE,
                "subject_token": session_token,
                "subject_token_type": _ID_TOKEN,
                "requested_token_type": _OFFLINE,
                "expiring": "1",
            }
        )

    def exchange_code(self, code: str) -> TokenGrant:
        """A new pair for the code of an authorization-code callback, else ``Unauthorized``."""
        return self._granted({"code": code, "expiring": "1"})

    def refresh(self, refresh_token: str) -> TokenGrant:
        """The next pair; ``Unauthorized`` when the old refresh token is dead.

        ``Unclear`` when the answer was lost: the old refresh token still works until its
        replacement is used (facts 1.4), so the same call may be repeated.
        """
        return self._granted({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def _granted(self, grant: dict[str, str]) -> TokenGrant:
        # Life is counted from before the request: a slow answer must not make it look longer.
        asked_at = self.now()
        secrets = {"client_id": self.app.client_id, "client_secret": self.app.client_secret}
        url = f"{self.base_url}/admin/oauth/access_token"
        response = post(self.http, url, encoded({**secrets, **grant}), is_mutation=True)
        body = parsed_or_none(response)
        if response.status in _GRANT_REFUSED:
            raise Unauthorized(f"Shopify refused the grant ({_reason(body)})")
        failed = http_failure(response.status, response.headers, body, is_mutation=True)
        if failed:
            raise failed
        try:
            return _grant(Reader(body, "token answer"), asked_at)
        except Malformed as problem:
            raise Unclear(f"Shopify granted something that cannot be read: {problem}") from None


def _grant(answer: Reader, asked_at: datetime) -> TokenGrant:
    return TokenGrant(
        access_token=_secret(answer, "access_token"),
        access_expires_at=asked_at + _life(answer, "expires_in"),
        refresh_token=_secret(answer, "refresh_token"),
        refresh_expires_at=asked_at + _life(answer, "refresh_token_expires_in"),
        scopes=frozenset(filter(None, answer.text("scope").split(","))),
        granted_at=asked_at,
    )


def _secret(answer: Reader, key: str) -> str:
    """A token: printable, because it travels in a header, where a line break would be a fault."""
    value = answer.text(key)
    if not _PRINTABLE.fullmatch(value):
        raise answer.complaint(key, "is not a token")
    return value


def _life(answer: Reader, key: str) -> timedelta:
    seconds = answer.integer(key)
    if not 0 < seconds < _LONGEST_LIFE:
        raise answer.complaint(key, "is not a lifetime")
    return timedelta(seconds=seconds)


def _reason(body: object) -> str:
    """The endpoint's error word such as ``invalid_grant``; its free text might quote a secret."""
    word = body.get("error") if isinstance(body, dict) else None
    return word if isinstance(word, str) and re.fullmatch(r"[a-z_]{1,60}", word) else "no reason"
