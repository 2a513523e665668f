"""What a shop finds that does not sell at Bubbly yet, or does not any more."""

from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from powerpact.admin.partner.guard import DashboardPage
from powerpact.admin.partner.visitor import acting, own_row, somebody
from powerpact.admin.partner.welcome_form import AskForm, form_with, was_asked
from powerpact.admin.routes import route
from powerpact.config import Settings
from powerpact.domain.consent import VERSION, clauses
from powerpact.domain.standing import Standing
from powerpact.errors import Refused
from powerpact.permissions import PartnerPermission
from powerpact.services.arrival import Arrival, Outcome
from powerpact.services.asking import asked_of
from powerpact.services.consents import give
from powerpact.services.partner_wall import beyond_the_wall
from powerpact.services.visits import Visit
from powerpact.tasks.publishing import follow

# Who may say something of itself to staff.
OUTSIDE = frozenset({Standing.STRANGER, Standing.ASKED, Standing.DECLINED})
HAS_TO_AGREE = frozenset({Standing.JOINING, Standing.LEFT})
AGREED = {
    Standing.JOINING: "You sell at {} from now on. Your catalogue is being read.",
    Standing.LEFT: "Welcome back to {}. What waited for you goes on.",
    Standing.MEMBER: "Thank you. It is kept that you agree to the words of {}.",
}


class WelcomePage(DashboardPage):
    """From asking to be let in to coming back."""

    permission = PartnerPermission.VISIT

    def is_visible(self) -> bool:
        """Not in the menu: who needs it is led here."""
        return False

    @route("/", "GET", "POST")
    def index(self) -> ResponseReturnValue:
        """How the shop stands, and what it can do about that: a store outside asks to be let in."""
        visit = somebody().visit
        if visit.standing is Standing.MEMBER:
            return redirect(url_for("dashboard.index"))
        if visit.standing in OUTSIDE:
            return self._outside(visit)
        if visit.standing is Standing.BUBBLY:
            return self._page("bubbly", console_url=_console_url())
        if visit.standing in HAS_TO_AGREE and (visit.is_connected or _failed() is None):
            return self._page("consent", store=own_row(), **agreement(visit))
        return self._page("connecting", **_connection(visit))

    @route("/agree/", "POST")
    def agree(self) -> ResponseReturnValue:
        """Keep that the partner agrees to the words that it saw, and trade with it."""
        here = somebody()
        again = redirect(self.get_url(".index"), 303)
        if request.form.get("agree") != "yes":
            flash("Nothing was changed: tick that you agree first.", "bad")
            return again
        try:
            with beyond_the_wall():
                version = request.form.get("version", "")
                due = give(here.store_id, version, here.vouched.user_id, acting())
        except Refused as error:
            flash(f"Nothing was changed: {error}.", "bad")
            return again
        follow(due)
        flash(AGREED[here.visit.standing].format(here.visit.bubbly), "good")
        return redirect(url_for("dashboard.index"), 303)

    @route("/progress/")
    def progress(self) -> str:
        """The part of the page that changes while the shop is being connected."""
        part: str = self.render("partner/welcome/connection.html", **_connection(somebody().visit))
        return part

    def _outside(self, visit: Visit) -> ResponseReturnValue:
        shop_domain, actor = somebody().shop_domain, acting()
        with beyond_the_wall():
            asked = asked_of(shop_domain)
            form: AskForm = form_with(asked)
            if request.method == "POST" and was_asked(form, shop_domain, actor):
                flash(f"{visit.bubbly} knows that you ask, and writes to you.", "good")
                return redirect(self.get_url(".index"), 303)
        return self._page(visit.standing.value, asked=asked, form=form)

    def _page(self, name: str, **shown: Any) -> str:
        visit = somebody().visit
        page: str = self.render(f"partner/welcome/{name}.html", visit=visit, **shown)
        return page


def agreement(visit: Visit) -> dict[str, Any]:
    """The words that are to be agreed to, as the form with them shows and sends them."""
    return {"clauses": clauses(visit.bubbly), "version": VERSION}


def _failed() -> Arrival | None:
    """The arrival of this request, where it did not connect the shop."""
    arrival: Arrival | None = g.get("arrival")
    is_well = arrival is None or arrival.outcome in {Outcome.READY, Outcome.CONNECTED}
    return None if is_well else arrival


def _connection(visit: Visit) -> dict[str, Any]:
    """``is_busy``: another request connects the shop just now. ``reason``: why it did not work."""
    failed = _failed()
    is_busy = failed is not None and failed.outcome is Outcome.BUSY
    return {
        "is_connected": visit.is_connected,
        "is_busy": is_busy,
        "reason": failed.reason if failed and not is_busy else "",
    }


def _console_url() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return f"{str(settings.app_url).rstrip('/')}/console/"
