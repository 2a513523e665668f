"""What is wrong with a store's connection, in sentences, each with what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from powerpact.models import PartnerStore, Side, Store, StoreState, Trade, utc_now
from powerpact.services.store_health import REFRESH_ENDS_SOON
from powerpact.services.store_webhooks import topics_of
from powerpact.shopify.scopes import missing_scopes

OPEN_THE_APP = "The store's owner has to open PowerPact in their Shopify admin once."


@dataclass(frozen=True, slots=True)
class Fault:
    """``grave``: nothing works before it is put right. ``todo`` says who does what."""

    what: str
    todo: str
    grave: bool = False


def faults(store: Store, now: datetime | None = None) -> list[Fault]:
    """Everything that is wrong with the store, the gravest first."""
    moment = now or utc_now()
    return [fault for look in LOOKS for fault in look(store, moment)]


def _state(store: Store, _now: datetime) -> Iterator[Fault]:
    reason = f" ({store.state_reason})" if store.state_reason else ""
    todo = {
        StoreState.UNINSTALLED: (
            f"The app was uninstalled{_standstill(store)}.",
            "Ask the store's owner to install PowerPact again; orders and products are kept.",
        ),
        StoreState.RECONNECT_NEEDED: (
            f"Shopify does not accept our access any more{reason}.",
            f"{OPEN_THE_APP} Then what waited goes out by itself.",
        ),
        StoreState.UNAVAILABLE: (
            f"Shopify has closed the store{reason}.",
            "The store's owner has to settle this with Shopify.",
        ),
    }.get(store.state)
    if todo:
        yield Fault(*todo, grave=True)


def _standstill(store: Store) -> str:
    of_partner = ", so its orders wait and its listings are off sale"
    return of_partner if isinstance(store, PartnerStore) else ""


def _trade(store: Store, _now: datetime) -> Iterator[Fault]:
    if not isinstance(store, PartnerStore) or store.trade is Trade.OPEN:
        return
    off_sale = " and its listings are off sale" if store.trade.is_off_sale else ""
    who = "Staff" if store.trade_by is Side.STAFF else "The partner"
    what, todo = {
        Trade.JOINING: (
            "It has not agreed to sell at Bubbly yet, so nothing of it is read or sold.",
            "The store's owner has to open PowerPact in their Shopify admin and agree.",
        ),
        Trade.LEFT: (
            f"The partner has left: its orders wait{off_sale}.",
            "The partner comes back by agreeing again in PowerPact. Until then route its orders "
            "elsewhere, or cancel them.",
        ),
    }.get(
        store.trade,
        (
            f"{who} {store.trade.value} it: its orders wait{off_sale}.",
            "Press Resume when it may go on; what waits goes out by itself.",
        ),
    )
    yield Fault(what, todo)


def _rest(store: Store, now: datetime) -> Iterator[Fault]:
    if store.rests_until and store.rests_until > now:
        yield Fault(
            f"It is left alone for a moment: {store.rest_reason or 'it did not answer'}.",
            "Nothing: it is asked again by itself. If this stays, ask the store's owner.",
        )


def _token(store: Store, now: datetime) -> Iterator[Fault]:
    ends = store.refresh_expires_at
    if ends and store.state is StoreState.ACTIVE and ends < now + REFRESH_ENDS_SOON:
        yield Fault(f"Our access ends for good on {ends:%Y-%m-%d}.", OPEN_THE_APP)


def _scopes(store: Store, _now: datetime) -> Iterator[Fault]:
    if missing := missing_scopes(store.scopes):
        yield Fault(
            f"It has not granted {', '.join(missing)}.",
            "The store's owner has to open PowerPact in their Shopify admin and accept the "
            "permissions. Then check the connection.",
        )


def _customer_data(store: Store, _now: datetime) -> Iterator[Fault]:
    if store.customer_data_denied:
        yield Fault(
            "Shopify does not show us the names and addresses in its orders.",
            "Ask Shopify for access to protected customer data, in the developer dashboard of "
            "PowerPact's app. Then check the connection.",
        )


def _webhooks(store: Store, _now: datetime) -> Iterator[Fault]:
    if not store.is_connected:  # nobody can look, or subscribe, before it is
        return
    if store.topics is None:
        yield Fault(
            "Nobody has looked yet which webhooks it sends.", "Press Check connection to look."
        )
    elif missing := [topic for topic in topics_of(store.kind) if topic not in store.topics]:
        yield Fault(
            f"It does not tell us of {', '.join(missing)}.",
            "Press Check connection: it subscribes to them again.",
        )


def _last_look(store: Store, _now: datetime) -> Iterator[Fault]:
    if store.check_fault:
        todo = (
            "It is looked at again by itself."
            if store.check_due_at
            else "Put right what it says, then check the connection again."
        )
        yield Fault(f"The last look at it failed: {store.check_fault}.", todo)


LOOKS: tuple[Callable[[Store, datetime], Iterator[Fault]], ...] = (
    _state,
    _trade,
    _rest,
    _token,
    _scopes,
    _customer_data,
    _webhooks,
    _last_look,
)
