"""A store asks to be let in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from powerpact.errors import Refused
from powerpact.models import Admission, AdmissionState, AuditEvent, Source, utc_now
from powerpact.services.admissions import Invitation, invite
from powerpact.services.asking import NOTHING_ASKED, ask, asked_of
from powerpact.services.audit import Actor
from tests.factories import AdmissionFactory, PartnerStoreFactory
from tests.services.marketplace import ANA
from tests.services.test_admissions import TERMS

KILN = "kiln.myshopify.com"
OWNER = Actor(f"{KILN} user 1", Source.DASHBOARD)
DECLINED = {"state": AdmissionState.DECLINED, "code": None, "answer": "We have enough cups."}


def wish(message: str = "We make cups.", email: str = "owner@kiln.test") -> int:
    return ask(KILN, "Kiln", email, message, OWNER)


def audits(session: Session) -> int:
    return session.scalars(select(func.count(AuditEvent.id))).one()


def test_a_stranger_has_asked_nothing(session: Session) -> None:
    assert asked_of(KILN) == NOTHING_ASKED
    assert NOTHING_ASKED.may_ask


def test_what_a_store_says_waits_for_staff(session: Session) -> None:
    wish()
    asked = asked_of(KILN)
    assert (asked.name, asked.email, asked.message) == ("Kiln", "owner@kiln.test", "We make cups.")
    assert session.scalars(select(Admission.state)).one() is AdmissionState.ASKED
    assert (asked.asked_at is not None, asked.may_ask) == (True, True)


def test_asking_twice_changes_the_words_and_nothing_else(session: Session) -> None:
    first = wish()
    assert wish() == first
    assert audits(session) == 1
    assert wish("We make bowls.") == first
    assert (asked_of(KILN).message, audits(session)) == ("We make bowls.", 2)


def test_asking_many_times_at_once_asks_once(app: Flask, session: Session) -> None:
    def attempt(number: int) -> int:
        with app.app_context():
            return wish(f"Try {number}")

    with ThreadPoolExecutor(5) as people:
        assert len(set(people.map(attempt, range(5)))) == 1
    assert session.scalars(select(func.count(Admission.id))).one() == 1


def test_asking_and_being_invited_at_once_ends_with_the_invitation(
    app: Flask, session: Session
) -> None:
    def attempt(number: int) -> str:
        with app.app_context():
            try:
                wish() if number % 2 else invite(Invitation(KILN, TERMS), ANA)
            except Refused as refused:
                return str(refused)
            return "done"

    with ThreadPoolExecutor(4) as people:
        told = set(people.map(attempt, range(4)))
    assert told <= {"done", "this store is invited already; reload the page"}
    assert session.scalars(select(Admission.state)).one() is AdmissionState.INVITED


@pytest.mark.parametrize(
    ("name", "email", "message", "why"),
    [
        (" ", "owner@kiln.test", "Cups.", "the name of the business is missing"),
        ("Kiln", "owner@kiln.test", "\0\n", "the message is missing"),
        ("Kiln", "owner", "Cups.", "no e-mail address"),
        ("K" * 121, "owner@kiln.test", "Cups.", "longer than 120 characters"),
        ("Kiln", "owner@kiln.test", "C" * 2001, "longer than 2,000 characters"),
    ],
)
def test_what_can_not_be_read_is_refused(
    session: Session, name: str, email: str, message: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        ask(KILN, name, email, message, OWNER)
    assert asked_of(KILN) == NOTHING_ASKED


def test_who_was_declined_waits_a_week(session: Session) -> None:
    AdmissionFactory(shop_domain=KILN, decided_at=utc_now() - timedelta(days=6), **DECLINED)
    assert not asked_of(KILN).may_ask
    with pytest.raises(Refused, match="it may ask again from"):
        wish()


def test_who_was_declined_may_ask_again_after_a_week(session: Session) -> None:
    AdmissionFactory(shop_domain=KILN, decided_at=utc_now() - timedelta(days=8), **DECLINED)
    assert asked_of(KILN).may_ask
    wish()
    assert session.scalars(select(Admission.state)).one() is AdmissionState.ASKED


@pytest.mark.parametrize("state", [AdmissionState.INVITED, AdmissionState.JOINED])
def test_who_is_let_in_asks_no_more(session: Session, state: AdmissionState) -> None:
    AdmissionFactory(shop_domain=KILN, state=state)
    with pytest.raises(Refused, match="already; reload the page"):
        wish()


def test_a_partner_asks_no_more(session: Session) -> None:
    PartnerStoreFactory(shop_domain=KILN)
    with pytest.raises(Refused, match="connected already"):
        wish()


def test_no_word_of_a_store_is_in_the_audit(session: Session) -> None:
    wish()
    event = session.scalars(select(AuditEvent)).one()
    assert (event.actor, event.before, event.after) == (OWNER.name, {}, {})
