"""Mails to partners about what needs them, from the row that failed to the mail in the folder."""

from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from powerpact.domain.causes import HELD_BY_STAFF, REJECTED
from powerpact.domain.transitions import OrderState, SyncState
from powerpact.models import AlertPace, OrderSync, PartnerStore, StoreState, Trade
from powerpact.services.alerts.telling import partners_to_tell, take_turn
from powerpact.services.platform import platform
from powerpact.tasks.alerts import send_alerts
from tests.factories import (
    ProductMapFactory,
)
from tests.services.counting import counted_statements
from tests.tasks.alerts.telling import MINUTE, NOW, failed, partner, sent, words


def test_partner_is_told_what_failed_and_where_to_see_it(app: Flask, fern: PartnerStore) -> None:
    failed(fern, "#1001")
    ProductMapFactory(
        partner=fern, title="Blue <Bowl>", sync=SyncState.FAILED, updated_at=NOW - MINUTE
    )

    send_alerts()

    mail = sent(app)["fern@partner.test"]
    text, html = (part.get_payload(decode=True).decode() for part in mail.get_payload())
    assert mail["Subject"] == "1 order needs you; 1 product fails"
    assert "#1001. Your store has too little stock" in text
    assert "Blue <Bowl>" in text
    assert "Blue &lt;Bowl&gt;" in html
    place = platform().settings.app_in_admin("fern.myshopify.com")
    assert (
        f"See these orders: {place}/orders/?flt_stage_is=needs_you&flt_cause_is=out_of_stock\n"
        in text
    )
    assert f"{place}/settings/" in text


def test_mail_holds_nothing_of_shoppers_and_nothing_of_other_partners(
    app: Flask, fern: PartnerStore
) -> None:
    kiln = partner("kiln")
    failed(fern, "#1001")
    failed(kiln, "#2002")
    ProductMapFactory(partner=kiln, title="Urn", sync=SyncState.FAILED, updated_at=NOW - MINUTE)

    send_alerts()

    mail = words(sent(app)["fern@partner.test"])
    for foreign in ("Sylvia", "Odeon", "sylvia@", "+33", "#2002", "Urn", "kiln", "Kiln"):
        assert foreign not in mail


def test_what_only_bubbly_can_put_right_is_no_mail(app: Flask, fern: PartnerStore) -> None:
    failed(fern, "#1001", cause=REJECTED)
    failed(fern, "#1002", cause=HELD_BY_STAFF, state=OrderState.HELD)

    send_alerts()

    assert sent(app) == {}


def test_what_comes_within_ten_minutes_is_gathered_in_one_mail(
    app: Flask, fern: PartnerStore, clock: time_machine.Traveller
) -> None:
    failed(fern, "#1001")
    send_alerts()
    assert "#1001" in words(sent(app)["fern@partner.test"])

    clock.move_to(NOW + 5 * MINUTE)
    failed(fern, "#1002")
    failed(fern, "#1003")
    send_alerts()
    assert sent(app) == {}

    clock.move_to(NOW + 10 * MINUTE)
    send_alerts()
    again = words(sent(app)["fern@partner.test"])
    assert "#1002" in again
    assert "#1003" in again
    assert "#1001" not in again

    clock.move_to(NOW + 60 * MINUTE)
    send_alerts()
    assert sent(app) == {}


def test_what_may_not_be_committed_yet_is_left_to_the_next_mail(
    app: Flask, fern: PartnerStore, clock: time_machine.Traveller
) -> None:
    failed(fern, "#1001", ago=timedelta(seconds=2))
    send_alerts()
    assert sent(app) == {}

    clock.move_to(NOW + timedelta(seconds=20))
    send_alerts()
    assert "#1001" in words(sent(app)["fern@partner.test"])


def test_the_days_mail_comes_once_at_seven(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    fern = partner("fern", alert_pace=AlertPace.DAILY, timezone="Asia/Tokyo", alerted_until=NOW)
    failed(fern, "#1001")
    send_alerts()
    assert sent(app) == {}

    seven = datetime(2026, 11, 22, 22, tzinfo=UTC)
    clock.move_to(seven + timedelta(seconds=3))
    session.execute(update(OrderSync).values(updated_at=NOW + MINUTE))
    session.commit()
    send_alerts()
    assert "#1001" in words(sent(app)["fern@partner.test"])

    for later in (timedelta(seconds=20), timedelta(hours=3)):
        clock.move_to(seven + later)
        failed(fern, f"#after {later}")
        send_alerts()
        assert sent(app) == {}

    clock.move_to(seven + timedelta(days=1))
    send_alerts()
    assert "#after" in words(sent(app)["fern@partner.test"])


def test_an_empty_day_has_no_mail_and_leaves_the_next_failure_to_the_next_day(
    app: Flask, session: Session
) -> None:
    fern = partner("fern", alert_pace=AlertPace.DAILY)
    send_alerts()
    failed(fern, "#1001")
    send_alerts()

    assert sent(app) == {}


@pytest.mark.parametrize(
    "details",
    [
        {"trade": Trade.PAUSED},
        {"trade": Trade.SUSPENDED},
        {"trade": Trade.LEFT},
        {"trade": Trade.JOINING},
        {"state": StoreState.UNINSTALLED},
        {"alert_pace": AlertPace.OFF},
        {"alert_email": ""},
    ],
)
@pytest.mark.usefixtures("session")
def test_who_does_not_trade_or_wants_no_mails_is_sent_none(
    app: Flask, details: dict[str, Any]
) -> None:
    store = partner("fern", **details)
    failed(store, "#1001")

    send_alerts()

    assert sent(app) == {}
    assert take_turn(store.id) is None


def test_broken_connection_is_told_once_and_again_when_it_breaks_again(
    app: Flask, session: Session, fern: PartnerStore, clock: time_machine.Traveller
) -> None:
    def look(state: StoreState, minutes: int) -> dict[str, Message]:
        session.execute(update(PartnerStore).values(state=state))
        session.commit()
        clock.move_to(NOW + minutes * MINUTE)
        send_alerts()
        return sent(app)

    assert "Shopify has closed" in words(look(StoreState.UNAVAILABLE, 0)["fern@partner.test"])
    assert look(StoreState.UNAVAILABLE, 15) == {}
    assert look(StoreState.ACTIVE, 30) == {}
    assert "Shopify has closed" in words(look(StoreState.UNAVAILABLE, 45)["fern@partner.test"])


def test_a_partner_that_nothing_happens_to_costs_three_queries_with_all_others(
    session: Session,
) -> None:
    stores = [partner(f"store{number}", alerted_of=[]) for number in range(6)]
    failed(stores[3], "#1001")
    session.commit()

    with counted_statements() as asked:
        found = partners_to_tell()

    assert found == [stores[3].id]
    assert len(asked) == 3
