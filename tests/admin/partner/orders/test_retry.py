"""Retrying one order, and those that are ticked."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.causes import CAUSES, HELD_BY_STAFF, Fixer
from powerpact.models import (
    AuditEvent,
    OrderSync,
    PartnerStore,
    Side,
    Source,
    Trade,
)
from tests.admin.browser import text_of
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.admin.partner.orders.looking import S, made, names, state_of
from tests.factories import (
    PartnerStoreFactory,
)


def test_one_is_on_its_way_and_on_record(me: PartnerStore, mine: Frame, session: Session) -> None:
    part_id = made(me)

    answer = mine.post("orders/act/retry/", {"only": part_id})

    assert answer.status_code == 303
    assert state_of(session, part_id) is S.PENDING
    told = session.scalars(select(AuditEvent)).one()
    assert (told.source, told.actor) == (Source.DASHBOARD, "fern.myshopify.com user 1")
    assert "1 order on the way to your store." in text_of(mine.get(answer.location))


def test_a_second_click_says_that_it_is_on_its_way(me: PartnerStore, mine: Frame) -> None:
    part_id = made(me)
    mine.post("orders/act/retry/", {"only": part_id})

    again = mine.post("orders/act/retry/", {"only": part_id})

    told = text_of(mine.get(again.location))
    assert "1 order was left: it is on its way to your store already." in told


def test_a_page_that_is_out_of_date_does_nothing(
    me: PartnerStore, mine: Frame, session: Session
) -> None:
    part_id = made(me)
    seen = re.search(r'name="seen" value="([^"]+)"', mine.get(f"orders/details/?id={part_id}").text)
    assert seen
    part = session.get_one(OrderSync, part_id)
    part.state, part.cause_code, part.fixer = S.HELD, HELD_BY_STAFF.code, Fixer.STAFF
    session.commit()

    answer = mine.post("orders/act/retry/", {"only": part_id, "seen": seen.group(1)})

    assert state_of(session, part_id) is S.HELD
    assert "Somebody changed this meanwhile" in text_of(mine.get(answer.location))


def test_of_the_ticked_ones_those_that_can_go_out_do(
    me: PartnerStore, mine: Frame, session: Session
) -> None:
    parts = [made(me), made(me, state=S.HELD, cause_of=HELD_BY_STAFF), made(me)]

    answer = mine.post("orders/act/retry/", {"ids": parts})

    assert [state_of(session, each) for each in parts] == [S.PENDING, S.HELD, S.PENDING]
    told = text_of(mine.get(answer.location))
    assert "2 orders on the way to your store." in told
    assert "1 order was left: only Bubbly can put it right (Held by Bubbly)." in told


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.code)
def test_a_button_is_offered_for_what_waits_for_the_partner_alone(
    me: PartnerStore, mine: Frame, cause: Any
) -> None:
    answer = mine.get(f"orders/details/?id={made(me, cause_of=cause)}")

    assert ("/app/orders/act/retry/" in answer.text) is (cause.fixer is Fixer.PARTNER)
    assert ("It can not be retried:" in answer.text) is (cause.fixer is not Fixer.PARTNER)


@pytest.mark.parametrize("side", Side)
def test_nothing_is_retried_while_paused(frame_of: OpenFrame, session: Session, side: Side) -> None:
    store = PartnerStoreFactory(trade=Trade.PAUSED, trade_by=side)
    part_id = made(store)

    frame_of(store).post("orders/act/retry/", {"only": part_id})

    assert state_of(session, part_id) is S.FAILED


def test_who_left_sees_its_books_and_retries_nothing(frame_of: OpenFrame, session: Session) -> None:
    store = PartnerStoreFactory(trade=Trade.LEFT, trade_by=Side.PARTNER)
    part_id = made(store, "#1001")
    frame = frame_of(store)

    assert names(frame) == ["#1001"]
    assert frame.post("orders/act/retry/", {"only": part_id}).status_code == 403
    assert state_of(session, part_id) is S.FAILED
