"""The settings page: what is kept, what is refused, and mails to try the address."""

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from powerpact.domain.pricing import Rounding
from powerpact.extensions import db
from powerpact.models import AlertPace, AuditEvent, Deletion, PartnerStore, Source, Trade
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.admin.people.mailbox import empty, mail_server_away, mail_to, mails
from tests.factories import BubblyStoreFactory, PartnerStoreFactory

TYPED = {
    "auto_offer": "True",
    "stock_buffer": "3",
    "on_deletion": "sold_out",
    "alert_email": "orders@fern.test",
    "alert_pace": "at_once",
}


@pytest.fixture
def fern(app: Flask, frame_of: OpenFrame) -> Frame:
    """The dashboard of a partner with settings of its own; beside it there is another."""
    with app.app_context():
        BubblyStoreFactory()
        PartnerStoreFactory(shop_domain="kiln.myshopify.com", alert_email="kiln@kiln.test")
        PartnerStoreFactory(
            shop_domain="fern.myshopify.com",
            commission_rate=Decimal("0.125"),
            price_percentage=Decimal(10),
            price_rounding=Rounding.CHARM,
            alert_email="old@fern.test",
            passes_phone=True,
        )
    return frame_of("fern.myshopify.com")


@pytest.fixture(autouse=True)
def mailbox(app: Flask) -> Iterator[None]:
    empty(app)
    yield
    empty(app)


def kept(app: Flask, shop: str = "fern") -> PartnerStore:
    with app.app_context():
        domain = f"{shop}.myshopify.com"
        return db.session.scalars(select(PartnerStore).filter_by(shop_domain=domain)).one()


def drawn(page: str) -> dict[str, str]:
    """What the page's form sends along unseen."""
    return dict(re.findall(r'name="(was_\w+)" value="([^"]*)"', page))


def save(frame: Frame, page: str = "", **typed: Any) -> TestResponse:
    seen = drawn(page or frame.get("settings/").text)
    return frame.post("settings/save/", {**seen, **TYPED, **typed})


def test_page_shows_the_settings_and_what_bubbly_has_set(fern: Frame) -> None:
    page = unescape(fern.get("settings/").text)

    assert 'value="old@fern.test"' in page
    assert "12.5 % of your own price" in page
    assert "Your price, plus 10 %, rounded up to an amount that ends just short" in page
    assert "Name and delivery address, phone number" in page


def test_what_was_typed_is_kept_and_audited(app: Flask, fern: Frame) -> None:
    answer = save(fern)

    assert answer.status_code == 303
    assert "Your settings are saved" in fern.get(answer.location).text
    store = kept(app)
    assert (store.auto_offer, store.stock_buffer) == (True, 3)
    assert store.on_deletion is Deletion.SOLD_OUT
    assert (store.alert_email, store.alert_pace) == ("orders@fern.test", AlertPace.AT_ONCE)
    with app.app_context():
        event = db.session.scalars(select(AuditEvent)).one()
        assert event.source is Source.DASHBOARD
        assert event.actor.startswith("fern.myshopify.com user ")


def test_a_box_that_is_not_ticked_is_no(app: Flask, fern: Frame) -> None:
    typed = {key: value for key, value in TYPED.items() if key != "auto_offer"}
    seen = drawn(fern.get("settings/").text)

    fern.post("settings/save/", {**seen, **typed})

    assert kept(app).auto_offer is False


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"stock_buffer": "-1"}, "whole number from 0 to 1,000"),
        ({"stock_buffer": "1.5"}, "whole number from 0 to 1,000"),
        ({"stock_buffer": ""}, "whole number from 0 to 1,000"),
        ({"on_deletion": "burn"}, "draft, sold_out, delete"),
        ({"alert_email": "no address <script>"}, "is no e-mail address"),
        ({"alert_pace": "hourly"}, "at_once, daily, off"),
    ],
)
def test_what_can_not_be_is_said_at_its_field_and_what_was_typed_stays(
    app: Flask, fern: Frame, typed: dict[str, str], words: str
) -> None:
    answer = save(fern, **typed)

    assert answer.status_code == 422
    page = unescape(answer.text)
    assert words in page
    assert page.count(" error=") == 1
    others = {name: value for name, value in TYPED.items() if name not in typed}
    if "alert_email" in others:
        assert 'value="orders@fern.test"' in page
    assert "<script>no" not in answer.text
    assert kept(app).stock_buffer == 0


def test_form_that_is_older_than_the_settings_says_what_changed(app: Flask, fern: Frame) -> None:
    first = fern.get("settings/").text
    save(fern, stock_buffer="7", alert_pace="off")

    answer = save(fern, first, stock_buffer="9")

    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "Stock buffer: now 7" in page
    assert "Mails: now no mails" in page
    assert 'value="9"' in page
    assert kept(app).stock_buffer == 7
    assert save(fern, answer.text, stock_buffer="9").status_code == 303
    assert kept(app).stock_buffer == 9


def test_saving_twice_is_saving_once(app: Flask, fern: Frame) -> None:
    page = fern.get("settings/").text
    save(fern, page)

    again = save(fern, page)

    assert again.status_code == 422
    with app.app_context():
        assert len(db.session.scalars(select(AuditEvent)).all()) == 1


def test_nobody_saves_for_another_store(app: Flask, fern: Frame) -> None:
    kiln = kept(app, "kiln")

    save(fern, store_id=str(kiln.id), id=str(kiln.id), shop="kiln.myshopify.com")

    assert kept(app, "kiln").alert_email == "kiln@kiln.test"
    assert kept(app).alert_email == "orders@fern.test"
    assert "kiln" not in fern.get(f"settings/?id={kiln.id}").text


def test_who_left_is_led_to_where_it_can_come_back(app: Flask, frame_of: OpenFrame) -> None:
    with app.app_context():
        gone = frame_of(PartnerStoreFactory(trade=Trade.LEFT))

    assert "/app/welcome/" in gone.get("settings/").location


def test_test_mail_goes_to_the_address_that_is_kept(app: Flask, fern: Frame) -> None:
    answer = fern.post("settings/test-mail/", {"alert_email": "somebody@else.test"})

    assert "on its way to old@fern.test" in fern.get(answer.location).text
    assert "/apps/" in mail_to(app, "old@fern.test")
    assert len(mails(app)) == 1


def test_test_mail_that_can_not_be_sent_is_said(app: Flask, fern: Frame) -> None:
    with mail_server_away(app):
        answer = fern.post("settings/test-mail/")

    assert "could not be sent" in fern.get(answer.location).text


def test_test_mail_needs_an_address(app: Flask, fern: Frame) -> None:
    save(fern, alert_email="")

    answer = fern.post("settings/test-mail/")

    assert "There is no address yet" in fern.get(answer.location).text
    assert mails(app) == []


def test_nobody_is_sent_test_mails_in_numbers(app: Flask, fern: Frame) -> None:
    answers = [fern.post("settings/test-mail/").status_code for _ in range(7)]

    assert answers == [303] * 5 + [429] * 2
    assert len(mails(app)) == 5
