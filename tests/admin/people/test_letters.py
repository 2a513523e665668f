"""Mails when the mail server is away, and how MAIL_URL is read."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from powerpact.admin.people.letters import post_office
from powerpact.permissions import Role
from tests.admin.browser import PASSWORD, csrf_token, sign_in
from tests.admin.conftest import Member
from tests.admin.people.mailbox import mail_server_away
from tests.admin.people.test_password_links import NEW, ask, change
from tests.services.signing_in import password_fits


@pytest.fixture(name="mail_server_away")
def mail_server_is_away(app: Flask) -> Iterator[None]:
    with mail_server_away(app):
        yield


@pytest.mark.usefixtures("mail_server_away")
def test_who_asks_for_a_link_is_told_that_it_could_not_be_sent(
    client: FlaskClient, member: Member
) -> None:
    answer = ask(client, member(Role.VIEWER))

    assert answer.status_code == 503
    assert "Try again in a moment" in answer.text
    assert "a link is on its way" not in answer.text


@pytest.mark.usefixtures("mail_server_away")
def test_password_is_changed_though_nobody_can_be_told(
    app: Flask, client: FlaskClient, member: Member
) -> None:
    email = member(Role.VIEWER)
    sign_in(client, email, PASSWORD)

    assert change(client).status_code == 302

    with app.app_context():
        assert password_fits(email, NEW)


@pytest.mark.usefixtures("mail_server_away")
def test_who_invites_is_told_that_the_mail_could_not_be_sent(admin: FlaskClient) -> None:
    token = csrf_token(admin.get("/console/people/invite/"))
    guest = {"email": "new@powerpact.test", "role": "viewer", "csrf_token": token}

    page = admin.post("/console/people/invite/", data=guest, follow_redirects=True).text

    assert "new@powerpact.test has a login, but has no link yet" in page
    assert "The mail could not be sent" in page


def test_smtps_is_secret_from_the_first_word() -> None:
    config = post_office("smtps://us%40er:se%2Fcret@mail.test")

    assert (config["MAIL_PORT"], config["MAIL_USE_SSL"], config["MAIL_USE_TLS"]) == (
        465, True, False
    )  # fmt: skip
    assert (config["MAIL_USERNAME"], config["MAIL_PASSWORD"]) == ("us@er", "se/cret")


def test_smtp_turns_secret_except_on_this_machine() -> None:
    assert post_office("smtp://mail.test")["MAIL_USE_TLS"]
    assert not post_office("smtp://localhost:25")["MAIL_USE_TLS"]
