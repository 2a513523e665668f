"""Mails to stores that are let in or declined, and the address at which they open the app."""

from flask import current_app, render_template
from sqlalchemy import select

from powerpact.config import Settings
from powerpact.domain.admission import on_one_line
from powerpact.extensions import db
from powerpact.models import Admission, AdmissionState, BubblyStore
from powerpact.tasks.mails import post


def app_link(shop_domain: str) -> str:
    """Where the store's staff open PowerPact in their Shopify admin; installing it comes first."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.app_in_admin(shop_domain)


def write_to(admission: Admission) -> None:
    """Mail the store what staff decided. Raises ServiceAway when the mail can not be sent.

    The admission has an e-mail, and is decided about.
    """
    email, is_declined = admission.email or "", admission.state is AdmissionState.DECLINED
    bubbly = on_one_line(db.session.scalar(select(BubblyStore.name)) or "Bubbly")
    template = "declined" if is_declined else "invitation"
    link = app_link(admission.shop_domain)
    text = render_template(
        f"console/letters/{template}.txt", admission=admission, bubbly=bubbly, link=link
    )
    subject = f"Selling at {bubbly}" if is_declined else f"You are invited to sell at {bubbly}"
    post(email, subject, text)
