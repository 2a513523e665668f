"""What shoppers and merchants ask for by law, and that it was done."""

import json
from typing import Any, ClassVar

from flask import Response, abort, request
from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.acting import ActingModelView
from powerpact.admin.actions import RowAction
from powerpact.admin.filters import Choice, Typed
from powerpact.admin.formats import EMPTY, age, column, moment
from powerpact.admin.links import link
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting
from powerpact.errors import NotFound
from powerpact.models import PrivacyKind, PrivacyRequest, PrivacyState, utc_now
from powerpact.permissions import Permission
from powerpact.services.privacy.handing_over import disclosed_export, hand_over
from powerpact.services.selections.conditions import YesNo
from powerpact.services.selections.privacy_requests import PRIVACY_REQUESTS

_KINDS = {
    PrivacyKind.DATA_REQUEST: "Hand out a shopper's data",
    PrivacyKind.CUSTOMER_REDACT: "Erase a shopper",
    PrivacyKind.SHOP_REDACT: "Erase a shop",
}
# The words of what was found and done, where the code's are not the people's.
_COUNTED = {
    "parts_held": "parts on hold",
    "products_off_sale": "products off sale",
    "run_failures": "notes of imports",
}
_NO_PERSONAL_DATA = (
    defer(PrivacyRequest.asked_for, raiseload=True),
    defer(PrivacyRequest.export, raiseload=True),
)


def _done(row: PrivacyRequest) -> Any:
    """What was found, handed out or erased, in one line."""
    if row.done.get("installed_again"):
        return "Nothing: the app was installed again since."
    if row.done.get("expired"):
        return "The document expired here before it was handed over."
    counts = row.done.get("counts", row.done)
    told = [f"{count:,} {_COUNTED.get(kind, kind)}" for kind, count in counts.items() if count]
    if row.state is PrivacyState.RECEIVED:
        return ", ".join([*told, "not finished yet"]) if told else EMPTY
    return ", ".join(told) or "Nothing was kept."


def _due(row: PrivacyRequest) -> Any:
    if row.state is PrivacyState.DONE:
        return EMPTY
    return f"Overdue since {row.due_at:%Y-%m-%d}" if row.due_at < utc_now() else age(row.due_at)


class PrivacyRequestsView(ActingModelView):
    """Requests by law. Whom they name is on no page; the document is a file, and its taking is
    kept in the audit."""

    table = PRIVACY_REQUESTS
    permission = Permission.VIEW_PRIVACY
    one = "Privacy request"
    about = (
        "What shoppers and merchants ask for by law. Erasing goes by itself. A document has to be "
        "handed to the store that asked."
    )
    empty = "Nobody has asked yet."
    column_list = ("kind", "shop_domain", "state", "done", "asked_at", "due_at")
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [("id", True)]
    column_filters = (
        Choice(PRIVACY_REQUESTS, "state", "State", PrivacyState),
        Choice(PRIVACY_REQUESTS, "kind", "Kind", PrivacyKind),
        Choice(PRIVACY_REQUESTS, "overdue", "Overdue", YesNo),
        Typed(PRIVACY_REQUESTS, "shop", "Shop"),
    )
    column_details_list = (
        "kind",
        "state",
        "shop_domain",
        "store_id",
        "asked_at",
        "due_at",
        "done",
        "done_at",
        "done_by",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "shop_domain": "Asked by",
        "store_id": "Store",
        "asked_at": "Asked",
        "due_at": "Due",
        "done": "Found and done",
        "done_at": "Finished",
        "done_by": "Finished by",
    }
    column_formatters: ClassVar = {
        "kind": column(lambda row: _KINDS[row.kind]),
        "done": column(_done),
        "asked_at": column(lambda row: age(row.asked_at)),
        "due_at": column(_due),
    }
    column_formatters_detail: ClassVar = {
        **column_formatters,
        "asked_at": column(lambda row: moment(row.asked_at)),
        "store_id": column(
            lambda row: (
                link("stores", row.store_id, f"Store {row.store_id}")
                if row.store_id
                else "None of ours"
            )
        ),
        "done_by": column(lambda row: row.done_by or EMPTY),
    }
    row_actions = (
        RowAction(
            hand_over,
            "Handed over",
            "handed over",
            Permission.VIEW_PERSONAL_DATA,
            confirm="The document is erased here. Do it once the store has it.",
            may=lambda row: row.state is PrivacyState.READY,
            in_bulk=False,
        ),
    )
    details_template = "console/privacy_request.html"

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return _NO_PERSONAL_DATA

    def details_options(self) -> tuple[ExecutableOption, ...]:
        return _NO_PERSONAL_DATA

    @route("/document/", "POST")
    def document(self) -> Response:
        """The document as a file, for those who may see personal data; the audit keeps who."""
        self.demand(Permission.VIEW_PERSONAL_DATA)
        row = self.get_one(request.args.get("id", ""))
        try:
            export = disclosed_export(row.id, acting())
        except NotFound:
            abort(404)
        text = json.dumps(export, ensure_ascii=False, indent=2)
        kept_as = f"attachment; filename=privacy-request-{row.id}.json"
        headers = {"Content-Disposition": kept_as, "Cache-Control": "no-store"}
        return Response(text, mimetype="application/json", headers=headers)
