"""A shop's staff open the app: the shop is connected, if it may be and needs to be.

This is the one place where a request waits for Shopify: a session token lives for a minute, so
nobody else can exchange it. One request per store does it at a time, by the lease that renewals
take as well; a worker does the rest.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from powerpact.errors import Permanent, Refused, Retryable, Unauthorized
from powerpact.models import (
    Admission,
    AdmissionState,
    Source,
    Store,
    StoreKind,
    StoreState,
    Trade,
    utc_now,
)
from powerpact.services.audit import Actor
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.platform import platform
from powerpact.services.store_connection import Exchange, Newcomer, enter, keep
from powerpact.services.store_health import REFRESH_ENDS_SOON
from powerpact.services.token_renewal import give_back_lease, take_lease, token_endpoint
from powerpact.services.transactions import transaction
from powerpact.shopify.scopes import missing_scopes
from powerpact.shopify.tokens import TokenEndpoint, TokenGrant

LET_IN = frozenset({AdmissionState.INVITED, AdmissionState.JOINED})
# A merchant who has not accepted new scopes yet must not cost an exchange with every page.
EXCHANGED_LATELY = timedelta(minutes=5)
LOOKED_LATELY = timedelta(minutes=5)
# The longest that one exchange can take, and then some.
MARGIN = timedelta(seconds=10)

_NOT_LET_IN = "Bubbly's staff have not let this store in."
_BUSY = "The store is being connected just now. Wait a moment, then reload this page."
_AWAY = "Shopify does not answer just now, so the store is not connected yet. Reload this page."
_ANEW = "Shopify has to vouch for you again. Reload this page."


class Outcome(StrEnum):
    """``ready``: there was nothing to do. ``stale``: the session token was over, so a fresh one is
    to be asked for. ``busy``: another request is at it. ``away``: try again, unchanged.
    ``refused``: staff have to do something first."""

    READY = "ready"
    CONNECTED = "connected"
    STALE = "stale"
    BUSY = "busy"
    AWAY = "away"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a shop arrived. ``reason`` is a sentence for its staff where it is not connected.

    ``follow_up`` is for the edge to publish.
    """

    outcome: Outcome
    store_id: int | None = None
    reason: str = ""
    follow_up: FollowUp = NOTHING

    @property
    def stale(self) -> bool:
        """Whether the session token was over before it could be exchanged."""
        return self.outcome is Outcome.STALE


def arrive(shop_domain: str, session_token: str, user_id: str, address: str = "") -> Arrival:
    """Connect the shop that Shopify vouches for, if staff let it in and its connection needs it.

    Called with every page that is loaded as a document; costs one query when all is well. Raises
    nothing that Shopify may answer. ``address``: the browser's, for the audit.
    """
    actor = Actor(f"{shop_domain} user {user_id}", Source.DASHBOARD, address)
    return arrive_with(
        shop_domain, lambda endpoint: endpoint.exchange_session_token(session_token), actor
    )


def arrive_with(
    shop_domain: str, exchange: Exchange, actor: Actor, *, anew: bool = False
) -> Arrival:
    """The same by any way to a token pair; ``anew`` also where nothing needs it.

    ``shop_domain`` has been proved, by a session token or by a signature of Shopify's.
    """
    known = _known(shop_domain)
    if known is not None and not anew and not _needs_tokens(known):
        return Arrival(Outcome.READY, known.id, follow_up=_have_it_looked_at(known))
    try:
        store_id = known.id if known else _let_in(shop_domain)
    except Refused as refused:
        return Arrival(Outcome.REFUSED, reason=str(refused))
    if store_id is None:
        return Arrival(Outcome.REFUSED, reason=_NOT_LET_IN)
    return _connected(store_id, exchange, actor)


