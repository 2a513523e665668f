"""A partner decides whether it goes on: it pauses, resumes, leaves; and what it agreed to."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from powerpact.admin.partner.guard import DashboardPage
from powerpact.admin.partner.visitor import acting, own_row, somebody
from powerpact.admin.partner.welcome import agreement
from powerpact.admin.routes import route
from powerpact.permissions import PartnerPermission
from powerpact.services.consents import consent_of
from powerpact.services.deeds import Deed
from powerpact.services.partner_membership import leave, pause_myself, resume_myself
from powerpact.services.partner_wall import beyond_the_wall
from powerpact.services.trade_steps import LEAVE, PAUSE_MYSELF, RESUME_MYSELF, Step
from powerpact.tasks.publishing import follow

# By what a button sends: the step, the deed, what is said when it is done, the page after it.
STEPS: dict[str, tuple[Step, Deed, str, str]] = {
    "pause": (
        PAUSE_MYSELF,
        pause_myself,
        "You have paused. Your orders wait until you resume; your products stay on sale.",
        "dashboard_membership.index",
    ),
    "resume": (
        RESUME_MYSELF,
        resume_myself,
        "You have resumed. What waited for you is on its way.",
        "dashboard_membership.index",
    ),
    "leave": (
        LEAVE,
        leave,
        "You have left. Your products come off sale, and no new order is sent to you.",
        "dashboard_welcome.index",
    ),
}


class MembershipPage(DashboardPage):
    """Whether the partner sells at Bubbly, and by which words."""

    permission = PartnerPermission.STEER_OWN_STORE

    def is_visible(self) -> bool:
        """Not in the menu: the settings lead here."""
        return False

    @route("/")
    def index(self) -> str:
        """How the partner stands, what it can do about that, and what it agreed to."""
        visit = somebody().visit
        with beyond_the_wall():
            consent = consent_of(somebody().store_id)
        store = own_row()
        page: str = self.render(
            "partner/membership/index.html",
            visit=visit,
            store=store,
            consent=consent,
            may={
                name: step.why_not(store.trade, store.trade_by) is None
                for name, (step, *_rest) in STEPS.items()
            },
            **agreement(visit),
        )
        return page

    @route("/leaving/")
    def leaving(self) -> str:
        """What leaving does, before it is done."""
        page: str = self.render("partner/membership/leaving.html", visit=somebody().visit)
        return page

    @route("/steer/", "POST")
    def steer(self) -> ResponseReturnValue:
        """Pause, resume or leave, as the button says."""
        chosen: Any = STEPS.get(request.form.get("step", ""))
        if chosen is None:
            abort(404)
        _step, deed, sentence, page = chosen
        with beyond_the_wall():
            done = deed([somebody().store_id], acting())
        follow(done.follow_up)
        for why in done.left.values():
            flash(f"Nothing was changed in your store: {why}.", "bad")
        if done.moved:
            flash(sentence, "good")
        return redirect(url_for(page), 303)
