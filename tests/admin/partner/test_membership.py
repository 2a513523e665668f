"""A partner pauses, resumes and leaves by itself, and reads what it agreed to."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from powerpact.domain.consent import VERSION
from powerpact.domain.transitions import SyncState
from powerpact.models import Consent, PartnerStore, ProductMap, Side, Trade, utc_now
from powerpact.shopify.scopes import NEEDED
from tests.admin.browser import text_of
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.factories import BubblyStoreFactory, PartnerStoreFactory, ProductMapFactory


@pytest.fixture
def kiln(session: Session) -> PartnerStore:
    """A partner that agreed and sells."""
    BubblyStoreFactory()
    store: PartnerStore = PartnerStoreFactory(name="Kiln", scopes=list(NEEDED))
    agree(session, store)
    return store


@pytest.fixture
def own(kiln: PartnerStore, frame_of: OpenFrame) -> Frame:
    """Its dashboard."""
    return frame_of(kiln)


def agree(session: Session, store: PartnerStore, version: str = VERSION) -> None:
    session.add(
        Consent(
            store_id=store.id,
            version=version,
            wording="The words of then.",
            given_at=utc_now(),
            given_by="1",
        )
    )
    session.commit()


def stands(session: Session, store_id: int) -> tuple[Trade, Side]:
    session.expire_all()
    store = session.get_one(PartnerStore, store_id)
    return store.trade, store.trade_by


def press(frame: Frame, step: str, **more: Any) -> str:
    """Press a button of the page, and read the next one."""
    answer = frame.post("membership/steer/", {"step": step, **more})
    return text_of(frame.get(answer.location)) if answer.location else text_of(answer)


def test_the_page_offers_what_can_be_done(own: Frame) -> None:
    page = own.get("membership/").text
    assert 'value="pause"' in page
    assert 'value="resume"' not in page
    assert "/app/membership/leaving/" in page


def test_a_partner_pauses_and_resumes(session: Session, kiln: PartnerStore, own: Frame) -> None:
    assert "You have paused" in press(own, "pause")
    assert stands(session, kiln.id) == (Trade.PAUSED, Side.PARTNER)
    assert "You have resumed" in press(own, "resume")
    assert stands(session, kiln.id) == (Trade.OPEN, Side.PARTNER)


@pytest.mark.parametrize("trade", [Trade.PAUSED, Trade.SUSPENDED])
def test_what_staff_decided_is_told_and_not_undone(
    session: Session, kiln: PartnerStore, own: Frame, trade: Trade
) -> None:
    kiln.trade, kiln.trade_by = trade, Side.STAFF
    session.commit()
    page = own.get("membership/").text
    assert "only they can" in page
    assert 'value="resume"' not in page

    assert "Nothing was changed in your store" in press(own, "resume")
    assert stands(session, kiln.id) == (trade, Side.STAFF)


def test_leaving_asks_first(session: Session, kiln: PartnerStore, own: Frame) -> None:
    page = text_of(own.get("membership/leaving/"))
    assert "Your products come off sale at Bubbly." in page
    assert stands(session, kiln.id)[0] is Trade.OPEN


def test_leaving_takes_products_off_sale_and_keeps_the_books(
    session: Session, kiln: PartnerStore, own: Frame
) -> None:
    listed = ProductMapFactory(partner=kiln).id

    assert "You have left" in press(own, "leave")

    assert stands(session, kiln.id) == (Trade.LEFT, Side.PARTNER)
    assert session.get_one(ProductMap, listed).sync is SyncState.QUEUED
    assert own.get().status_code == 200
    assert own.get("membership/").location.startswith("/app/welcome/")


def test_leaving_twice_is_leaving_once(session: Session, kiln: PartnerStore, own: Frame) -> None:
    press(own, "leave")
    own.post("membership/steer/", {"step": "leave"})
    assert stands(session, kiln.id)[0] is Trade.LEFT


def test_a_button_that_nobody_made_is_not_found(own: Frame) -> None:
    assert own.post("membership/steer/", {"step": "suspend"}).status_code == 404


def test_a_partner_reads_what_it_agreed_to(own: Frame) -> None:
    page = text_of(own.get("membership/"))
    assert "The words of then." in page
    assert f"version of {VERSION}" in page
    assert "We have read this and agree" not in page


def test_changed_words_are_asked_for_while_it_goes_on_selling(
    session: Session, frame_of: OpenFrame
) -> None:
    BubblyStoreFactory()
    store = PartnerStoreFactory(scopes=list(NEEDED))
    agree(session, store, "2025-01-01")
    own = frame_of(store)
    assert "Please agree to the words of today" in own.get().text
    page = text_of(own.get("membership/"))
    assert "You go on selling meanwhile" in page

    answer = own.post("welcome/agree/", {"version": VERSION, "agree": "yes"})

    assert "you agree to the words of Bubbly" in text_of(own.get(answer.location))
    assert "Please agree" not in own.get().text
    assert stands(session, store.id)[0] is Trade.OPEN


def test_no_partner_steers_another(
    session: Session, kiln: PartnerStore, own: Frame, frame: Frame
) -> None:
    press(frame, "leave", id=str(kiln.id), store_id=str(kiln.id), only=str(kiln.id))
    assert stands(session, kiln.id)[0] is Trade.OPEN
    other = text_of(frame.get(f"membership/?id={kiln.id}"))
    assert "The words of then." not in other
