"""Stores: Bubbly and its partners."""

from typing import Any, ClassVar

from sqlalchemy.orm import defer, selectin_polymorphic
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.filters import Choice
from powerpact.admin.formats import EMPTY, age, code, column, percentage
from powerpact.models import PartnerStore, Store, StoreKind, StoreState, utc_now
from powerpact.permissions import Permission
from powerpact.services.selections.stores import STORES


def _commission(store: Store) -> Any:
    return percentage(store.commission_rate) if isinstance(store, PartnerStore) else EMPTY


def _price_rule(store: Store) -> Any:
    """The rule as a sum, in the order in which it is worked out (``domain.pricing``)."""
    if not isinstance(store, PartnerStore):
        return EMPTY
    rule = store.price_rule
    rate, percentage, fixed = (
        part.normalize() for part in (rule.exchange_rate, rule.percentage, rule.fixed)
    )
    return f"partner price x {rate:f} {percentage:+f} % {fixed:+f}, rounding: {rule.rounding.value}"


def _rests_until(store: Store) -> Any:
    return age(store.rests_until) if _rests(store) else EMPTY


def _rest_reason(store: Store) -> Any:
    return store.rest_reason if _rests(store) else EMPTY


def _rests(store: Store) -> bool:
    """A rest that is over says nothing about the store any more."""
    return store.rests_until is not None and store.rests_until > utc_now()


def _of_partner(name: str) -> Any:
    return column(lambda store: getattr(store, name, None))


class StoresView(ConsoleModelView):
    """Every store, its connection and the terms agreed with it. Tokens are never loaded."""

    table = STORES
    one = "Store"
    permission = Permission.VIEW_STORES
    about = "Bubbly, where shoppers order, and the partner stores whose products it sells."
    empty = "No stores yet. Connect the first: powerpact stores connect --help says how."
    search_hint = "Name or shop domain"
    column_list = ("name", "kind", "state", "shop_domain", "currency", "commission", "rests_until")
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [("name", False), ("id", False)]
    column_filters = (
        Choice(STORES, "state", "State", StoreState),
        Choice(STORES, "kind", "Kind", StoreKind),
        Choice(STORES, "answers", "Answers", ("yes", "no")),
    )
    column_details_list = (
        "kind",
        "state",
        "state_reason",
        "shop_domain",
        "shopify_id",
        "code",
        "currency",
        "timezone",
        "plan",
        "installed_at",
        "access_expires_at",
        "refresh_expires_at",
        "scopes",
        "rests_until",
        "rest_reason",
        "commission",
        "price_rule",
        "auto_approve",
        "passes_email",
        "catalogue_read_at",
        "location_id",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "shop_domain": "Shop domain",
        "shopify_id": "Shopify id",
        "state_reason": "Why",
        "code": "Partner code",
        "commission": "Commission",
        "price_rule": "Price rule",
        "installed_at": "Installed",
        "timezone": "Time zone",
        "rests_until": "Rests until",
        "rest_reason": "Why it rests",
        "access_expires_at": "Access token expires",
        "refresh_expires_at": "Refresh token expires",
        "auto_approve": "Approves products by itself",
        "passes_email": "Gets the shopper's e-mail",
        "catalogue_read_at": "Catalogue last read",
        "location_id": "Location",
    }
    column_formatters = column_formatters_detail = {
        "commission": column(_commission),
        "price_rule": column(_price_rule),
        "rests_until": column(_rests_until),
        "rest_reason": column(_rest_reason),
        "shop_domain": column(lambda store: code(store.shop_domain)),
        "shopify_id": column(lambda store: code(store.shopify_id)),
        "location_id": column(lambda store: code(store.location_id)),
        "scopes": column(lambda store: ", ".join(store.scopes)),
        "code": _of_partner("code"),
        "auto_approve": _of_partner("auto_approve"),
        "passes_email": _of_partner("passes_email"),
        "catalogue_read_at": _of_partner("catalogue_read_at"),
    }
    details_template = "console/store.html"

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return (
            selectin_polymorphic(Store, [PartnerStore]),
            defer(Store.access_token, raiseload=True),
            defer(Store.refresh_token, raiseload=True),
        )

    details_options = list_options
