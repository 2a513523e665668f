"""Doors: stores as calls need them, read for many stores at once and shared by many calls."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from powerpact.errors import NotFound, Permanent, Resting, Unauthorized
from powerpact.models import Store, StoreState, utc_now
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.shopify.client import Access


@dataclass(frozen=True, slots=True)
class Key:
    """A store's address with a token, and when the token ends."""

    access: Access
    expires_at: datetime | None


@dataclass(slots=True)
class Door:
    """A store as calls need it; ``services.access`` goes through it.

    All calls of a batch share one door, which they keep up to date: a renewed token, a rest, and
    whether the last call failed. ``refusal`` is the error of a store that no call can reach.
    """

    store_id: int
    name: str
    key: Key | None = field(repr=False)
    refusal: Permanent | None = None
    rests_until: datetime | None = None
    rest_reason: str = ""
    failed_before: bool = False

    def opened(self) -> Key:
        """The key of a store that may be called now.

        Raises NotFound or Unauthorized for a store that can not be, Resting while it is left alone.
        """
        if self.key is None:
            refusal = self.refusal or Unauthorized(f"{self.name} is not connected")
            raise type(refusal)(*refusal.args)  # a new one: this door may be tried many times
        now = utc_now()
        if self.rests_until and self.rests_until > now:
            wait = (self.rests_until - now).total_seconds()
            raise Resting(f"{self.name} rests: {self.rest_reason}", wait)
        return self.key


def doors(store_ids: Iterable[int]) -> dict[int, Door]:
    """A door for every id, by one query; what is in the way of a store is raised when it is used.

    A door knows the store as it stood when it was read, so take new ones for every batch.
    """
    wanted = tuple(store_ids)
    columns = (
        Store.id,
        Store.name,
        Store.shop_domain,
        Store.base_url,
        Store.state,
        Store.state_reason,
        Store.access_token,
        Store.access_expires_at,
        Store.rests_until,
        Store.rest_reason,
        Store.rest_count,
    )
    with transaction() as session:
        rows = session.execute(select(*columns).where(Store.id.in_(wanted))).all()
    found = {row.id: _door(row) for row in rows}
    return {store_id: found.get(store_id) or _nowhere(store_id) for store_id in wanted}


def door_of(store_id: int) -> Door:
    """The door of one store, as it stands now."""
    return doors((store_id,))[store_id]


def _door(row: Any) -> Door:
    if row.state is not StoreState.ACTIVE or not row.access_token:
        why = f"{row.name} is not connected: {row.state_reason or row.state}"
        return Door(row.id, row.name, None, Unauthorized(why))
    base_url = platform().base_url(row.shop_domain, row.base_url)
    return Door(
        row.id,
        row.name,
        Key(Access(row.shop_domain, base_url, row.access_token), row.access_expires_at),
        rests_until=row.rests_until,
        rest_reason=row.rest_reason,
        failed_before=row.rest_count > 0,
    )


def _nowhere(store_id: int) -> Door:
    why = f"there is no store {store_id}"
    return Door(store_id, f"store {store_id}", None, NotFound(why))
