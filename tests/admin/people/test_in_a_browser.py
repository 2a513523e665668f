"""Two-factor in a real browser, from setting it up to losing the phone; each page is judged."""

from flask import Flask
from passlib.totp import TOTP
from playwright.sync_api import Page

from powerpact.permissions import Role
from tests.admin.browser import PASSWORD
from tests.admin.conftest import Member
from tests.admin.pages.judging import faults_of
from tests.fixtures.chromium import OpenPage


def type_in(page: Page, **fields: str) -> None:
    """Fill in fields by their label and press the form's button."""
    for label, text in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(text)
    page.locator("form.stacked button[type=submit]").click()


def test_two_factor_from_setting_it_up_to_losing_the_phone(
    app: Flask, open_page: OpenPage, member: Member
) -> None:
    email = member(Role.OPERATOR)
    page = open_page()

    page.goto("/console/login")
    page.get_by_label("E-mail").fill(email)
    type_in(page, Password=PASSWORD)
    page.get_by_role("link", name="My account").click()
    page.get_by_role("link", name="Two-factor").click()
    page.get_by_role("button", name="Set it up").click()
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    faults = [*faults_of(page)]
    phone = TOTP(key=page.locator("dd code").inner_text())
    type_in(page, Code=phone.generate().token)
    assert "Two-factor is on" in page.locator("main").inner_text()

    page.get_by_role("link", name="Recovery codes").click()
    page.get_by_role("button", name="Make new codes").click()
    faults += faults_of(page)
    code = page.locator("main li code").first.inner_text()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Sign out").click()

    page.get_by_label("E-mail").fill(email)
    type_in(page, Password=PASSWORD)
    faults += faults_of(page)
    page.get_by_role("link", name="I lost my phone").click()
    faults += faults_of(page)
    type_in(page, Recovery_code=code)

    assert page.url.endswith("/console/")
    assert faults == []
