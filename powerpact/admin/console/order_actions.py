"""What staff may do to partners' parts of orders, with the words for it."""

from wtforms import Form, TextAreaField
from wtforms.validators import InputRequired, Length

from powerpact.admin.actions import RowAction
from powerpact.domain.part_steering import CLOSABLE, HOLDABLE, SETTLABLE
from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync
from powerpact.permissions import Permission
from powerpact.services.order_retry import retry
from powerpact.services.order_steering import cancel, hold, mark_handled, release

_SHORT = Length(max=500, message="At most 500 characters.")


class NoteForm(Form):
    """A note that may be left out."""

    note = TextAreaField("Note (you may leave it empty)", [_SHORT], render_kw={"rows": 3})


class RequiredNoteForm(Form):
    """How something was settled."""

    note = TextAreaField(
        "How was it settled?",
        [InputRequired("Say how it was settled."), _SHORT],
        render_kw={"rows": 3, "required": True},
    )


def _may_retry(part: OrderSync) -> bool:
    return part.state in {OrderState.FAILED, OrderState.RETRYING}


def _may_cancel(part: OrderSync) -> bool:
    return part.state in CLOSABLE and not part.unclear_since


ORDER_ACTIONS = (
    RowAction(retry, "Retry", "due now", Permission.RETRY_ORDERS, may=_may_retry, in_row=True),
    RowAction(
        release,
        "Release",
        "released",
        Permission.RETRY_ORDERS,
        may=lambda part: part.state is OrderState.HELD,
        in_row=True,
    ),
    RowAction(
        hold,
        "Hold",
        "held",
        Permission.RETRY_ORDERS,
        confirm="It does not go to the partner until somebody releases it.",
        asks=NoteForm,
        may=lambda part: part.state in HOLDABLE,
    ),
    RowAction(
        mark_handled,
        "Mark as handled",
        "marked as handled",
        Permission.CANCEL_ORDERS,
        confirm="Somebody has settled it elsewhere, so it never goes to the partner from here. "
        "If an earlier try got no clear answer, look into the partner's store first: the order "
        "may be there.",
        asks=RequiredNoteForm,
        may=lambda part: part.state in SETTLABLE,
    ),
    RowAction(
        cancel,
        "Cancel",
        "cancelled",
        Permission.CANCEL_ORDERS,
        confirm="It never goes to the partner, and this can not be undone. Bubbly's order stays "
        "as it is: refund the shopper there.",
        asks=NoteForm,
        may=_may_cancel,
        is_grave=True,
    ),
)
