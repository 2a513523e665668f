"""The pages before a partner sells: asking, waiting, being connected, agreeing, coming back."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.consent import VERSION, wording
from powerpact.models import (
    Admission,
    AdmissionState,
    Consent,
    PartnerStore,
    StoreState,
    Trade,
    utc_now,
)
from powerpact.shopify.scopes import NEEDED
from powerpact.simulator.control_client import SimulatorClient
from tests.admin.browser import text_of
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.factories import AdmissionFactory, BubblyStoreFactory, PartnerStoreFactory

SHOP = "fern.myshopify.com"
WISH = {"name": "Fern", "email": "owner@fern.test", "message": "We make pots."}
AGREED = {"version": VERSION, "agree": "yes"}


@pytest.fixture
def fern(session: Session, frame_of: OpenFrame) -> Frame:
    """The dashboard as staff of Fern see it, whom nobody knows yet."""
    BubblyStoreFactory()
    return frame_of(SHOP)


@pytest.fixture
def joining(session: Session, fern: Frame) -> Frame:
    """The same once Fern was invited and connected."""
    PartnerStoreFactory(
        shop_domain=SHOP, name="Fern", trade=Trade.JOINING, scopes=list(NEEDED), topics=["x"]
    )
    return fern


def admission(session: Session) -> Admission:
    session.expire_all()
    return session.scalars(select(Admission)).one()


def trade(session: Session) -> Trade:
    session.expire_all()
    return session.scalars(select(PartnerStore.trade)).one()


def consents(session: Session) -> list[Consent]:
    session.expire_all()
    return list(session.scalars(select(Consent).order_by(Consent.id)))


def read(frame: Frame) -> str:
    return text_of(frame.get("welcome/"))


def declined(days_ago: int) -> None:
    AdmissionFactory(
        shop_domain=SHOP,
        state=AdmissionState.DECLINED,
        code=None,
        answer="We have enough pots.",
        decided_at=utc_now() - timedelta(days=days_ago),
        **WISH,
    )


def test_a_stranger_is_led_from_everywhere_to_asking(fern: Frame) -> None:
    led = fern.get()
    assert "/app/welcome/" in (led.location or "")
    page = fern.get("welcome/").text
    assert "Your store is not invited yet" in page
    assert 's-text-field name="name"' in page


def test_a_stranger_asks_to_be_let_in(session: Session, fern: Frame) -> None:
    answer = fern.post("welcome/", WISH)

    assert answer.status_code == 303
    assert "Bubbly knows that you ask" in text_of(fern.get(answer.location))
    asked = admission(session)
    assert (asked.shop_domain, asked.state) == (SHOP, AdmissionState.ASKED)
    assert (asked.name, asked.email, asked.message) == ("Fern", "owner@fern.test", "We make pots.")


def test_asking_twice_changes_the_words(session: Session, fern: Frame) -> None:
    fern.post("welcome/", WISH)
    page = fern.get("welcome/").text
    assert "We make pots." in page
    assert "Bubbly looks at it" in page

    fern.post("welcome/", WISH | {"message": "We make vases."})

    assert admission(session).message == "We make vases."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Type its name."),
        ({"message": ""}, "Type a few sentences."),
        ({"email": "owner"}, "no e-mail address"),
        ({"message": "x" * 2001}, "cannot be longer than 2000 characters"),
    ],
)
def test_what_can_not_be_asked_stays_in_the_form_and_says_why(
    session: Session, fern: Frame, changes: dict[str, str], sentence: str
) -> None:
    answer = fern.post("welcome/", WISH | changes)

    assert answer.status_code == 200
    assert sentence in answer.text
    assert (WISH | changes)["message"][:10] in answer.text
    assert session.scalars(select(Admission)).all() == []


def test_what_a_store_types_is_text_and_nothing_else(fern: Frame) -> None:
    evil = '"><script>alert(1)</script>'
    fern.post("welcome/", WISH | {"message": evil, "name": evil})
    assert "<script>alert" not in fern.get("welcome/").text


def test_who_was_declined_reads_why_and_when_to_ask_again(session: Session, fern: Frame) -> None:
    declined(days_ago=2)
    page = fern.get("welcome/").text
    assert "We have enough pots." in page
    assert "You can ask again from" in page
    assert 'name="message"' not in page

    answer = fern.post("welcome/", WISH)

    assert "You can ask again from" in answer.text
    assert admission(session).state is AdmissionState.DECLINED


def test_who_was_declined_asks_again_after_a_week(session: Session, fern: Frame) -> None:
    declined(days_ago=8)
    assert "Ask again" in read(fern)
    fern.post("welcome/", WISH)
    assert admission(session).state is AdmissionState.ASKED


def test_an_invited_store_is_connected_and_asked_to_agree(
    session: Session, fern: Frame, simulator: SimulatorClient
) -> None:
    simulator.create_store(SHOP, "Fern")
    AdmissionFactory(shop_domain=SHOP, code="fern")
    page = read(fern)
    assert "One step is left" in page
    for sentence in wording("Bubbly").splitlines():
        assert sentence in page


def test_an_invited_store_reads_why_it_is_not_connected_and_tries_again(
    session: Session, fern: Frame, simulator: SimulatorClient
) -> None:
    simulator.create_store(SHOP, "Fern")
    fault = simulator.add_fault("down", shop=SHOP)
    AdmissionFactory(shop_domain=SHOP, code="fern")
    page = fern.get("welcome/").text
    assert "Shopify does not answer just now" in page
    assert "Try again" in page
    assert "data-follow" not in page  # it would ask Shopify every second

    simulator.clear_faults(fault_id=fault["id"])

    assert "One step is left" in read(fern)


def test_while_another_page_connects_the_store_this_one_follows(
    session: Session, fern: Frame
) -> None:
    soon = utc_now() + timedelta(minutes=1)
    state = StoreState.RECONNECT_NEEDED
    PartnerStoreFactory(shop_domain=SHOP, trade=Trade.JOINING, state=state, refreshing_until=soon)

    page = fern.get("welcome/").text
    part = fern.get("welcome/progress/").text

    assert "This takes a few seconds" in page
    assert part.lstrip().startswith('<div class="connecting" data-follow="/app/welcome/progress/')


def test_once_it_is_connected_the_part_is_followed_no_more(joining: Frame) -> None:
    part = joining.get("welcome/progress/").text
    assert "Your store is connected" in part
    assert "data-follow" not in part


def test_agreeing_opens_the_trade_and_leads_home(session: Session, joining: Frame) -> None:
    answer = joining.post("welcome/agree/", AGREED)

    assert (answer.status_code, trade(session)) == (303, Trade.OPEN)
    assert "You sell at Bubbly from now on" in text_of(joining.get(answer.location))
    (kept,) = consents(session)
    assert (kept.given_by, kept.wording) == ("1", wording("Bubbly"))
    assert joining.get("welcome/").location.startswith("/app/")


def test_agreeing_twice_and_going_back_is_harmless(session: Session, joining: Frame) -> None:
    for _ in range(2):
        assert joining.post("welcome/agree/", AGREED).status_code == 303
    assert len(consents(session)) == 1
    assert trade(session) is Trade.OPEN


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"version": VERSION}, "tick that you agree first"),
        ({"version": "2020-01-01", "agree": "yes"}, "the words have changed since you read them"),
        ({"agree": "yes"}, "the words have changed since you read them"),
    ],
)
def test_what_was_not_read_or_ticked_is_not_agreed_to(
    session: Session, joining: Frame, sent: dict[str, str], sentence: str
) -> None:
    answer = joining.post("welcome/agree/", sent)
    assert sentence in text_of(joining.get(answer.location))
    assert (trade(session), consents(session)) == (Trade.JOINING, [])


def test_a_stranger_agrees_to_nothing(session: Session, fern: Frame) -> None:
    answer = fern.post("welcome/agree/", AGREED)
    assert "not connected as a partner" in text_of(fern.get(answer.location))
    assert consents(session) == []


def test_bubblys_staff_are_led_to_the_console(session: Session, frame_of: OpenFrame) -> None:
    bubbly = BubblyStoreFactory(scopes=list(NEEDED))
    frame = frame_of(bubbly.shop_domain)
    page = frame.get("welcome/").text
    assert '/console/" target="_blank"' in page

    frame.post("welcome/agree/", AGREED)
    frame.post("welcome/", WISH)

    assert consents(session) == []
    assert session.scalars(select(Admission)).all() == []


def test_who_left_reads_so_and_comes_back_by_agreeing(session: Session, joining: Frame) -> None:
    joining.post("welcome/agree/", AGREED)
    joining.post("membership/steer/", {"step": "leave"})
    assert "You have left Bubbly" in joining.get("welcome/").text

    joining.post("welcome/agree/", AGREED)

    assert trade(session) is Trade.OPEN
    assert [each.withdrawn_at is None for each in consents(session)] == [False, True]


def test_nobody_reads_or_changes_what_another_store_asked(
    session: Session, fern: Frame, frame_of: OpenFrame
) -> None:
    fern.post("welcome/", WISH)
    other = frame_of("moss.myshopify.com")

    page = other.get(f"welcome/?shop={SHOP}").text
    other.post(f"welcome/?shop={SHOP}", WISH | {"message": "Ours.", "shop_domain": SHOP})

    assert "We make pots." not in page
    said = dict(session.execute(select(Admission.shop_domain, Admission.message)).all())
    assert said == {SHOP: "We make pots.", "moss.myshopify.com": "Ours."}


def test_no_store_agrees_for_another(session: Session, joining: Frame, frame: Frame) -> None:
    here = PartnerStore.shop_domain == SHOP
    fern_id = session.scalars(select(PartnerStore.id).where(here)).one()
    frame.post("welcome/agree/", {**AGREED, "store_id": str(fern_id), "id": str(fern_id)})
    assert fern_id not in [each.store_id for each in consents(session)]
    assert session.scalars(select(PartnerStore.trade).where(here)).one() is Trade.JOINING
