"""Mails whose server is away, or whose worker dies: none is lost, and none is sent for ever."""

import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore
from powerpact.services.alerts.telling import LEASE, take_turn, told
from powerpact.tasks.alerts import send_alerts
from tests.admin.people.mailbox import mail_server_at, mail_server_away
from tests.tasks.alerts.refusing_server import refusing_server
from tests.tasks.alerts.telling import MINUTE, NOW, failed, partner, sent, words


def test_a_mail_server_that_is_away_is_tried_again_and_loses_nothing(
    app: Flask, session: Session, fern: PartnerStore, clock: time_machine.Traveller
) -> None:
    failed(fern, "#1001")
    with mail_server_away(app):
        send_alerts()
        send_alerts()
    session.expire_all()
    assert fern.alerted_until is None

    send_alerts()
    assert sent(app) == {}  # not before a few minutes have passed

    clock.move_to(NOW + 6 * MINUTE)
    with mail_server_away(app):
        send_alerts()
    clock.move_to(NOW + 12 * MINUTE)
    send_alerts()
    assert "#1001" in words(sent(app)["fern@partner.test"])


def test_address_that_takes_no_mails_is_not_tried_for_ever_and_holds_up_nobody(
    app: Flask, session: Session, fern: PartnerStore, clock: time_machine.Traveller
) -> None:
    failed(fern, "#1001")
    with refusing_server() as port, mail_server_at(app, port):
        send_alerts()
    session.expire_all()
    assert fern.alerted_until is not None

    kiln = partner("kiln")
    failed(kiln, "#2002")
    clock.move_to(NOW + 30 * MINUTE)
    send_alerts()
    assert sent(app).keys() == {"kiln@partner.test"}


def test_who_dies_after_sending_repeats_the_mail_once_and_not_for_ever(
    app: Flask, session: Session, fern: PartnerStore, clock: time_machine.Traveller
) -> None:
    failed(fern, "#1001")
    first = take_turn(fern.id)  # it is sent, and then its worker dies
    assert first
    assert take_turn(fern.id) is None

    clock.move_to(NOW + LEASE)
    second = take_turn(fern.id)  # and so does the one after it
    assert second
    assert second.letter == first.letter

    clock.move_to(NOW + 2 * LEASE)
    assert take_turn(fern.id) is None

    told(first)  # who was taken for dead and was not changes nothing any more
    session.expire_all()
    assert fern.alerted_until == second.until
