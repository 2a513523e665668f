"""What is wrong with a partner's connection, in sentences for the partner's own staff.

They read the store's row behind the wall, so nothing here asks for more than that shows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from powerpact.domain.causes import Fixer
from powerpact.models import PartnerStore, Store, StoreState, utc_now
from powerpact.services.store_webhooks import topics_of
from powerpact.shopify.scopes import missing_scopes

# Said on a page of the app as well as in a mail.
OPEN_ANEW = "Open PowerPact anew in your Shopify admin: that connects your store again by itself."


@dataclass(frozen=True, slots=True)
class PartnerFault:
    """``sentence`` says what is wrong, ``remedy`` what ``fixer`` does about it.

    ``grave``: orders and products stand still before it is put right.
    """

    sentence: str
    remedy: str
    fixer: Fixer
    grave: bool = False


def faults_for_partner(store: PartnerStore, now: datetime | None = None) -> list[PartnerFault]:
    """Everything that is wrong with the connection to the partner's store, the gravest first."""
    moment = now or utc_now()
    return [fault for look in LOOKS for fault in look(store, moment)]


def _state(store: Store, _now: datetime) -> Iterator[PartnerFault]:
    if store.state is StoreState.UNAVAILABLE:
        remedy = "Settle this with Shopify, then open PowerPact anew in your Shopify admin."
        yield PartnerFault("Shopify has closed your store.", remedy, Fixer.PARTNER, grave=True)
    elif store.state is not StoreState.ACTIVE:
        sentence = "PowerPact has no access to your store, so nothing goes in or out."
        yield PartnerFault(sentence, OPEN_ANEW, Fixer.PARTNER, grave=True)
    elif store.topics is None:
        sentence = "Your store is being set up."
        yield PartnerFault(
            sentence, "There is nothing to do: it takes a minute at most.", Fixer.NOBODY
        )


def _rest(store: Store, now: datetime) -> Iterator[PartnerFault]:
    if store.rests_until and store.rests_until > now:
        sentence = "Your store did not answer just now, so PowerPact leaves it alone for a moment."
        yield PartnerFault(
            sentence, "There is nothing to do: it is asked again by itself.", Fixer.NOBODY
        )


def _scopes(store: Store, _now: datetime) -> Iterator[PartnerFault]:
    missing = missing_scopes(store.scopes)
    if missing and store.is_connected:
        yield PartnerFault(
            f"PowerPact lacks a permission in your store: {', '.join(missing)}.",
            "Open PowerPact from your Shopify admin and accept what Shopify asks. If it does not "
            "ask, install PowerPact again; nothing is lost by that.",
            Fixer.PARTNER,
            grave=True,
        )


def _customer_data(store: Store, _now: datetime) -> Iterator[PartnerFault]:
    if store.customer_data_denied:
        yield PartnerFault(
            "Shopify does not let PowerPact see names and addresses in your store's orders.",
            "Bubbly's staff have to settle this with Shopify; they are told.",
            Fixer.STAFF,
        )


def _webhooks(store: Store, _now: datetime) -> Iterator[PartnerFault]:
    if not store.is_connected or store.topics is None:
        return
    if not set(topics_of(store.kind)) <= set(store.topics):
        sentence = "Your store does not tell PowerPact of every change, so some come late."
        yield PartnerFault(sentence, "Nothing: it is put right by itself.", Fixer.NOBODY)


def _last_look(store: Store, _now: datetime) -> Iterator[PartnerFault]:
    if store.is_connected and store.check_fault:
        # In Shopify's words it is for staff; it may speak of what a partner can not change.
        sentence = "The last look at your store's connection failed."
        remedy = "Nothing: it is looked at again by itself, and Bubbly's staff are told."
        yield PartnerFault(sentence, remedy, Fixer.STAFF)


LOOKS: tuple[Callable[[PartnerStore, datetime], Iterator[PartnerFault]], ...] = (
    _state,
    _scopes,
    _rest,
    _customer_data,
    _webhooks,
    _last_look,
)
