"""The dashboard's first page."""

from flask_admin import AdminIndexView

from powerpact.admin.partner.guard import PartnerGuard
from powerpact.admin.routes import route
from powerpact.permissions import PartnerPermission


class HomePage(PartnerGuard, AdminIndexView):  # type: ignore[misc]  # Flask-Admin carries no types
    """How things stand for this partner."""

    permission = PartnerPermission.VIEW_OWN

    @route("/")
    def index(self) -> str:
        """The page."""
        page: str = self.render("partner/home.html")
        return page
