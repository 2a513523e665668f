"""Newcomers: stores that staff invite, and stores that ask to be let in."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import defer, joinedload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.acting import ActingModelView
from powerpact.admin.actions import RowAction
from powerpact.admin.console.admission_forms import AnswerForm, InvitationForm, TermsForm
from powerpact.admin.console.admission_letters import app_link, write_to
from powerpact.admin.filters import Choice
from powerpact.admin.formats import EMPTY, age, code, column, percentage
from powerpact.admin.links import link
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting
from powerpact.errors import Refused, ServiceAway
from powerpact.extensions import db
from powerpact.models import Admission, AdmissionState, Store
from powerpact.permissions import Permission
from powerpact.services.admissions import approve, decline, invite, write_again
from powerpact.services.deeds import Deed, Done
from powerpact.services.selections.admissions import ADMISSIONS

STEER = Permission.STEER_STORES
ASKED, INVITED = AdmissionState.ASKED, AdmissionState.INVITED
DECLINED = AdmissionState.DECLINED


def _is(*states: AdmissionState) -> Any:
    return lambda row: row.state in states


def _action(deed: Deed, label: str, past: str, **more: Any) -> RowAction:
    return RowAction(deed, label, past, STEER, in_bulk=False, **more)


def _commission(row: Admission) -> Any:
    return percentage(row.commission_rate) if row.code else EMPTY


def _store(row: Admission) -> Any:
    return link("stores", row.store_id, row.store.name) if row.store else EMPTY


class AdmissionsView(ActingModelView):
    """Every shop that was invited, or asked to be let in, and what became of it."""

    table = ADMISSIONS
    permission = Permission.VIEW_STORES
    one = "Newcomer"
    about = "Stores that you invited, and stores that ask to be let in."
    empty = "Nobody yet. Invite a store, or wait for one to ask."
    search_hint = "Name or shop domain"
    list_template = "console/admissions.html"
    details_template = "console/admission.html"
    column_list = ("shop_domain", "name", "state", "code", "asked_at", "decided_at", "store")
    column_details_list = (
        *("name", "state", "email", "code", "commission_rate", "store"),
        *("asked_at", "decided_at", "decided_by", "answer"),
    )
    column_filters = (Choice(ADMISSIONS, "state", "State", AdmissionState),)
    column_labels: ClassVar[dict[str, str]] = {
        "shop_domain": "Shop domain",
        "email": "E-mail",
        "code": "Partner code",
        "commission_rate": "Commission",
        "asked_at": "Asked",
        "decided_at": "Decided",
        "decided_by": "Decided by",
        "answer": "What it was told",
        "store": "Its page",
    }
    column_formatters: ClassVar[dict[str, Any]] = {
        "code": column(lambda row: code(row.code)),
        "asked_at": column(lambda row: age(row.asked_at)),
        "decided_at": column(lambda row: age(row.decided_at)),
        "store": column(_store),
    }
    column_formatters_detail: ClassVar[dict[str, Any]] = {
        "code": column_formatters["code"],
        "commission_rate": column(_commission),
        "store": column(_store),
    }
    row_actions = (
        _action(
            approve,
            "Let in",
            "let in; it is connected when its staff open the app",
            asks=TermsForm,
            may=_is(ASKED, DECLINED),
        ),
        _action(
            write_again,
            "Send the mail again",
            "chosen for another mail",
            may=lambda row: row.email and row.state in {INVITED, DECLINED},
        ),
        _action(
            decline,
            "Decline",
            "declined",
            asks=AnswerForm,
            may=_is(ASKED, INVITED),
            is_grave=True,
        ),
    )

    def list_options(self) -> tuple[ExecutableOption, ...]:
        store = joinedload(Admission.store).load_only(Store.name, raiseload=True)
        return store, defer(Admission.message), defer(Admission.email)

    def details_options(self) -> tuple[ExecutableOption, ...]:
        return self.list_options()[:1]

    def beside(self, row: Any) -> dict[str, Any]:
        return {"app_link": app_link(row.shop_domain)}

    @route("/invite/", "GET", "POST")
    def invite_store(self) -> ResponseReturnValue:
        """Ask whom to invite and on which terms, then let it come and write to it."""
        self.demand(STEER)
        form = InvitationForm(request.form)
        if request.method == "POST" and form.validate():
            try:
                admission_id = invite(form.invitation(), acting())
            except Refused as error:
                flash(f"Nobody was invited: {error}.", "bad")
            else:
                self._write([admission_id])
                return redirect(self.get_url(".details_view", id=admission_id), 303)
        page: str = self.render("console/invite_store.html", form=form)
        return page

    def carry_out(self, deed: Deed, ids: Sequence[int], given: Mapping[str, Any]) -> Done:
        """Decide, and then write to those who were decided about."""
        done = super().carry_out(deed, ids, given)
        self._write(done.moved)
        return done

    def _write(self, ids: Collection[int]) -> None:
        """Mail the decisions, which stand whether or not that works."""
        for admission_id in ids:
            row = db.session.get_one(Admission, admission_id)
            shop, email = row.shop_domain, row.email
            if not email:
                flash(f"Nobody was written to: no e-mail of {shop} is known.", "wait")
                continue
            try:
                write_to(row)
            except ServiceAway as away:
                flash(f"{shop} was not told. {away} Its page has a button for that.", "bad")
            else:
                flash(f"A mail about it is on its way to {email}.", "good")
