"""How a store's columns look, in the list and on its page."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import g, url_for
from markupsafe import Markup

from powerpact.admin.formats import EMPTY, age, badge, code, column, percentage
from powerpact.admin.links import may_open
from powerpact.extensions import db
from powerpact.models import PartnerStore, Store
from powerpact.services.store_health import COUNTED, Health, Overview, overview

Show = Callable[[Any], Any]


def take_overview(stores: Iterable[Store]) -> None:
    """Read at once what the columns of these stores show beyond their rows."""
    g.store_overviews = overview(db.session(), [store.id for store in stores])


def overview_of(store: Store) -> Overview:
    """The store at a glance, as ``take_overview`` read it for this page."""
    seen: Overview = g.store_overviews[store.id]
    return seen


def _health(store: Store) -> Any:
    """The store in one word; of a rest also how long it lasts."""
    word = overview_of(store).health
    if word is Health.RESTING:
        return badge(word) + Markup(" ") + age(store.rests_until)
    return badge(word)


def _waiting(store: Store) -> Any:
    """Orders that are not in the partner's store yet, as a link to them."""
    number = overview_of(store).waiting
    if not number:
        return EMPTY
    words = f"over {COUNTED - 1}" if number >= COUNTED else str(number)
    if not may_open("order_syncs"):
        return words
    address = url_for("order_syncs.index_view", flt_partner_is=store.id)
    return Markup('<a href="{}">{}</a>').format(address, words)


def _commission(store: Store) -> Any:
    return percentage(store.commission_rate) if isinstance(store, PartnerStore) else EMPTY


def _price_rule(store: Store) -> Any:
    """The rule as a sum, in the order in which it is worked out (``domain.pricing``)."""
    if not isinstance(store, PartnerStore):
        return EMPTY
    rule = store.price_rule
    rate, percent, fixed = (
        part.normalize() for part in (rule.exchange_rate, rule.percentage, rule.fixed)
    )
    return f"partner price x {rate:f} {percent:+f} % {fixed:+f}, rounding: {rule.rounding.value}"


def _release_delay(store: Store) -> Any:
    if not isinstance(store, PartnerStore):
        return EMPTY
    minutes = store.release_delay_minutes
    return f"{minutes} min after they were paid" if minutes else "at once"


def _unrouted(store: Store) -> Any:
    """What happens to an order with a line that nobody could route: Bubbly's setting."""
    holds = getattr(store, "holds_unrouted", None)
    if holds is None:
        return EMPTY
    return "the whole order waits" if holds else "the rest goes out at once"


def _of_partner(name: str) -> Show:
    return lambda store: getattr(store, name, None)


SHOWN: dict[str, Show] = {
    "health": _health,
    "waiting": _waiting,
    "commission": _commission,
    "price_rule": _price_rule,
    "release_delay": _release_delay,
    "unrouted": _unrouted,
    "shop_domain": lambda store: code(store.shop_domain),
    "shopify_id": lambda store: code(store.shopify_id),
    "location_id": lambda store: code(store.location_id),
    **{
        name: _of_partner(name)
        for name in ("code", "auto_approve", "passes_email", "passes_phone", "catalogue_read_at")
    },
}
FORMATTERS = {name: column(show) for name, show in SHOWN.items()}
