"""Access and refresh tokens of every store: platform facts 1.3 to 1.5."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from powerpact.simulator.clock import Clock

OFFLINE_LIFETIME = timedelta(seconds=3600)
ONLINE_LIFETIME = timedelta(seconds=86399)
REFRESH_LIFETIME = timedelta(days=90)
REFRESH_LIFE_AFTER_FIRST_USE = timedelta(days=30)


@dataclass
class AccessToken:
    """What an app sends as X-Shopify-Access-Token. `expires_at` is None for the old kind."""

    value: str
    shop: str
    expires_at: datetime | None
    online: bool = False
    revoked: bool = False


@dataclass
class RefreshToken:
    """Good until its replacement is used, another grant, 30 days after first use, or 90 days."""

    value: str
    shop: str
    expires_at: datetime
    parent: "RefreshToken | None" = None
    first_used_at: datetime | None = None
    retired: bool = False
    children: list["RefreshToken"] = field(default_factory=list)

    def is_good(self, now: datetime) -> bool:
        """Whether it still buys a new pair (the rule of 28 Aug 2026, platform facts 1.4)."""
        used_up = (
            self.first_used_at is not None
            and now >= self.first_used_at + REFRESH_LIFE_AFTER_FIRST_USE
        )
        return not self.retired and not used_up and now < self.expires_at


@dataclass(frozen=True)
class Pair:
    """An expiring offline access token and what renews it."""

    access: AccessToken
    refresh: RefreshToken


class TokenBook:
    """Every token the simulator has handed out.

    Shopify's documents disagree on whether a new token ends the earlier ones at once or lets
    them live out their hour; `revokes_earlier` chooses the first.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._access: dict[str, AccessToken] = {}
        self._refresh: dict[str, RefreshToken] = {}
        self.revokes_earlier = False

    def forget(self) -> None:
        """No token was ever handed out, and the milder rule holds."""
        self._access.clear()
        self._refresh.clear()
        self.revokes_earlier = False

    def issue_pair(self, shop: str) -> Pair:
        """A new pair for a grant that is not a refresh; earlier refresh tokens stop working."""
        self._retire_refresh_tokens(shop)
        return self._new_pair(shop, parent=None)

    def issue_online(self, shop: str) -> AccessToken:
        """A user's token for one day, without a refresh token."""
        return self._keep(
            AccessToken(_value("shpua"), shop, self._clock.now() + ONLINE_LIFETIME, online=True)
        )

    def issue_without_expiry(self, shop: str) -> AccessToken:
        """The old kind, which the Admin API of 2026 refuses."""
        return self._keep(AccessToken(_value("shpat"), shop, expires_at=None))

    def refresh(self, shop: str, value: str) -> Pair | None:
        """A new pair for a refresh token that still works in this shop, else None."""
        token = self._refresh.get(value)
        now = self._clock.now()
        if token is None or token.shop != shop or not token.is_good(now):
            return None
        token.first_used_at = token.first_used_at or now
        self._retire_replaced(token)
        return self._new_pair(shop, parent=token)

    def find(self, shop: str, value: str) -> AccessToken | None:
        """The access token if it may be used in this shop now."""
        token = self._access.get(value)
        if token is None or token.shop != shop or token.revoked:
            return None
        if token.expires_at is not None and token.expires_at <= self._clock.now():
            return None
        return token

    def revoke_access(self, shop: str) -> int:
        """End every access token of the shop; how many were alive."""
        living = [token for token in self._access.values() if self.find(shop, token.value)]
        for token in living:
            token.revoked = True
        return len(living)

    def revoke_all(self, shop: str) -> int:
        """End access and refresh tokens, as an uninstall does; how many access tokens lived."""
        self._retire_refresh_tokens(shop)
        return self.revoke_access(shop)

    def _new_pair(self, shop: str, parent: RefreshToken | None) -> Pair:
        if self.revokes_earlier:
            self.revoke_access(shop)
        now = self._clock.now()
        access = self._keep(AccessToken(_value("shpat"), shop, now + OFFLINE_LIFETIME))
        refresh = RefreshToken(_value("shprt"), shop, now + REFRESH_LIFETIME, parent)
        if parent is not None:
            parent.children.append(refresh)
        self._refresh[refresh.value] = refresh
        return Pair(access, refresh)

    def _keep(self, token: AccessToken) -> AccessToken:
        self._access[token.value] = token
        return token

    def _retire_replaced(self, used: RefreshToken) -> None:
        """Using a replacement ends the token it replaced and that one's other replacements."""
        if used.parent is None:
            return
        used.parent.retired = True
        for sibling in used.parent.children:
            sibling.retired = sibling is not used

    def _retire_refresh_tokens(self, shop: str) -> None:
        for token in self._refresh.values():
            token.retired = token.retired or token.shop == shop


def _value(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(16)}"
