"""Stores: Bubbly and its partners."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import request
from sqlalchemy.orm import defer, selectin_polymorphic
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.acting import ActingModelView
from powerpact.admin.console.store_actions import ACTIONS
from powerpact.admin.console.store_columns import FORMATTERS, take_overview
from powerpact.admin.console.store_pages import EditsStores
from powerpact.admin.filters import Choice
from powerpact.admin.routes import route
from powerpact.models import BubblyStore, PartnerStore, Store, StoreKind, StoreState
from powerpact.permissions import Permission
from powerpact.services.consents import consent_of
from powerpact.services.selections.stores import STORES
from powerpact.services.store_contact import contact_of
from powerpact.services.store_faults import faults
from powerpact.services.store_health import Health
from powerpact.services.trade_decisions import decision_on

OF_BUBBLY = frozenset({"unrouted"})
OF_PARTNERS = frozenset(
    {
        *("waiting", "code", "commission", "price_rule", "auto_approve", "release_delay"),
        *("passes_email", "passes_phone", "catalogue_read_at"),
    }
)


class StoresView(ActingModelView, EditsStores):
    """Every store, its connection and the terms agreed with it. Tokens are never loaded."""

    table = STORES
    one = "Store"
    permission = Permission.VIEW_STORES
    about = "Bubbly, where shoppers order, and the partner stores whose products it sells."
    empty = "No stores yet. Connect the first: powerpact stores connect --help says how."
    search_hint = "Name or shop domain"
    column_list = (
        "name",
        "kind",
        "health",
        "waiting",
        "shop_domain",
        "currency",
        "commission",
        "catalogue_read_at",
    )
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [("name", False), ("id", False)]
    column_filters = (
        Choice(STORES, "health", "Health", Health),
        Choice(STORES, "kind", "Kind", StoreKind),
        Choice(STORES, "state", "Connection", StoreState),
        Choice(STORES, "answers", "Answers", ("yes", "no")),
    )
    column_details_list = (
        "health",
        "kind",
        "waiting",
        "shop_domain",
        "shopify_id",
        "code",
        "currency",
        "timezone",
        "plan",
        "installed_at",
        "commission",
        "price_rule",
        "auto_approve",
        "release_delay",
        "passes_email",
        "passes_phone",
        "unrouted",
        "catalogue_read_at",
        "location_id",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "shop_domain": "Shop domain",
        "shopify_id": "Shopify id",
        "waiting": "Orders waiting",
        "code": "Partner code",
        "commission": "Commission",
        "price_rule": "Price rule",
        "installed_at": "Installed",
        "timezone": "Time zone",
        "auto_approve": "Approves products by itself",
        "release_delay": "New orders are sent",
        "passes_email": "Gets the shopper's e-mail",
        "passes_phone": "Gets the shopper's phone",
        "unrouted": "When a line has no place",
        "catalogue_read_at": "Catalogue last read",
        "location_id": "Location",
    }
    column_formatters = column_formatters_detail = FORMATTERS
    details_template = "console/store.html"
    _details_columns: Sequence[tuple[str, str]]
    row_actions = ACTIONS

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return (
            selectin_polymorphic(Store, [PartnerStore, BubblyStore]),
            defer(Store.access_token, raiseload=True),
            defer(Store.refresh_token, raiseload=True),
        )

    details_options = list_options

    def prepare(self, rows: Sequence[Any]) -> None:
        take_overview(rows)

    def beside(self, row: Any) -> dict[str, Any]:
        take_overview([row])
        return {
            "connection": self._connection(row),
            "details_columns": self._columns_of(row),
            **_membership(row),
        }

    def _columns_of(self, store: Store) -> list[tuple[str, str]]:
        """The columns that a store of its kind has."""
        others = OF_PARTNERS if isinstance(store, BubblyStore) else OF_BUBBLY
        return [each for each in self._details_columns if each[0] not in others]

    @route("/connection/")
    def connection(self) -> str:
        """The part of a store's page that shows its connection, while a worker looks at it."""
        store = self.get_one(request.args.get("id", ""))
        page: str = self.render(
            "console/store_connection.html", store=store, connection=self._connection(store)
        )
        return page

    def _connection(self, store: Store) -> dict[str, Any]:
        return {"faults": faults(store), "contact": contact_of(store)}


def _membership(store: Store) -> dict[str, Any]:
    """What the partner agreed to, and who decided that it does not trade."""
    if not isinstance(store, PartnerStore):
        return {}
    return {"consent": consent_of(store.id), "decision": decision_on(store)}
