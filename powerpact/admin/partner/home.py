"""The dashboard's first page."""

from powerpact.admin.partner.guard import DashboardPage
from powerpact.admin.routes import route
from powerpact.permissions import PartnerPermission


class HomePage(DashboardPage):
    """How things stand for this partner."""

    permission = PartnerPermission.VIEW_OWN

    @route("/")
    def index(self) -> str:
        """The page."""
        page: str = self.render("partner/home.html")
        return page
