"""Two-factor in a real browser, from setting it up to losing the phone; each page is judged."""

import re

from flask import Flask
from passlib.totp import TOTP
from playwright.sync_api import Page, expect

from powerpact.permissions import Role
from tests.admin.browser import PASSWORD
from tests.admin.conftest import Member
from tests.admin.pages.judging import faults_of
from tests.fixtures.chromium import OpenPage

WIDTH = "async image => { await image.decode(); return image.naturalWidth; }"


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
    assert page.locator("img.qr").evaluate(WIDTH) > 0
    faults = [*faults_of(page)]
    phone = TOTP(key=page.locator("dd code").inner_text())
    type_in(page, Code=phone.generate().token)
    expect(page.locator("main")).to_contain_text("Two-factor is on")

    page.get_by_role("link", name="Recovery codes").click()
    page.get_by_role("button", name="Make new codes").click()
    code = page.locator("main li code").first.inner_text()
    faults += faults_of(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Sign out").click()

    page.get_by_label("E-mail").fill(email)
    type_in(page, Password=PASSWORD)
    lost = page.get_by_role("link", name="I lost my phone")
    expect(lost).to_be_visible()
    faults += faults_of(page)
    lost.click()
    expect(page.get_by_label("Recovery code")).to_be_visible()
    faults += faults_of(page)
    type_in(page, Recovery_code=code)

    expect(page).to_have_url(re.compile("/console/$"))
    assert faults == []
