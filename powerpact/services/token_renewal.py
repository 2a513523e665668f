"""Renewing a store's token: once, whoever asks, and never judged by an older pair (facts 1.4)."""

import time
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from powerpact.errors import Resting, Unauthorized, Unavailable, Unclear
from powerpact.models import Store, StoreState, utc_now
from powerpact.services.doors import Key, door_of
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.shopify.tokens import TokenEndpoint, TokenGrant

# Others wait only briefly for whoever renews a store's token: a slow store must not hold workers.
REFRESH_WAIT = timedelta(seconds=5)
REFRESH_POLL_SECONDS = 0.1


def renew_if_due(store_id: int, within: timedelta) -> None:
    """Renew a store's tokens when the access token ends ``within`` that time.

    A token that nobody uses is thus kept alive, because a pair unused for 90 days is dead.
    """
    key = door_of(store_id).opened()
    if key.expires_at and key.expires_at - utc_now() < within:
        renewed(store_id, key)


def token_endpoint(shop_domain: str, base_url: str | None) -> TokenEndpoint:
    """The token endpoint of a store."""
    here = platform()
    return TokenEndpoint(here.http, here.base_url(shop_domain, base_url), here.credentials)


def grant_values(grant: TokenGrant) -> dict[str, object]:
    """A grant as columns of ``Store``; always saved together."""
    return {
        "access_token": grant.access_token,
        "access_expires_at": grant.access_expires_at,
        "refresh_token": grant.refresh_token,
        "refresh_expires_at": grant.refresh_expires_at,
        "scopes": sorted(grant.scopes),
    }


def renewed(store_id: int, stale: Key) -> Key:
    """The store's next key. One refresh at a time per store; the others wait for it.

    Raises Resting when that takes long, Unauthorized when the store must be reconnected.
    """
    patience_ends = utc_now() + REFRESH_WAIT
    lease = timedelta(seconds=platform().settings.lease_seconds)
    while (lease_ends := take_lease(store_id, lease)) is None:
        if utc_now() > patience_ends:
            raise Resting("another worker is renewing this store's token", 5.0)
        time.sleep(REFRESH_POLL_SECONDS)
    try:
        current = door_of(store_id).opened()
        if current.access.token != stale.access.token:
            return current  # somebody renewed it while we waited
        return _refresh(store_id, current, lease_ends)
    finally:
        give_back_lease(store_id, lease_ends)


def reconnect_needed(store_id: int, key: Key, reason: str) -> None:
    """Say so of the pair that the key has; one that was stored since is not judged by it."""
    same_pair = Store.access_expires_at.is_not_distinct_from(key.expires_at)
    with transaction() as session:
        session.execute(
            update(Store)
            .where(Store.id == store_id, Store.state == StoreState.ACTIVE, same_pair)
            .values(state=StoreState.RECONNECT_NEEDED, state_reason=reason)
        )


def take_lease(store_id: int, lasts: timedelta) -> datetime | None:
    """The right to change the store's tokens: its end, which is also its name; None while somebody
    else has it."""
    now = utc_now()
    lease_ends = now + lasts
    with transaction() as session:
        free = or_(Store.refreshing_until.is_(None), Store.refreshing_until < now)
        claim = update(Store).where(Store.id == store_id, free)
        taken = session.execute(claim.values(refreshing_until=lease_ends).returning(Store.id))
        return lease_ends if taken.first() else None


def give_back_lease(store_id: int, lease_ends: datetime) -> None:
    """End a lease before its time."""
    with transaction() as session:
        ours = (Store.id == store_id, Store.refreshing_until == lease_ends)
        session.execute(update(Store).where(*ours).values(refreshing_until=None))


def _refresh(store_id: int, key: Key, lease_ends: datetime) -> Key:
    with transaction() as session:
        row = session.execute(
            select(Store.shop_domain, Store.base_url, Store.refresh_token).where(
                Store.id == store_id
            )
        ).one()
    if not row.refresh_token:
        reconnect_needed(store_id, key, "there is no refresh token")
        raise Unauthorized("the store's token has ended and there is none to renew it with")
    try:
        grant = token_endpoint(row.shop_domain, row.base_url).refresh(row.refresh_token)
    except Unauthorized as error:
        reconnect_needed(store_id, key, str(error))
        raise
    except Unclear as error:
        # The refresh may be repeated as it is (facts 1.4), and what it was for was never sent.
        raise Unavailable(f"the store's token could not be renewed: {error}") from error
    _keep_grant(store_id, lease_ends, grant)
    return door_of(store_id).opened()


def _keep_grant(store_id: int, lease_ends: datetime, grant: TokenGrant) -> None:
    """Save the new pair, unless the store was connected anew or uninstalled meanwhile."""
    with transaction() as session:
        ours = (Store.id == store_id, Store.refreshing_until == lease_ends)
        kept = session.execute(
            update(Store).where(*ours).values(**grant_values(grant)).returning(Store.id)
        ).first()
    if kept is None:
        raise Resting("the store's token changed while it was being renewed", 1.0)
