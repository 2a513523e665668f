"""The page where staff take fields of a listing over from the partner, and give them back."""

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.console.listing_form import edit_of, field_input, price_input, typed_in
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting
from powerpact.errors import Refused
from powerpact.extensions import db
from powerpact.models import BubblyStore
from powerpact.permissions import Permission
from powerpact.services.follow_up import NOTHING
from powerpact.services.listing_fields import fields_of, prices_of
from powerpact.services.listing_overrides import (
    EditedMeanwhile,
    edit_listing,
    version_of_overrides,
)
from powerpact.services.product_page import variants_page
from powerpact.tasks.publishing import follow

MEANWHILE = (
    "Somebody else edited this listing meanwhile, so nothing was saved. What you typed is still in "
    "the form; the rest is as it stands now. Save again if it is right."
)


class EditsListings(ConsoleModelView):
    """For the view of products: the page of a listing's fields."""

    @route("/edit-listing/", "GET", "POST")
    def edit_listing(self) -> ResponseReturnValue:
        """Show the fields, or change whose they are and what they say."""
        self.demand(Permission.EDIT_LISTINGS)
        row: Any = self.get_one(request.args.get("id", ""))
        if request.method == "POST" and self._saved(row.id):
            return redirect(self.get_url(".details_view", id=row.id), 303)
        return self._form(self.get_one(request.args.get("id", "")))

    def _saved(self, map_id: int) -> bool:
        """Whether that is done; what is in the way is told."""
        try:
            follow_up = edit_listing(
                map_id, edit_of(request.form), request.form.get("seen", ""), acting()
            )
        except EditedMeanwhile:
            flash(MEANWHILE, "bad")
            return False
        except Refused as error:
            flash(f"Nothing was saved: {error}.", "bad")
            return False
        follow(follow_up)
        flash("Saved. Bubbly gets it now." if follow_up is not NOTHING else "Saved.", "good")
        return True

    def _form(self, row: Any) -> str:
        session, typed = db.session(), typed_in(request.form)
        page = variants_page(session, row.id, request.args.get("page", 0, type=int))
        currency = session.scalar(select(BubblyStore.currency)) or ""
        prices = prices_of(row, page.variants, currency)
        shown: str = self.render(
            "console/edit_listing.html",
            product=row,
            seen=version_of_overrides(row.overrides),
            fields=[(field, field_input(field, typed)) for field in fields_of(row)],
            variants=page,
            prices=[(price, price_input(price, typed)) for price in prices],
            currency=currency,
            own_prices=len(row.overrides.get("price", {})),
        )
        return shown
