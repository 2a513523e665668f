"""What the token endpoint grants: exchange, authorization code, refresh. Platform facts 1.3-1.5."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from powerpact.simulator import session_tokens
from powerpact.simulator.clock import Clock
from powerpact.simulator.tokens import (
    OFFLINE_LIFETIME,
    ONLINE_LIFETIME,
    REFRESH_LIFETIME,
    AccessToken,
    Pair,
    TokenBook,
)

TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - not a secret
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 - not a secret
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
ONLINE = "urn:shopify:params:oauth:token-type:online-access-token"
CODE_LIFETIME = timedelta(minutes=10)

Answer = dict[str, Any]
Parameters = Mapping[str, str]


class GrantRefused(Exception):
    """Becomes HTTP 400 with `error` and `error_description` (platform facts 1.4)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


@dataclass(frozen=True)
class AppCredentials:
    """The app that every store of the simulator knows."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass
class Code:
    """An authorization code: one shop, one use, ten minutes."""

    shop: str
    expires_at: datetime
    online: bool


class GrantDesk:
    """Decides on each request to `/admin/oauth/access_token` and writes the tokens' answer."""

    def __init__(self, clock: Clock, credentials: AppCredentials, book: TokenBook) -> None:
        self._clock = clock
        self._credentials = credentials
        self._book = book
        self._codes: dict[str, Code] = {}

    def issue_code(self, shop: str, *, online: bool) -> str:
        """A code for the redirect at the end of the authorize step."""
        value = secrets.token_hex(16)
        self._codes[value] = Code(shop, self._clock.now() + CODE_LIFETIME, online)
        return value

    def grant(self, shop: str, scopes: set[str], parameters: Parameters) -> Answer:
        """The token endpoint's JSON answer; raises GrantRefused.

        `scopes` are those the store has granted to the app.
        """
        self._check_client(parameters)
        scope = ",".join(sorted(scopes))
        kind = parameters.get("grant_type")
        if kind == TOKEN_EXCHANGE:
            return self._exchange(shop, scope, parameters)
        if kind == "refresh_token":
            return self._refresh(shop, scope, parameters)
        if kind in (None, "authorization_code") and "code" in parameters:
            return self._redeem(shop, scope, parameters)
        raise GrantRefused("unsupported_grant_type", "The grant type is missing or not known.")

    def _check_client(self, parameters: Parameters) -> None:
        known = (self._credentials.client_id, self._credentials.client_secret)
        if (parameters.get("client_id"), parameters.get("client_secret")) != known:
            raise GrantRefused("invalid_client", "Client authentication failed.")

    def _exchange(self, shop: str, scope: str, parameters: Parameters) -> Answer:
        if parameters.get("subject_token_type") == OFFLINE:
            return self._migrate(shop, scope, parameters)
        claims = self._session_claims(shop, parameters)
        requested = parameters.get("requested_token_type")
        if requested == ONLINE:
            return self._online_answer(shop, scope, user_id=int(claims["sub"]))
        if requested != OFFLINE:
            raise GrantRefused("invalid_request", "The requested token type is not known.")
        return self._offline_answer(shop, scope, parameters)

    def _session_claims(self, shop: str, parameters: Parameters) -> dict[str, Any]:
        if parameters.get("subject_token_type") != ID_TOKEN:
            raise GrantRefused("invalid_request", "The subject token type is not known.")
        try:
            return session_tokens.read(
                parameters.get("subject_token", ""),
                shop=shop,
                client_id=self._credentials.client_id,
                client_secret=self._credentials.client_secret,
            )
        except session_tokens.InvalidSessionToken as fault:
            raise GrantRefused("invalid_subject_token", str(fault)) from fault

    def _migrate(self, shop: str, scope: str, parameters: Parameters) -> Answer:
        """Trade a non-expiring token for an expiring pair; the old one dies."""
        old = self._book.find(shop, parameters.get("subject_token", ""))
        if old is None or old.expires_at is not None or parameters.get("expiring") != "1":
            raise GrantRefused("invalid_subject_token", "Not a non-expiring token of this shop.")
        old.revoked = True
        return _pair_answer(self._book.issue_pair(shop), scope)

    def _redeem(self, shop: str, scope: str, parameters: Parameters) -> Answer:
        code = self._codes.pop(parameters["code"], None)
        if code is None or code.shop != shop or code.expires_at <= self._clock.now():
            raise GrantRefused("invalid_request", "The authorization code was not found.")
        if code.online:
            return self._online_answer(shop, scope, user_id=1)
        return self._offline_answer(shop, scope, parameters)

    def _refresh(self, shop: str, scope: str, parameters: Parameters) -> Answer:
        pair = self._book.refresh(shop, parameters.get("refresh_token", ""))
        if pair is None:
            raise GrantRefused("invalid_grant", "The refresh token is invalid or has expired.")
        return _pair_answer(pair, scope)

    def _offline_answer(self, shop: str, scope: str, parameters: Parameters) -> Answer:
        if parameters.get("expiring") == "1":
            return _pair_answer(self._book.issue_pair(shop), scope)
        return {"access_token": self._book.issue_without_expiry(shop).value, "scope": scope}

    def _online_answer(self, shop: str, scope: str, user_id: int) -> Answer:
        return _user_answer(self._book.issue_online(shop), scope, user_id)


def _pair_answer(pair: Pair, scope: str) -> Answer:
    return {
        "access_token": pair.access.value,
        "scope": scope,
        "expires_in": int(OFFLINE_LIFETIME.total_seconds()),
        "refresh_token": pair.refresh.value,
        "refresh_token_expires_in": int(REFRESH_LIFETIME.total_seconds()),
    }


def _user_answer(token: AccessToken, scope: str, user_id: int) -> Answer:
    return {
        "access_token": token.value,
        "scope": scope,
        "expires_in": int(ONLINE_LIFETIME.total_seconds()),
        "associated_user_scope": scope,
        "associated_user": {
            "id": user_id,
            "first_name": "Sam",
            "last_name": "Merchant",
            "email": f"staff-{user_id}@{token.shop}",
            "email_verified": True,
            "account_owner": user_id == 1,
            "locale": "en",
            "collaborator": False,
        },
    }