def _known(shop_domain: str) -> Row[Any] | None:
    columns = (
        Store.id,
        Store.state,
        Store.access_token,
        Store.refresh_expires_at,
        Store.installed_at,
        Store.scopes,
        Store.checked_at,
        Store.check_due_at,
    )
    with transaction() as session:
        return session.execute(select(*columns).where(Store.shop_domain == shop_domain)).first()


def _needs_tokens(store: Row[Any]) -> bool:
    if store.state is not StoreState.ACTIVE or not store.access_token:
        return True
    now = utc_now()
    if store.refresh_expires_at and store.refresh_expires_at < now + REFRESH_ENDS_SOON:
        return True
    lately = store.installed_at and store.installed_at > now - EXCHANGED_LATELY
    return bool(missing_scopes(store.scopes)) and not lately


def _have_it_looked_at(store: Row[Any]) -> FollowUp:
    """Ask for a look, unless there was one lately.

    The app may have been removed and installed again without our knowing; then the look finds the
    tokens dead, and the next page brings new ones.
    """
    now = utc_now()
    if store.check_due_at or (store.checked_at and store.checked_at > now - LOOKED_LATELY):
        return NOTHING
    with transaction() as session:
        due = update(Store).where(Store.id == store.id, Store.check_due_at.is_(None))
        session.execute(due.values(check_due_at=now).execution_options(synchronize_session=False))
    return FollowUp(connections=(store.id,))


def _let_in(shop_domain: str) -> int | None:
    """The id of the new row of a shop that staff let in; None for any other shop.

    Two requests at once make one row. Raises Refused when its code is another partner's.
    """
    with transaction() as session:
        admission = session.scalars(
            select(Admission).where(Admission.shop_domain == shop_domain).with_for_update()
        ).one_or_none()
        if admission is None or admission.state not in LET_IN:
            return None
        store = enter(session, _newcomer(admission))
        admission.state, admission.store_id = AdmissionState.JOINED, store.id
        return store.id


def _newcomer(admission: Admission) -> Newcomer:
    return Newcomer(
        admission.shop_domain,
        StoreKind.PARTNER,
        admission.code,
        name=admission.name,
        trade=Trade.JOINING,
        commission_rate=admission.commission_rate,
    )


def _connected(store_id: int, exchange: Exchange, actor: Actor) -> Arrival:
    settings = platform().settings
    call = timedelta(seconds=settings.shopify_connect_timeout + settings.shopify_read_timeout)
    lease_ends = take_lease(store_id, call + MARGIN)
    if lease_ends is None:
        return Arrival(Outcome.BUSY, store_id, _BUSY)
    try:
        grant = exchange(_endpoint(store_id))
    except Unauthorized:
        return Arrival(Outcome.STALE, store_id, _ANEW)
    except Retryable:
        return Arrival(Outcome.AWAY, store_id, _AWAY)
    except Permanent as error:
        return Arrival(Outcome.REFUSED, store_id, f"Shopify did not connect the store: {error}.")
    else:
        return _kept(store_id, lease_ends, grant, actor)
    finally:
        give_back_lease(store_id, lease_ends)


def _endpoint(store_id: int) -> TokenEndpoint:
    with transaction() as session:
        where = select(Store.shop_domain, Store.base_url).where(Store.id == store_id)
        row = session.execute(where).one()
    return token_endpoint(row.shop_domain, row.base_url)


def _kept(store_id: int, lease_ends: datetime, grant: TokenGrant, actor: Actor) -> Arrival:
    """Keep the pair, unless the lease was taken from us: the store was connected or uninstalled
    meanwhile, and the next page finds out."""
    with transaction() as session:
        store = _still_ours(session, store_id, lease_ends)
        if store is None:
            return Arrival(Outcome.BUSY, store_id, _BUSY)
        return Arrival(Outcome.CONNECTED, store_id, follow_up=keep(session, store, grant, actor))


def _still_ours(session: Session, store_id: int, lease_ends: datetime) -> Store | None:
    ours = (Store.id == store_id, Store.refreshing_until == lease_ends)
    locked = select(Store).where(*ours).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
