"""Newcomers in the console: invited, let in, declined, and written to."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from powerpact.models import Admission, AdmissionState, utc_now
from powerpact.permissions import Role
from tests.admin.browser import act, csrf_token, text_of
from tests.admin.conftest import Browser
from tests.admin.people.mailbox import empty, mail_server_away, mail_to, mails
from tests.factories import AdmissionFactory, BubblyStoreFactory, PartnerStoreFactory
from tests.fixtures.simulator import CLIENT_ID

OWNER = "owner@fern.test"
FERN = "fern.myshopify.com"
LINK = f"/store/fern/apps/{CLIENT_ID}"


@pytest.fixture(autouse=True)
def empty_mailbox(app: Flask) -> None:
    """No mail of an earlier test."""
    empty(app)


@pytest.fixture
def asking(session: Session) -> int:
    """The id of a store that asks to be let in."""
    BubblyStoreFactory()
    said = {"name": "Fern", "email": OWNER, "message": "We make pots.", "asked_at": utc_now()}
    state = AdmissionState.ASKED
    return int(AdmissionFactory(shop_domain=FERN, state=state, code=None, **said).id)


def invite(client: FlaskClient, **typed: str) -> str:
    address = "/console/admissions/invite/"
    form = {"shop_domain": FERN, "code": "fern", "commission": "12.5", "email": OWNER} | typed
    sent = form | {"csrf_token": csrf_token(client.get(address))}
    return text_of(client.post(address, data=sent, follow_redirects=True))


def press(client: FlaskClient, action: str, admission_id: int, **typed: object) -> str:
    """Press a button of a newcomer, and read what the next page says."""
    address = f"/console/admissions/act/{action}/"
    back = f"/console/admissions/details/?id={admission_id}"
    answer = act(client, address, only=admission_id, confirmed="yes", back=back, **typed)
    return text_of(client.get(answer.location) if answer.location else answer)


def kept(session: Session, admission_id: int) -> Admission:
    session.expire_all()
    return session.get_one(Admission, admission_id)


def test_invited_store_is_written_to_with_the_way_in(
    app: Flask, admin: FlaskClient, session: Session
) -> None:
    page = invite(admin)

    assert f"A mail about it is on its way to {OWNER}." in page
    assert LINK in page
    letter = mail_to(app, OWNER)
    assert LINK in letter
    assert "12.5 %" in letter
    assert kept(session, 1).commission_rate == Decimal("0.125")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"shop_domain": "fern"}, "Nobody was invited: fern is not the myshopify.com domain"),
        ({"code": "F!"}, "Nobody was invited: a code has 2 to 20 small letters"),
        ({"commission": "101"}, "Nobody was invited: the commission is a share"),
        ({"commission": "NaN"}, "Nobody was invited: the commission is a share"),
        ({"commission": "much"}, "Not a valid decimal value."),
        ({"email": "owner"}, "Nobody was invited: 'owner' is no e-mail address"),
        ({"code": ""}, "Type a code."),
    ],
)
def test_invitation_that_can_not_be_is_told_why(
    app: Flask, admin: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    assert sentence in invite(admin, **typed)
    assert mails(app) == []


def test_a_partner_is_not_invited_again(admin: FlaskClient, session: Session) -> None:
    PartnerStoreFactory(shop_domain=FERN)
    assert "Nobody was invited: it is a partner already" in invite(admin)


def test_without_an_e_mail_staff_pass_the_link_on(app: Flask, admin: FlaskClient) -> None:
    page = invite(admin, email="")
    assert f"Nobody was written to: no e-mail of {FERN} is known." in page
    assert LINK in page
    assert mails(app) == []


def test_home_says_who_asks_to_be_let_in(admin: FlaskClient, asking: int) -> None:
    home = admin.get("/console/")
    assert "1 Stores that ask to be let in" in text_of(home)
    assert 'href="/console/admissions/?flt_state_is=asked"' in home.text
    assert FERN in text_of(admin.get("/console/admissions/?flt_state_is=asked"))


def test_page_shows_what_the_store_says_of_itself(admin: FlaskClient, asking: int) -> None:
    page = text_of(admin.get(f"/console/admissions/details/?id={asking}"))
    assert "We make pots." in page
    assert OWNER in page


def test_letting_in_asks_for_code_and_commission_first(
    app: Flask, admin: FlaskClient, session: Session, asking: int
) -> None:
    asked = act(admin, "/console/admissions/act/approve/", only=asking)
    assert 'name="code"' in asked.text

    page = press(admin, "approve", asking, code="fern", commission="15")

    assert "1 newcomer let in" in page
    assert kept(session, asking).state is AdmissionState.INVITED
    assert "You are welcome." in mail_to(app, OWNER)


def test_letting_in_by_a_code_that_is_taken_says_so(
    app: Flask, admin: FlaskClient, session: Session, asking: int
) -> None:
    PartnerStoreFactory(code="fern")
    page = press(admin, "approve", asking, code="fern", commission="15")
    assert "1 newcomer was left: another partner has the code fern" in page
    assert kept(session, asking).state is AdmissionState.ASKED
    assert mails(app) == []


def test_declined_store_reads_the_answer(
    app: Flask, admin: FlaskClient, session: Session, asking: int
) -> None:
    assert "Type a sentence for the store." in press(admin, "decline", asking, answer="")
    press(admin, "decline", asking, answer="Not this year.")
    assert kept(session, asking).answer == "Not this year."
    assert "Not this year." in mail_to(app, OWNER)


def test_decision_stands_when_its_mail_does_not_go_out_and_can_be_mailed_again(
    app: Flask, admin: FlaskClient, session: Session, asking: int
) -> None:
    with mail_server_away(app):
        page = press(admin, "approve", asking, code="fern", commission="15")

    assert f"{FERN} was not told. The mail could not be sent." in page
    assert "Send the mail again" in page
    assert kept(session, asking).state is AdmissionState.INVITED

    press(admin, "write-again", asking)
    assert LINK in mail_to(app, OWNER)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR])
def test_who_does_not_decide_about_stores_sees_and_changes_nothing(
    browser: Browser, session: Session, asking: int, role: Role
) -> None:
    client = browser(role)
    page = client.get(f"/console/admissions/details/?id={asking}")
    assert "We make pots." in page.text
    assert "act/approve" not in page.text
    assert "Invite a store" not in client.get("/console/admissions/").text
    assert client.get("/console/admissions/invite/").status_code == 403
    answer = act(client, "/console/admissions/act/decline/", only=asking, answer="No")
    assert answer.status_code == 403
    assert kept(session, asking).state is AdmissionState.ASKED


def test_whoever_has_come_is_a_link_away(admin: FlaskClient, session: Session) -> None:
    store = PartnerStoreFactory(name="Fern")
    joined = AdmissionFactory(state=AdmissionState.JOINED, store=store).id
    page = admin.get(f"/console/admissions/details/?id={joined}").text
    assert f"/console/stores/details/?id={store.id}" in page
    assert "act/approve" not in page


def test_what_a_store_says_is_text_and_nothing_else(admin: FlaskClient, session: Session) -> None:
    evil = "<script>alert(1)</script>"
    said = AdmissionFactory(state=AdmissionState.ASKED, name=evil, message=evil).id
    for path in ("", f"details/?id={said}"):
        assert evil not in admin.get(f"/console/admissions/{path}").text
