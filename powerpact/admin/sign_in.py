"""Signing in and out of the console."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from powerpact.admin.links import own_path
from powerpact.admin.staff_session import begin, end, signed_in
from powerpact.extensions import db, limiter
from powerpact.models import User
from powerpact.services.staff import LONGEST_PASSWORD, sign_in

staff_login = Blueprint("staff_login", __name__, url_prefix="/console")

# Only tries that fail count. Many people may share one address; one e-mail is one person.
PER_ADDRESS = "20 per minute; 200 per day"
PER_EMAIL = "5 per minute; 50 per day"
WRONG = "This e-mail and password do not belong together."


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """E-mail and password."""

    email = EmailField("E-mail", [InputRequired(), Length(max=320)])
    password = PasswordField("Password", [InputRequired(), Length(max=LONGEST_PASSWORD)])


def _id_of(form: SignInForm) -> int | None:
    if not form.validate():
        return None
    return sign_in(form.email.data or "", form.password.data or "")


def _typed_email() -> str:
    return request.form.get("email", "").strip().lower()[:320]


def _failed(response: Response) -> bool:
    return response.status_code == 401


@staff_login.route("/login", methods=["GET", "POST"])
@limiter.limit(PER_ADDRESS, methods=["POST"], deduct_when=_failed)
@limiter.limit(PER_EMAIL, key_func=_typed_email, methods=["POST"], deduct_when=_failed)
def show() -> ResponseReturnValue:
    """The form; 401 and one sentence for every way of being wrong."""
    target = own_path(request.args.get("next")) or url_for("console.index")
    if signed_in():
        return redirect(target)
    form = SignInForm()
    if not form.is_submitted():
        return render_template("console/sign_in.html", form=form)
    user_id = _id_of(form)
    if user_id is None:
        return render_template("console/sign_in.html", form=form, wrong=WRONG), 401
    begin(db.session.get_one(User, user_id))
    return redirect(target)


@staff_login.post("/logout")
def leave() -> ResponseReturnValue:
    """End the session; only a form of ours can ask for it, so nobody is signed out by a link."""
    end()
    return redirect(url_for("staff_login.show"))
