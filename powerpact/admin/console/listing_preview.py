"""The page that tells what a sync would change at Bubbly, before anything is sent."""

from typing import Any

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.console.product_columns import field_name
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting
from powerpact.models import ListingLookup, LookupKind, LookupState
from powerpact.permissions import Permission
from powerpact.services.lookups.asking import ask, latest
from powerpact.tasks.publishing import follow

# Fields that staff cannot take over, where the code calls them otherwise than people do.
_FIELD_NAMES = {
    "images": "Pictures",
    "tracked": "Stock is counted",
    "sells_at_zero": "Sells when sold out",
    "requires_shipping": "Is shipped",
    "taxable": "Is taxed",
}


class PreviewsListings(ConsoleModelView):
    """For the view of products: questions to Bubbly that a worker answers, and the preview."""

    @route("/preview/", "GET", "POST")
    def preview(self) -> ResponseReturnValue:
        """What a sync would change; the button asks Bubbly anew."""
        row = self._product()
        if request.method == "POST":
            follow(ask(row.id, LookupKind.PREVIEW, acting()))
            return redirect(self.get_url(".preview", id=row.id), 303)
        found = latest(row.id, LookupKind.PREVIEW)
        page: str = self.render(
            "console/preview.html", product=row, **self.answer_to(row, found, LookupKind.PREVIEW)
        )
        return page

    @route("/answer/")
    def lookup_answer(self) -> str:
        """The part of a page that changes once Bubbly has answered."""
        row = self._product()
        try:
            kind = LookupKind(request.args.get("kind", ""))
        except ValueError:
            abort(404)
        if kind is not LookupKind.PREVIEW:
            self.demand(Permission.CURATE_PRODUCTS)
        found = latest(row.id, kind, request.args.get("question"))
        part: str = self.render(
            "console/lookup_answer.html", product=row, **self.answer_to(row, found, kind)
        )
        return part

    def _product(self) -> Any:
        return self.get_one(request.args.get("id", ""))

    def answer_to(self, row: Any, lookup: ListingLookup | None, kind: LookupKind) -> dict[str, Any]:
        """What the part of a page that shows an answer needs."""
        is_open = lookup is not None and lookup.state is LookupState.ASKED
        question = lookup.question if lookup else ""
        moved_on = bool(lookup and lookup.answered_at and row.updated_at > lookup.answered_at)
        return {
            "kind": kind.value,
            "lookup": lookup,
            "answer": lookup.answer if lookup else None,
            "is_open": is_open,
            "moved_on": moved_on,
            "answer_url": self.get_url(
                ".lookup_answer", id=row.id, kind=kind.value, question=question
            ),
            "field_name": lambda name: _FIELD_NAMES.get(name) or field_name(name),
        }
