"""The staff console: one view per table, and a home page."""

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import BootstrapTheme

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.console.account import AccountPage
from powerpact.admin.console.admissions import AdmissionsView
from powerpact.admin.console.audit_events import AuditEventsView
from powerpact.admin.console.bubbly_orders import BubblyOrdersView
from powerpact.admin.console.home import HomePage
from powerpact.admin.console.order_syncs import OrderSyncsView
from powerpact.admin.console.people import PeopleView
from powerpact.admin.console.privacy_requests import PrivacyRequestsView
from powerpact.admin.console.problems import ProblemsPage
from powerpact.admin.console.product_maps import ProductMapsView
from powerpact.admin.console.stores import StoresView
from powerpact.admin.console.sync_runs import SyncRunsView
from powerpact.admin.console.unrouted_lines import UnroutedLinesView
from powerpact.admin.console.webhook_events import WebhookEventsView
from powerpact.extensions import Base, db
from powerpact.models import (
    Admission,
    AuditEvent,
    BubblyOrder,
    BubblyOrderLine,
    OrderSync,
    PrivacyRequest,
    ProductMap,
    Store,
    SyncRun,
    User,
    WebhookEvent,
)

# View, table, name in the menu, endpoint; in the order of the menu.
VIEWS: tuple[tuple[type[ConsoleModelView], type[Base], str, str], ...] = (
    (OrderSyncsView, OrderSync, "Partner orders", "order_syncs"),
    (BubblyOrdersView, BubblyOrder, "Bubbly orders", "bubbly_orders"),
    (UnroutedLinesView, BubblyOrderLine, "Unrouted lines", "unrouted_lines"),
    (ProductMapsView, ProductMap, "Products", "product_maps"),
    (StoresView, Store, "Stores", "stores"),
    (AdmissionsView, Admission, "Newcomers", "admissions"),
    (WebhookEventsView, WebhookEvent, "Webhooks", "webhook_events"),
    (SyncRunsView, SyncRun, "Runs", "sync_runs"),
    (PrivacyRequestsView, PrivacyRequest, "Privacy", "privacy_requests"),
    (AuditEventsView, AuditEvent, "Audit", "audit_events"),
    (PeopleView, User, "People", "people"),
)


def init_console(app: Flask) -> None:
    """Register the console under ``/console/``."""
    console = Admin(
        app,
        name="PowerPact",
        url="/console",
        endpoint="console",
        index_view=HomePage(name="Home", endpoint="console", url="/console"),
        # Flask-Admin's own templates are not used: they need inline handlers, which our
        # Content-Security-Policy forbids, and a megabyte of scripts, which we do not need.
        theme=BootstrapTheme(folder="bootstrap4", base_template="console/base.html"),
    )
    console.add_view(ProblemsPage(name="Problems", endpoint="problems", url="/console/problems"))
    for view, table, name, endpoint in VIEWS:
        console.add_view(view(table, db, name=name, endpoint=endpoint, url=f"/console/{endpoint}"))
    console.add_view(AccountPage(name="My account", endpoint="account", url="/console/account"))
