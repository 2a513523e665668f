"""What staff fill in about a store. Shares are typed as per cent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    DecimalField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from powerpact.domain.pricing import Rounding
from powerpact.models import BubblyStore, PartnerStore

ROUNDINGS = [
    (Rounding.NONE.value, "None"),
    (Rounding.WHOLE.value, "Up to a whole amount: 12.10 becomes 13.00"),
    (Rounding.CHARM.value, "Up to an amount that ends just short: 12.10 becomes 12.99"),
    (Rounding.FIVE.value, "To the nearest five: 12.12 becomes 12.10"),
]
HOLD, SEND = "hold", "send"


class SteeringForm(Form):
    """Why somebody pauses or suspends a partner."""

    note = TextAreaField("Why (kept in the audit)", [Optional(), Length(max=500)])


def _number(label: str, description: str) -> DecimalField:
    return DecimalField(label, [InputRequired()], places=None, description=description)


class TermsForm(Form):
    """The terms agreed with a partner."""

    price_percentage = _number(
        "Added to the partner's price, in per cent", "Such as 10; below zero it makes it cheaper."
    )
    price_fixed = _number("Then added, as an amount", "In Bubbly's currency; may be below zero.")
    price_rounding = SelectField("Then rounded", choices=ROUNDINGS)
    exchange_rate = _number(
        "Exchange rate", "What one unit of the partner's currency is worth in Bubbly's."
    )
    commission = _number(
        "Commission, in per cent", "Bubbly's share of the partner's own price, from 0 to 100."
    )
    auto_approve = BooleanField("List new products without asking")

    def terms(self) -> dict[str, Any]:
        """What was typed, named as in ``store_terms.TERMS``."""
        typed = dict(self.data)
        commission: Decimal = typed.pop("commission")
        rounding = Rounding(typed.pop("price_rounding"))
        return {**typed, "price_rounding": rounding, "commission_rate": commission / 100}


def terms_form(store: PartnerStore, sent: Any = None) -> TermsForm:
    """The form as it was sent, or filled with the store's terms."""
    names = ("price_percentage", "price_fixed", "exchange_rate")
    values: dict[str, Any] = {name: _short(getattr(store, name)) for name in names}
    return TermsForm(
        sent,
        price_rounding=store.price_rounding.value,
        commission=_short(store.commission_rate * 100),
        auto_approve=store.auto_approve,
        **values,
    )


class OrderSettingsForm(Form):
    """What happens to a partner's orders."""

    release_delay_minutes = IntegerField(
        "Minutes before a new order is sent",
        [InputRequired()],
        description="0: at once. A delay leaves time to cancel an order at Bubbly.",
    )
    passes_email = BooleanField("The partner gets the shopper's e-mail address")
    passes_phone = BooleanField("The partner gets the shopper's phone number")


class UnroutedForm(Form):
    """What happens to a Bubbly order with a line that nobody could route."""

    unrouted = RadioField(
        "An order with a line that has no place",
        choices=[
            (SEND, "Send the rest of it at once"),
            (HOLD, "Hold the whole order until staff have routed the line"),
        ],
    )


def settings_form(store: PartnerStore | BubblyStore, sent: Any = None) -> Form:
    """The form as it was sent, or filled with the store's settings."""
    if isinstance(store, BubblyStore):
        return UnroutedForm(sent, unrouted=HOLD if store.holds_unrouted else SEND)
    names = ("release_delay_minutes", "passes_email", "passes_phone")
    return OrderSettingsForm(sent, **{name: getattr(store, name) for name in names})


def hidden(form: Form) -> Mapping[str, str]:
    """What a second form has to send to say the same again."""
    return {
        name: str(field._value()) if hasattr(field, "_value") else str(field.data)
        for name, field in form._fields.items()
        if field.data is not False
    }


def _short(number: Decimal) -> Decimal:
    """Without zeros at the end, as people write it: 10, not 1E+1 or 10.0000."""
    return Decimal(f"{number.normalize():f}")
