"""The pages beside a store: its terms, with what they would change; and its order settings."""

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import Form

from powerpact.admin.base import ConsoleModelView, not_found
from powerpact.admin.console.store_forms import (
    HOLD,
    OrderSettingsForm,
    TermsForm,
    hidden,
    settings_form,
    terms_form,
)
from powerpact.admin.routes import route
from powerpact.admin.staff_session import acting
from powerpact.domain.counting import counted
from powerpact.errors import Refused
from powerpact.models import BubblyStore, PartnerStore, Store
from powerpact.permissions import Permission
from powerpact.services.follow_up import FollowUp
from powerpact.services.store_terms import (
    CHANGED_MEANWHILE,
    LISTING_TERMS,
    ORDER_TERMS,
    check_terms,
    mark_of,
    set_holds_unrouted,
    set_terms,
)
from powerpact.services.terms_preview import Preview, preview_terms
from powerpact.tasks.publishing import follow

TERMS_HERE = (*LISTING_TERMS, "auto_approve")


class EditsStores(ConsoleModelView):
    """For the view of stores: the pages where terms and settings are changed."""

    @route("/terms/", "GET", "POST")
    def terms(self) -> ResponseReturnValue:
        """Show the terms, then what new ones would change, then save those."""
        self.demand(Permission.EDIT_TERMS)
        store = self.get_one(request.args.get("id", ""))
        if not isinstance(store, PartnerStore):
            not_found()
        if request.method == "GET":
            return self._terms_page(store, terms_form(store))
        form = terms_form(store, request.form)
        if not self._accepted(store, form):
            return self._terms_page(store, form)
        if request.form.get("step") == "save":
            return self._save_terms(store, form)
        return self._terms_page(store, form, preview_terms(store.id, form.terms()))

    @route("/order-settings/", "GET", "POST")
    def order_settings(self) -> ResponseReturnValue:
        """Show what happens to the store's orders, or change it."""
        self.demand(Permission.EDIT_TERMS)
        store: Any = self.get_one(request.args.get("id", ""))
        form = settings_form(store, request.form if request.method == "POST" else None)
        if request.method == "POST" and form.validate() and self._settings_saved(store, form):
            return redirect(self.get_url(".details_view", id=store.id), 303)
        seen = request.form.get("seen") or mark_of(store, _settings_of(store))
        page: str = self.render("console/store_settings.html", store=store, form=form, seen=seen)
        return page

    def _accepted(self, store: PartnerStore, form: TermsForm) -> bool:
        """Whether these terms can be, and are an answer to those that hold now."""
        if not form.validate():
            return False
        try:
            check_terms(form.terms())
        except Refused as error:
            flash(f"Nothing was saved: {error}.", "bad")
            return False
        if request.form.get("seen", "") != mark_of(store, TERMS_HERE):
            flash(f"Nothing was saved: {CHANGED_MEANWHILE}.", "bad")
            return False
        return True

    def _save_terms(self, store: PartnerStore, form: TermsForm) -> ResponseReturnValue:
        try:
            left_due = set_terms(
                store.id, form.terms(), acting(), seen=request.form.get("seen", "")
            )
        except Refused as error:
            flash(f"Nothing was saved: {error}.", "bad")
            return self._terms_page(store, form)
        follow(left_due)
        flash(f"The terms are saved.{_what_follows(left_due)}", "good")
        return redirect(self.get_url(".details_view", id=store.id), 303)

    def _terms_page(
        self, store: PartnerStore, form: TermsForm, preview: Preview | None = None
    ) -> str:
        stale = request.form.get("seen", "") not in {"", mark_of(store, TERMS_HERE)}
        page: str = self.render(
            "console/store_terms.html",
            store=store,
            form=terms_form(store) if stale else form,
            again=hidden(form) if preview else {},
            seen=mark_of(store, TERMS_HERE),
            preview=preview,
            one_to_one=preview and _is_one_to_one(preview, form),
            commission_changes=preview and form.terms()["commission_rate"] != store.commission_rate,
        )
        return page

    def _settings_saved(self, store: Store, form: Form) -> bool:
        seen = request.form.get("seen", "")
        try:
            if isinstance(form, OrderSettingsForm):
                set_terms(store.id, form.data, acting(), seen=seen)
            else:
                holds = form.data["unrouted"] == HOLD
                set_holds_unrouted(store.id, holds, acting(), seen=seen)
        except Refused as error:
            flash(f"Nothing was saved: {error}.", "bad")
            return False
        flash("The order settings are saved. They apply to orders that come from now on.", "good")
        return True


def _what_follows(left_due: FollowUp) -> str:
    """What becomes of the listings, as the rest of a sentence's line."""
    if left_due.bulk_actions:
        return " The listings are compared with them now; the runs show how far it is."
    number = len(left_due.listings)
    return f" {counted(number, 'listing')} will be compared with them now." if number else ""


def _settings_of(store: Store) -> tuple[str, ...]:
    return ("holds_unrouted",) if isinstance(store, BubblyStore) else ORDER_TERMS


def _is_one_to_one(preview: Preview, form: TermsForm) -> bool:
    """Whether amounts of one currency would be taken for amounts of another."""
    differ = preview.currency and preview.currency != preview.partner_currency
    return bool(differ and form.terms()["exchange_rate"] == 1)
