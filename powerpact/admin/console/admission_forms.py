"""What staff fill in when they let a store in, or do not. Shares are typed as per cent."""

from decimal import Decimal

from wtforms import DecimalField, EmailField, Form, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from powerpact.domain.admission import LONGEST_ANSWER, LONGEST_CODE, LONGEST_NAME
from powerpact.services.admissions import Invitation, Terms


def _code() -> StringField:
    return StringField(
        "Partner code, short; it never changes once the store has come",
        [InputRequired("Type a code."), Length(max=LONGEST_CODE)],
        filters=[lambda text: text and text.strip()],
    )


def _commission() -> DecimalField:
    return DecimalField(
        "Commission, in per cent of the partner's own price",
        [InputRequired("Type a number from 0 to 100.")],
        places=None,
    )


class TermsForm(Form):
    """What is settled before a store comes."""

    code = _code()
    commission = _commission()


class AnswerForm(Form):
    """What a store is told that is not let in."""

    answer = TextAreaField(
        "What the store is told",
        [InputRequired("Type a sentence for the store."), Length(max=LONGEST_ANSWER)],
    )


class InvitationForm(Form):
    """Whom to invite, and on which terms."""

    shop_domain = StringField(
        "Shop domain, such as fern.myshopify.com", [InputRequired("Type a shop domain.")]
    )
    name = StringField("What the store is called", [Optional(), Length(max=LONGEST_NAME)])
    email = EmailField("E-mail of whom to write to", [Optional(), Length(max=320)])
    code = _code()
    commission = _commission()

    def invitation(self) -> Invitation:
        """What was typed, once it is valid."""
        terms = Terms(self.code.data or "", (self.commission.data or Decimal(0)) / 100)
        return Invitation(
            self.shop_domain.data or "", terms, self.name.data or "", self.email.data or ""
        )
