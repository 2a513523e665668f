"""The way into one store: its token, read for each use and renewed when it must be (facts 1.4).

``call_for(store_id)`` gives the ``Call`` that the gateways of ``powerpact.shopify`` take.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from powerpact.errors import (
    NotFound,
    Resting,
    ScopeMissing,
    Unauthorized,
    Unavailable,
    Unclear,
)
from powerpact.models import Store, StoreState, utc_now
from powerpact.services.platform import platform
from powerpact.services.resting import resting
from powerpact.services.transactions import refuse_open_transaction, transaction
from powerpact.shopify.call import Answer, Call
from powerpact.shopify.client import Access
from powerpact.shopify.tokens import TokenEndpoint, TokenGrant

# A token this close to its end is renewed before it is used.
RENEW_BEFORE = timedelta(seconds=60)
# Others wait only briefly for whoever renews a store's token: a slow store must not hold workers.
REFRESH_WAIT = timedelta(seconds=5)
REFRESH_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Door:
    """A store as a call needs it."""

    store_id: int
    access: Access
    expires_at: datetime | None


def call_for(store_id: int) -> Call:
    """A ``Call`` bound to one store.

    Besides what ``ShopifyClient.execute`` raises: Resting while the store is left alone,
    Unauthorized when it must be reconnected, NotFound when there is no such store.
    """

    def call(name: str, variables: Mapping[str, object]) -> Answer:
        refuse_open_transaction()
        with resting(store_id):
            door = _fresh_door(store_id)
            try:
                return platform().client.execute(door.access, name, variables)
            except ScopeMissing:
                raise
            except Unauthorized:
                door = _renewed(door)
            try:
                return platform().client.execute(door.access, name, variables)
            except ScopeMissing:
                raise
            except Unauthorized as error:
                _reconnect_needed(door, str(error))
                raise

    return call


def renew_if_due(store_id: int, within: timedelta) -> None:
    """Renew a store's tokens when the access token ends ``within`` that time.

    A token that nobody uses is thus kept alive, because a pair unused for 90 days is dead.
    """
    door = _door(store_id)
    if door.expires_at and door.expires_at - utc_now() < within:
        _renewed(door)


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


def _fresh_door(store_id: int) -> Door:
    door = _door(store_id)
    if door.expires_at and door.expires_at - utc_now() < RENEW_BEFORE:
        return _renewed(door)
    return door


def _door(store_id: int) -> Door:
    with transaction() as session:
        store = session.get(Store, store_id, populate_existing=True)
        if store is None:
            raise NotFound(f"there is no store {store_id}")
        if not store.is_connected or not store.access_token:
            raise Unauthorized(
                f"{store.name} is not connected: {store.state_reason or store.state}"
            )
        if store.rests_until and store.rests_until > utc_now():
            wait = (store.rests_until - utc_now()).total_seconds()
            raise Resting(f"{store.name} rests: {store.rest_reason}", wait)
        base_url = platform().base_url(store.shop_domain, store.base_url)
        access = Access(store.shop_domain, base_url, store.access_token)
        return Door(store_id, access, store.access_expires_at)


def _renewed(stale: Door) -> Door:
    """The door with the next token. One refresh at a time per store; the others wait for it.

    Raises Resting when that takes long.
    """
    patience_ends = utc_now() + REFRESH_WAIT
    while (lease_ends := _take_refresh(stale.store_id)) is None:
        if utc_now() > patience_ends:
            raise Resting("another worker is renewing this store's token", 5.0)
        time.sleep(REFRESH_POLL_SECONDS)
    try:
        current = _door(stale.store_id)
        if current.access.token != stale.access.token:
            return current  # somebody renewed it while we waited
        return _refresh(current, lease_ends)
    finally:
        _give_back_refresh(stale.store_id, lease_ends)


def _take_refresh(store_id: int) -> datetime | None:
    """The end of our lease, which is also its name; None while another worker has it."""
    now = utc_now()
    lease_ends = now + timedelta(seconds=platform().settings.lease_seconds)
    with transaction() as session:
        free = or_(Store.refreshing_until.is_(None), Store.refreshing_until < now)
        claim = update(Store).where(Store.id == store_id, free)
        taken = session.execute(claim.values(refreshing_until=lease_ends).returning(Store.id))
        return lease_ends if taken.first() else None


def _give_back_refresh(store_id: int, lease_ends: datetime) -> None:
    with transaction() as session:
        ours = (Store.id == store_id, Store.refreshing_until == lease_ends)
        session.execute(update(Store).where(*ours).values(refreshing_until=None))


def _refresh(door: Door, lease_ends: datetime) -> Door:
    with transaction() as session:
        row = session.execute(
            select(Store.shop_domain, Store.base_url, Store.refresh_token).where(
                Store.id == door.store_id
            )
        ).one()
    if not row.refresh_token:
        _reconnect_needed(door, "there is no refresh token")
        raise Unauthorized("the store's token has ended and there is none to renew it with")
    try:
        grant = token_endpoint(row.shop_domain, row.base_url).refresh(row.refresh_token)
    except Unauthorized as error:
        _reconnect_needed(door, str(error))
        raise
    except Unclear as error:
        # The refresh may be repeated as it is (facts 1.4), and what it was for was never sent.
        raise Unavailable(f"the store's token could not be renewed: {error}") from error
    _keep_grant(door.store_id, lease_ends, grant)
    return _door(door.store_id)


def _keep_grant(store_id: int, lease_ends: datetime, grant: TokenGrant) -> None:
    """Save the new pair, unless the store was connected anew or uninstalled meanwhile."""
    with transaction() as session:
        ours = (Store.id == store_id, Store.refreshing_until == lease_ends)
        kept = session.execute(
            update(Store).where(*ours).values(**grant_values(grant)).returning(Store.id)
        ).first()
    if kept is None:
        raise Resting("the store's token changed while it was being renewed", 1.0)


def _reconnect_needed(door: Door, reason: str) -> None:
    """Say so of the pair that the door has; one that was stored since is not judged by it."""
    same_pair = Store.access_expires_at.is_not_distinct_from(door.expires_at)
    with transaction() as session:
        session.execute(
            update(Store)
            .where(Store.id == door.store_id, Store.state == StoreState.ACTIVE, same_pair)
            .values(state=StoreState.RECONNECT_NEEDED, state_reason=reason)
        )
