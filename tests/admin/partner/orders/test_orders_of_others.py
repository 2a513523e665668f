"""Partner B's ids, typed by partner A (I6)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import (
    AuditEvent,
    OrderSync,
    PartnerStore,
)
from tests.admin.browser import text_of
from tests.admin.partner.conftest import Frame
from tests.admin.partner.orders.looking import SHOPPER, S, made, page, state_of
from tests.factories import (
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
)


@pytest.fixture
def theirs(session: Session) -> int:
    del session
    return made(
        PartnerStoreFactory(name="Kiln"),
        "#4711",
        partner_order_name="#88",
        bubbly_order__shopper=SHOPPER,
    )


def test_they_have_no_page(mine: Frame, theirs: int) -> None:
    for path in ("details", "progress"):
        answer = mine.get(f"orders/{path}/?id={theirs}")
        assert answer.status_code == 404
        assert "#4711" not in answer.text


@pytest.mark.parametrize("search", ["4711", "#4711", "88", "#88"])
def test_no_search_finds_them(mine: Frame, theirs: int, search: str) -> None:
    del theirs
    asked = {"search": search}
    assert "Nothing matches." in text_of(mine.get("orders/", query_string=asked))
    assert "4711," not in mine.get("orders/csv/", query_string=asked).text


@pytest.mark.parametrize("field", ["only", "ids"])
def test_they_can_not_be_retried(mine: Frame, theirs: int, session: Session, field: str) -> None:
    answer = mine.post("orders/act/retry/", {field: theirs})

    assert state_of(session, theirs) is S.FAILED
    told = text_of(mine.get(answer.location))
    assert "1 order was left: there is no such row." in told
    assert session.scalars(select(AuditEvent)).all() == []


def test_a_shared_order_shows_my_part_alone(
    me: PartnerStore, mine: Frame, theirs: int, session: Session
) -> None:
    part = session.get_one(OrderSync, theirs)
    OrderSyncLineFactory(order_sync=part, bubbly_line__title="Their secret lamp")
    own = OrderSyncFactory(partner=me, bubbly_order=part.bubbly_order)
    OrderSyncLineFactory(order_sync=own, bubbly_line__title="My bowl")

    told = page(mine, own.id)

    assert "My bowl" in told
    assert "lamp" not in told
    assert "Kiln" not in told


@pytest.mark.parametrize("name", ["hold", "cancel", "release", "mark-handled", "reroute"])
def test_what_staff_do_is_no_action_here(
    me: PartnerStore, mine: Frame, session: Session, name: str
) -> None:
    part_id = made(me)

    answer = mine.post(f"orders/act/{name}/", {"only": part_id, "confirmed": "yes"})

    assert answer.status_code == 404
    assert state_of(session, part_id) is S.FAILED
