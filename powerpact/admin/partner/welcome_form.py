"""What a store says of itself when it asks to be let in."""

from typing import Any

from flask import request
from wtforms import EmailField, Form, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from powerpact.domain.admission import LONGEST_MESSAGE, LONGEST_NAME
from powerpact.errors import Refused
from powerpact.services.asking import Asked, ask
from powerpact.services.audit import Actor


class AskForm(Form):
    """The name of the business, whom to write to, and a few sentences."""

    name = StringField(
        "Name of your business", [InputRequired("Type its name."), Length(max=LONGEST_NAME)]
    )
    email = EmailField(
        "E-mail of whom to write to", [InputRequired("Type an e-mail."), Length(max=320)]
    )
    message = TextAreaField(
        "What you sell", [InputRequired("Type a few sentences."), Length(max=LONGEST_MESSAGE)]
    )

    @property
    def shown(self) -> list[tuple[str, Any]]:
        """Each field with the element that it is drawn as."""
        kinds = ("s-text-field", "s-email-field", "s-text-area")
        return list(zip(kinds, self, strict=True))


def form_with(asked: Asked) -> AskForm:
    """The form as it was sent, else with what the store said before."""
    said = {"name": asked.name, "email": asked.email, "message": asked.message}
    return AskForm(request.form if request.method == "POST" else None, data=said)


def was_asked(form: AskForm, shop_domain: str, actor: Actor) -> bool:
    """Whether staff know of the wish now; if not, the form says why."""
    if not form.validate():
        return False
    said = (form.name.data or "", form.email.data or "", form.message.data or "")
    try:
        ask(shop_domain, *said, actor)
    except Refused as error:
        field = form.email if "e-mail" in str(error) else form.name
        field.errors = [f"{str(error)[0].upper()}{str(error)[1:]}."]
        return False
    return True
