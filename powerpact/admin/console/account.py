"""One's own login: password, second factor, sessions."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import logout_user

from powerpact.admin.base import ConsolePage
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting, signed_in
from powerpact.services.staff_deeds import end_sessions


class AccountPage(ConsolePage):
    """Open to all staff, each to their own; reached from the head of every page."""

    permission = None

    def is_visible(self) -> bool:
        """Not in the menu, which is about the marketplace."""
        return False

    @route("/")
    def index(self) -> str:
        """How the person signs in, and what can be changed about it."""
        page: str = self.render("people/account.html", user=signed_in())
        return page

    @route("/sign-out-everywhere/", "POST")
    def sign_out_everywhere(self) -> ResponseReturnValue:
        """End all sessions of this person, this one too."""
        user = signed_in() or abort(403)
        end_sessions([user.id], acting())
        logout_user()
        flash("You are signed out everywhere.", "good")
        return redirect(url_for("security.login"))
