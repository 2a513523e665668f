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
    RateLimited,
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
REFRESH_LEASE = timedelta(seconds=60)
REFRESH_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Door:
    """A store as a call needs it."""

    store_id: int
    access: Access
    expires_at: datetime | None


def call_for(store_id: int) -> Call:
    """A ``Call`` bound to one store.

    Besides what ``ShopifyClient.execute`` raises: RateLimited while the store rests,
    Unauthorized when it must be reconnected, NotFound when there is no such store.
    """

    def call(name: str, variables: Mapping[str, object]) -> Answer:
        refuse_open_transaction()
        door = _fresh_door(store_id)
        with resting(store_id):
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
                _reconnect_needed(store_id, str(error))
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
    """The door with the next token. One refresh at a time per store; the others wait for it."""
    lease_ends = utc_now() + REFRESH_LEASE
    while not _take_refresh(stale.store_id, lease_ends):
        if utc_now() > lease_ends:
            raise RateLimited("another worker is renewing this store's token", 5.0)
        time.sleep(REFRESH_POLL_SECONDS)
    try:
        current = _door(stale.store_id)
        if current.access.token != stale.access.token:
            return current  # somebody renewed it while we waited
        return _refresh(current, lease_ends)
    finally:
        _give_back_refresh(stale.store_id, lease_ends)


def _take_refresh(store_id: int, lease_ends: datetime) -> bool:
    with transaction() as session:
        free = or_(Store.refreshing_until.is_(None), Store.refreshing_until < utc_now())
        claim = update(Store).where(Store.id == store_id, free)
        taken = session.execute(claim.values(refreshing_until=lease_ends).returning(Store.id))
        return taken.first() is not None


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
        _reconnect_needed(door.store_id, "there is no refresh token")
        raise Unauthorized("the store's token has ended and there is none to renew it with")
    try:
        grant = token_endpoint(row.shop_domain, row.base_url).refresh(row.refresh_token)
    except Unauthorized as error:
        _reconnect_needed(door.store_id, str(error))
        raise
    except Unclear as error:
        # The refresh may be repeated as it is (facts 1.4), and what it was for was never sent.
        raise Unavailable(f"the store's token could not be renewed: {error}") from error
    with transaction() as session:
        ours = (Store.id == door.store_id, Store.refreshing_until == lease_ends)
        session.execute(update(Store).where(*ours).values(**grant_values(grant)))
    return _door(door.store_id)


def _reconnect_needed(store_id: int, reason: str) -> None:
    with transaction() as session:
        session.execute(
            update(Store)
            .where(Store.id == store_id, Store.state == StoreState.ACTIVE)
            .values(state=StoreState.RECONNECT_NEEDED, state_reason=reason)
        )
