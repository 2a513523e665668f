"""Whom staff let in: inviting, approving, declining, and who comes first."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.errors import Refused
from powerpact.models import Admission, AdmissionState, AuditEvent, Trade
from powerpact.services.admissions import Invitation, Terms, approve, decline, invite, write_again
from tests.factories import AdmissionFactory, BubblyStoreFactory, PartnerStoreFactory
from tests.services.marketplace import ANA

KILN = "kiln.myshopify.com"
TERMS = Terms("kiln", Decimal("0.15"))
ASKED, INVITED = AdmissionState.ASKED, AdmissionState.INVITED
DECLINED, JOINED = AdmissionState.DECLINED, AdmissionState.JOINED


def invitation(domain: str = KILN, terms: Terms = TERMS, **said: str) -> Invitation:
    return Invitation(domain, terms, **said)


def row(session: Session, admission_id: int) -> Admission:
    session.expire_all()
    return session.get_one(Admission, admission_id)


def verbs(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_an_invited_shop_may_come_by_its_code(session: Session) -> None:
    made = row(session, invite(invitation(" Kiln.MyShopify.com ", email="Owner@Kiln.test"), ANA))

    assert (made.shop_domain, made.state, made.code) == (KILN, INVITED, "kiln")
    assert (made.commission_rate, made.email) == (Decimal("0.15"), "owner@kiln.test")
    assert (made.decided_by, made.decided_at is not None) == (ANA.name, True)
    assert verbs(session) == ["invite"]


def test_inviting_twice_invites_once(session: Session) -> None:
    assert invite(invitation(name="Kiln"), ANA) == invite(invitation(), ANA)
    assert row(session, 1).name == "Kiln"
    assert verbs(session) == ["invite"]


def test_terms_may_change_until_the_shop_comes(session: Session) -> None:
    first = invite(invitation(), ANA)
    assert invite(invitation(terms=Terms("kilns", Decimal("0.2"))), ANA) == first
    assert (row(session, first).code, row(session, first).commission_rate) == (
        "kilns",
        Decimal("0.2"),
    )


@pytest.mark.parametrize("state", [ASKED, DECLINED])
def test_what_a_store_asked_before_becomes_its_invitation(
    session: Session, state: AdmissionState
) -> None:
    asked = AdmissionFactory(
        shop_domain=KILN, state=state, code=None, name="Kiln", answer="Not now", email="a@b.test"
    ).id
    assert invite(invitation(), ANA) == asked
    kept = row(session, asked)
    assert (kept.state, kept.name, kept.email, kept.answer) == (INVITED, "Kiln", "a@b.test", "")


@pytest.mark.parametrize("domain", ["", "kiln", "kiln.example", "kiln.myshopify.com.evil.example"])
def test_what_is_no_shop_is_not_invited(session: Session, domain: str) -> None:
    with pytest.raises(Refused, match=r"not the myshopify\.com domain"):
        invite(invitation(domain), ANA)


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (Terms("Kiln!", Decimal(0)), "a code has 2 to 20 small letters"),
        (Terms("kiln", Decimal("1.01")), "from 0 to 100 per cent"),
        (Terms("kiln", Decimal("-0.01")), "from 0 to 100 per cent"),
        (Terms("kiln", Decimal("NaN")), "from 0 to 100 per cent"),
    ],
)
def test_terms_that_can_not_be_are_refused(session: Session, terms: Terms, why: str) -> None:
    with pytest.raises(Refused, match=why):
        invite(invitation(terms=terms), ANA)
    assert session.scalars(select(Admission)).all() == []


def test_a_wrong_e_mail_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="no e-mail address"):
        invite(invitation(email="owner"), ANA)


@pytest.mark.parametrize("holder", [PartnerStoreFactory, AdmissionFactory])
def test_a_code_is_one_partners_for_ever(session: Session, holder: type) -> None:
    holder(code="kiln")
    with pytest.raises(Refused, match="another partner has the code kiln"):
        invite(invitation(), ANA)


@pytest.mark.parametrize("trade", list(Trade))
def test_a_partner_needs_no_invitation(session: Session, trade: Trade) -> None:
    PartnerStoreFactory(shop_domain=KILN, code="kiln", trade=trade)
    with pytest.raises(Refused, match="it is a partner already"):
        invite(invitation(), ANA)


def test_bubbly_is_not_its_own_partner(session: Session) -> None:
    BubblyStoreFactory(shop_domain=KILN)
    with pytest.raises(Refused, match="this is Bubbly itself"):
        invite(invitation(), ANA)


def test_two_invitations_at_once_give_a_code_to_one_shop(app: Flask) -> None:
    def attempt(domain: str) -> str:
        with app.app_context():
            try:
                invite(invitation(domain), ANA)
            except Refused as refused:
                return str(refused)
            return "invited"

    domains = [f"shop-{number}.myshopify.com" for number in range(6)]
    with ThreadPoolExecutor(6) as people:
        told = sorted(people.map(attempt, domains))

    assert told == [*["another partner has the code kiln, or is invited by it"] * 5, "invited"]


def test_two_invitations_of_one_shop_at_once_are_one(app: Flask, session: Session) -> None:
    def attempt(_number: int) -> int:
        with app.app_context():
            return invite(invitation(), ANA)

    with ThreadPoolExecutor(4) as people:
        assert len(set(people.map(attempt, range(4)))) == 1
    assert verbs(session) == ["invite"]


def test_a_store_that_asked_is_approved_on_terms(session: Session) -> None:
    asked = AdmissionFactory(state=ASKED, code=None).id
    assert approve([asked], ANA, code="kiln", commission=Decimal("12.5")).moved == (asked,)
    kept = row(session, asked)
    assert (kept.state, kept.code, kept.commission_rate) == (INVITED, "kiln", Decimal("0.125"))


@pytest.mark.parametrize(
    ("state", "why"), [(INVITED, "it is invited already"), (JOINED, "it is a partner already")]
)
def test_nobody_is_approved_twice(session: Session, state: AdmissionState, why: str) -> None:
    known = AdmissionFactory(state=state).id
    done = approve([known], ANA, code="other", commission=Decimal(1))
    assert (done.moved, why in done.left[known]) == ((), True)


def test_one_code_can_not_be_given_to_two_that_ask(session: Session) -> None:
    first, second = (AdmissionFactory(state=ASKED, code=None).id for _ in range(2))
    done = approve([first, second], ANA, code="kiln", commission=Decimal(1))
    assert done.moved == (first,)
    assert "another partner has the code kiln" in done.left[second]
    assert row(session, second).state is ASKED


def test_declining_keeps_the_answer_and_frees_the_code(session: Session) -> None:
    invited = invite(invitation(), ANA)
    assert decline([invited], ANA, answer="Not this year.\0").moved == (invited,)
    kept = row(session, invited)
    assert (kept.state, kept.answer, kept.code) == (DECLINED, "Not this year.", None)
    assert decline([invited], ANA, answer="x").left == {invited: "it is declined already"}
    other = invitation("fern.myshopify.com")
    assert row(session, invite(other, ANA)).code == "kiln"


def test_who_has_come_is_not_declined_any_more(session: Session) -> None:
    joined = AdmissionFactory(state=JOINED).id
    assert "a partner already" in decline([joined], ANA, answer="x").left[joined]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": ASKED, "email": "a@b.test"}, "nothing is decided yet"),
        ({"state": INVITED}, "nobody knows its e-mail"),
    ],
)
def test_nobody_is_written_to_without_a_reason(
    session: Session, changes: dict[str, object], why: str
) -> None:
    known = AdmissionFactory(**changes).id
    assert why in write_again([known], ANA).left[known]
    assert verbs(session) == []


def test_writing_again_is_kept(session: Session) -> None:
    known = AdmissionFactory(email="a@b.test").id
    assert write_again([known, 999], ANA).left == {999: "there is no such row"}
    assert verbs(session) == ["write_again"]
