"""A partner's consent: kept with its words, once, and asked again when the words change."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.consent import VERSION, wording
from powerpact.errors import Refused
from powerpact.models import Consent, PartnerStore, Side, Source, SyncRun, Trade, utc_now
from powerpact.services.audit import Actor
from powerpact.services.consents import consent_of, give
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.partner_membership import leave
from powerpact.services.visits import visit_of
from tests.factories import BubblyStoreFactory, PartnerStoreFactory

OWNER = Actor("kiln.myshopify.com user 7", Source.DASHBOARD)


@pytest.fixture
def newcomer(session: Session) -> int:
    """The id of a store that is connected and has not agreed to anything."""
    BubblyStoreFactory()
    return int(PartnerStoreFactory(trade=Trade.JOINING, topics=["products/create"]).id)


def agree(store_id: int, version: str = VERSION) -> FollowUp:
    return give(store_id, version, "7", OWNER)


def trade_of(session: Session, store_id: int) -> Trade:
    session.expire_all()
    return session.get_one(PartnerStore, store_id).trade


def has_to_agree(session: Session, store_id: int) -> bool:
    return visit_of(session.get_one(PartnerStore, store_id).shop_domain).has_to_agree


def consents(session: Session) -> list[Consent]:
    session.expire_all()
    return list(session.scalars(select(Consent).order_by(Consent.id)))


def older(session: Session, store_id: int) -> None:
    """The partner agreed, to words of before."""
    words = {"version": "2025-01-01", "wording": "Old words.", "given_by": "1"}
    session.add(Consent(store_id=store_id, given_at=utc_now(), **words))
    session.commit()


def test_consent_opens_the_trade_and_has_the_catalogue_read(
    session: Session, newcomer: int
) -> None:
    due = agree(newcomer)
    assert trade_of(session, newcomer) is Trade.OPEN
    run = session.scalars(select(SyncRun)).one()
    assert (due.runs, run.store_id) == ((run.id,), newcomer)


def test_consent_is_kept_with_its_words_and_who_gave_it(session: Session, newcomer: int) -> None:
    agree(newcomer)
    kept = consent_of(newcomer)
    assert kept
    assert (kept.version, kept.wording, kept.given_by) == (VERSION, wording("Bubbly"), "7")
    assert kept.withdrawn_at is None
    assert not has_to_agree(session, newcomer)


def test_agreeing_twice_is_agreeing_once(session: Session, newcomer: int) -> None:
    agree(newcomer)
    assert agree(newcomer) == NOTHING
    assert len(consents(session)) == 1


def test_agreeing_many_times_at_once_is_agreeing_once(
    app: Flask, session: Session, newcomer: int
) -> None:
    def attempt(_number: int) -> FollowUp:
        with app.app_context():
            return agree(newcomer)

    with ThreadPoolExecutor(5) as people:
        due = list(people.map(attempt, range(5)))
    assert sorted(len(each.runs) for each in due) == [0, 0, 0, 0, 1]
    assert len(consents(session)) == 1


def test_words_that_have_changed_since_are_not_agreed_to(session: Session, newcomer: int) -> None:
    with pytest.raises(Refused, match="the words have changed"):
        agree(newcomer, "2025-01-01")
    assert trade_of(session, newcomer) is Trade.JOINING
    assert consents(session) == []


def test_a_store_that_is_no_partner_agrees_to_nothing(session: Session, newcomer: int) -> None:
    with pytest.raises(Refused, match="not connected as a partner"):
        agree(newcomer + 100)


def test_new_words_are_asked_for_while_trade_goes_on(session: Session) -> None:
    partner = PartnerStoreFactory(trade=Trade.OPEN).id
    older(session, partner)
    assert has_to_agree(session, partner)
    assert trade_of(session, partner) is Trade.OPEN

    agree(partner)

    before, now = consents(session)
    assert (before.wording, before.withdrawn_at is None) == ("Old words.", False)
    assert (now.version, now.withdrawn_at) == (VERSION, None)
    assert not has_to_agree(session, partner)


def test_agreeing_to_new_words_ends_no_pause(session: Session) -> None:
    partner = PartnerStoreFactory(trade=Trade.PAUSED, trade_by=Side.STAFF).id
    older(session, partner)
    agree(partner)
    assert trade_of(session, partner) is Trade.PAUSED


def test_a_partner_that_staff_connected_without_its_word_is_asked(session: Session) -> None:
    assert has_to_agree(session, PartnerStoreFactory(trade=Trade.OPEN).id)


def test_leaving_and_coming_back_leaves_two_consents(session: Session, newcomer: int) -> None:
    agree(newcomer)
    leave([newcomer], OWNER)
    withdrawn = consent_of(newcomer)
    assert withdrawn
    assert withdrawn.withdrawn_at
    agree(newcomer)
    assert trade_of(session, newcomer) is Trade.OPEN
    assert [each.withdrawn_at is None for each in consents(session)] == [False, True]
