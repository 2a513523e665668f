"""People: who may sign in to the console, and what they may do."""

from typing import Any, ClassVar

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import EmailField, Form, SelectField
from wtforms.validators import InputRequired, Length

from powerpact.admin.acting import ActingModelView
from powerpact.admin.actions import RowAction
from powerpact.admin.filters import Choice
from powerpact.admin.formats import age, badge, column
from powerpact.admin.people.letters import send_link
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting
from powerpact.admin.words import in_words
from powerpact.errors import PowerPactError
from powerpact.extensions import db
from powerpact.models import User
from powerpact.permissions import Permission, Role
from powerpact.services import staff_deeds
from powerpact.services.selections.people import PEOPLE
from powerpact.services.staff import invite_user

MANAGE = Permission.MANAGE_STAFF
ROLES = [(role.value, in_words(role)) for role in Role]


class NewRole(Form):
    """The role that somebody gets."""

    role = SelectField("Role", choices=ROLES)


class Invitation(NewRole):
    """Whom to invite, and to what."""

    email = EmailField("E-mail", [InputRequired("Type an e-mail."), Length(max=320)])


def _action(deed: Any, label: str, past: str, **more: Any) -> RowAction:
    return RowAction(deed, label, past, MANAGE, in_bulk=False, **more)


class PeopleView(ActingModelView):
    """Every login of Bubbly's staff."""

    table = PEOPLE
    permission = MANAGE
    one = "Login"
    about = "Who may sign in here. Partners have no login: Shopify vouches for them."
    search_hint = "Part of an e-mail"
    list_template = "people/list.html"
    details_template = "people/details.html"
    column_list = ("email", "role", "active", "last_sign_in_at", "second_factor")
    column_details_list = (*column_list, "password", "created_at")
    column_filters = (Choice(PEOPLE, "role", "Role", Role),)
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [("email", False)]
    column_labels: ClassVar[dict[str, str]] = {
        "email": "E-mail",
        "active": "May sign in",
        "last_sign_in_at": "Last signed in",
        "second_factor": "Two-factor",
        "created_at": "Since",
    }
    column_formatters = column_formatters_detail = {
        "role": column(lambda user: in_words(user.role)),
        "active": column(lambda user: badge("active" if user.active else "shut_out")),
        "last_sign_in_at": column(lambda user: age(user.last_sign_in_at)),
        "second_factor": column(lambda user: "On" if user.has_second_factor else "Off"),
        "password": column(lambda user: "Set" if user.password else "Not set yet"),
    }
    row_actions = (
        _action(staff_deeds.set_role, "Change the role", "given another role", asks=NewRole),
        _action(
            staff_deeds.drop_second_factor,
            "Switch off two-factor",
            "asked for the password only from now on",
            confirm="From now on the password alone is enough, until they set it up again. Make "
            "sure that it is really them who asks.",
            may=lambda user: user.has_second_factor,
        ),
        _action(staff_deeds.end_sessions, "Sign out everywhere", "signed out everywhere"),
        _action(
            staff_deeds.deactivate,
            "Deactivate",
            "deactivated",
            confirm="They are signed out at once and can not sign in any more.",
            may=lambda user: user.active,
            is_grave=True,
        ),
        _action(staff_deeds.activate, "Activate", "activated", may=lambda user: not user.active),
    )

    @route("/invite/", "GET", "POST")
    def invite(self) -> ResponseReturnValue:
        """Make a login without a password, and mail its owner a link to set one."""
        form = Invitation(request.form)
        if request.method == "POST" and form.validate():
            try:
                user_id = invite_user(form.email.data or "", Role(form.role.data), acting())
            except PowerPactError as error:
                form.email.errors = [f"{error}."]
            else:
                return self._mail_link(user_id, "people/invitation.txt", "Welcome to PowerPact")
        page: str = self.render("people/invite.html", form=form)
        return page

    @route("/send-link/", "POST")
    def send_password_link(self) -> ResponseReturnValue:
        """Mail somebody a link to set a password."""
        user: Any = self.get_one(request.form.get("only", ""))
        template = "people/password_link.txt" if user.password else "people/invitation.txt"
        return self._mail_link(user.id, template, "Set your password for PowerPact")

    def _mail_link(self, user_id: int, template: str, subject: str) -> ResponseReturnValue:
        user = db.session.get_one(User, user_id)
        email = user.email
        staff_deeds.note_link_sent(user_id, acting())
        try:
            send_link(user, template, subject)
        except PowerPactError as error:
            flash(f"{email} has a login, but has no link yet. {error}", "bad")
        else:
            flash(f"A link to set a password is on its way to {email}.", "good")
        return redirect(self.get_url(".details_view", id=user_id), 303)
