"""What a partner settles itself: what it offers, deletions, and mails about what needs it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from powerpact.admin.partner.guard import DashboardPage
from powerpact.admin.partner.settings_form import (
    DELETIONS,
    PACES,
    SettingsForm,
    drawn,
    kept,
    sent,
)
from powerpact.admin.partner.visitor import acting, own_row, somebody
from powerpact.admin.routes import route
from powerpact.domain.price_words import price_in_words
from powerpact.errors import Refused, ServiceAway
from powerpact.extensions import limiter
from powerpact.models import PartnerStore
from powerpact.permissions import PartnerPermission
from powerpact.services.partner_settings import MOST_BUFFER, save_settings
from powerpact.services.partner_wall import beyond_the_wall
from powerpact.services.platform import platform
from powerpact.tasks.mails import post
from powerpact.tasks.publishing import follow

# Anybody's address may be typed: nobody is sent mails in numbers through us.
TEST_MAILS = "5/hour"
TEST_SUBJECT = "A test mail from PowerPact"
TEST_TEXT = (
    "This is the test mail that you asked for. What needs you at Bubbly comes to this address as "
    "well.\n\nHow often it does, and to whom, you choose under Settings: {settings}\n"
)


class SettingsPage(DashboardPage):
    """The settings, and what Bubbly has set."""

    permission = PartnerPermission.EDIT_OWN_SETTINGS

    @route("/")
    def index(self) -> str:
        """The form as the settings are now."""
        store = own_row()
        return self._page(store, drawn(store))

    @route("/save/", "POST")
    def save_settings(self) -> ResponseReturnValue:
        """Keep what was typed, or show it again with what is wrong with it."""
        form, store = sent(request.form), own_row()
        changed = form.changed_meanwhile(store)
        if form.errors or changed:
            again = SettingsForm(form.values, kept(store), form.errors)
            return self._page(store, again, changed), 422
        try:
            with beyond_the_wall():
                follow(save_settings(somebody().store_id, form.values, acting(), seen=form.seen))
        except Refused:  # somebody else was quicker, in between
            store = own_row()
            again = SettingsForm(form.values, kept(store))
            return self._page(store, again, form.changed_meanwhile(store)), 422
        flash("Your settings are saved.", "good")
        return redirect(url_for(".index"), 303)

    @route("/test-mail/", "POST")
    @limiter.limit(TEST_MAILS, key_func=lambda: f"store {somebody().store_id}")
    def send_test_mail(self) -> ResponseReturnValue:
        """Send a mail to the address that is kept; who asked sees whether it could be sent."""
        store = own_row()
        address, app = store.alert_email, store.shop_domain
        if not address:
            flash("There is no address yet. Type one, save, then send a test mail.", "bad")
            return redirect(url_for(".index"), 303)
        try:
            post(address, TEST_SUBJECT, TEST_TEXT.format(settings=_settings_in_admin(app)))
        except ServiceAway:
            flash("The mail could not be sent. Check the address, or try again in a moment.", "bad")
        else:
            flash(f"A test mail is on its way to {address}.", "good")
        return redirect(url_for(".index"), 303)

    def _page(self, store: PartnerStore, form: SettingsForm, changed: Any = ()) -> str:
        visit = somebody().visit
        page: str = self.render(
            "partner/settings.html",
            store=store,
            form=form,
            changed=changed,
            deletions=DELETIONS,
            paces=PACES,
            most_buffer=MOST_BUFFER,
            bubbly=visit.bubbly,
            price_rule=price_in_words(store.price_rule, store.currency, visit.bubbly_currency),
        )
        return page


def _settings_in_admin(shop_domain: str) -> str:
    return f"{platform().settings.app_in_admin(shop_domain)}/settings/"
