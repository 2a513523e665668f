"""What a shop finds that does not sell at Bubbly yet, or does not any more."""

from powerpact.admin.partner.guard import DashboardPage
from powerpact.admin.partner.visitor import somebody
from powerpact.admin.routes import route
from powerpact.permissions import PartnerPermission


class WelcomePage(DashboardPage):
    """From asking to be let in to coming back."""

    permission = PartnerPermission.VISIT

    def is_visible(self) -> bool:
        """Not in the menu: who needs it is led here."""
        return False

    @route("/")
    def index(self) -> str:
        """How the shop stands, and what it can do about that."""
        page: str = self.render("partner/welcome.html", visit=somebody().visit)
        return page
