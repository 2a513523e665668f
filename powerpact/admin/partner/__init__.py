"""The partners' dashboard: Flask-Admin again, framed by Shopify admin, of one store's rows."""

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import BootstrapTheme

from powerpact.admin.partner.bounce import bounce_page
from powerpact.admin.partner.door import init_door
from powerpact.admin.partner.framing import init_framing, scripts_url
from powerpact.admin.partner.guard import DashboardPage, PartnerRows
from powerpact.admin.partner.home import HomePage
from powerpact.admin.partner.membership import MembershipPage
from powerpact.admin.partner.menu import own_menu
from powerpact.admin.partner.orders import OrdersView
from powerpact.admin.partner.pictures import own_pictures
from powerpact.admin.partner.products import ProductsView
from powerpact.admin.partner.runs import RunsView
from powerpact.admin.partner.said import Sessions
from powerpact.admin.partner.settings import SettingsPage
from powerpact.admin.partner.welcome import WelcomePage
from powerpact.config import DASHBOARD_PATH, Settings
from powerpact.extensions import Base, csrf, db
from powerpact.models import OrderSync, ProductMap, SyncRun

# View, table, name in the menu, the end of its endpoint and address; in the order of the menu.
VIEWS: tuple[tuple[type[PartnerRows], type[Base], str, str], ...] = (
    (OrdersView, OrderSync, "Orders", "orders"),
    (ProductsView, ProductMap, "Products", "products"),
    (RunsView, SyncRun, "Runs", "runs"),
)
# Pages without a table: the same, without the table.
PAGES: tuple[tuple[type[DashboardPage], str, str], ...] = (
    (SettingsPage, "Settings", "settings"),
    (MembershipPage, "Membership", "membership"),
    (WelcomePage, "Welcome", "welcome"),
)


def init_dashboard(app: Flask) -> None:
    """Register the dashboard, its door, and what its pages carry along."""
    settings: Settings = app.config["SETTINGS"]
    app.session_interface = Sessions()
    app.jinja_env.globals["scripts_url"] = scripts_url
    app.jinja_env.globals["own_menu"] = own_menu
    app.jinja_env.globals["shopify_client_id"] = lambda: settings.shopify_client_id
    init_door(app)
    init_framing(app)
    app.register_blueprint(bounce_page)
    app.register_blueprint(own_pictures)
    dashboard = Admin(
        app,
        name="PowerPact",
        url=DASHBOARD_PATH,
        endpoint="dashboard",
        index_view=HomePage(name="Home", endpoint="dashboard", url=DASHBOARD_PATH),
        theme=BootstrapTheme(folder="bootstrap4", base_template="partner/base.html"),
    )
    for view, table, name, end in VIEWS:
        dashboard.add_view(view(table, db, name=name, **_place(end)))
    for page, name, end in PAGES:
        dashboard.add_view(page(name=name, **_place(end)))
    for each in dashboard._views:
        # No browser sends by itself what proves who asks: the token is put in by our script.
        csrf.exempt(each.blueprint)


def _place(end: str) -> dict[str, str]:
    return {"endpoint": f"dashboard_{end}", "url": f"{DASHBOARD_PATH}/{end}"}
