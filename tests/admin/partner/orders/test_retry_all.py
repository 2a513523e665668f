"""Retrying all orders that match, and the run that does it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.causes import HELD_BY_STAFF
from powerpact.models import (
    OrderSync,
    PartnerStore,
    RunFailure,
    SyncRun,
)
from powerpact.services.bulk.work import work_bulk_actions
from tests.admin.browser import text_of
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.admin.partner.orders.looking import S, made, state_of
from tests.factories import (
    PartnerStoreFactory,
)


def test_all_that_match_are_counted_asked_for_and_retried(
    me: PartnerStore, mine: Frame, session: Session
) -> None:
    stuck = [made(me), made(me)]
    made(me, state=S.CREATED, partner_order_id="gid://shopify/Order/1")
    others = made(PartnerStoreFactory())

    asked = mine.post("orders/act/retry/", {"all": "yes"})
    assert "all rows that match (all there are): 2 now." in text_of(asked)
    once = {"all": "yes", "confirmed": "yes", "once": "a form"}
    first, again = (mine.post("orders/act/retry/", once) for _ in range(2))
    list(work_bulk_actions())

    assert first.location == again.location
    assert [state_of(session, each) for each in stuck] == [S.PENDING, S.PENDING]
    assert state_of(session, others) is S.FAILED
    run = session.scalars(select(SyncRun)).one()
    assert (run.store_id, run.done, run.failed, run.title) == (
        me.id,
        2,
        0,
        "Retry: all there are",
    )
    assert "/app/runs/details/" in first.location
    assert "2 of 2" in text_of(mine.get(first.location))


def test_what_could_not_be_retried_leads_to_its_order(
    me: PartnerStore, mine: Frame, session: Session
) -> None:
    held = made(me, state=S.HELD, cause_of=HELD_BY_STAFF)
    answer = mine.post(
        "orders/act/retry/?flt_stage_is=with_bubbly", {"all": "yes", "confirmed": "yes"}
    )
    list(work_bulk_actions())
    assert session.scalars(select(RunFailure)).one().subject_id == str(held)

    told = mine.get(answer.location)

    assert f'href="/app/orders/details/?id={held}">Order {held}</a>' in told.text
    assert "Only Bubbly can put it right (Held by Bubbly)." in text_of(told)
    assert "1 could not be done" in text_of(told)


def test_a_filter_of_another_partner_chooses_none_of_its_orders(
    mine: Frame, session: Session
) -> None:
    theirs = made(PartnerStoreFactory())
    query = f"?flt_partner_is={session.get_one(OrderSync, theirs).partner_id}"

    mine.post(f"orders/act/retry/{query}", {"all": "yes", "confirmed": "yes"})
    list(work_bulk_actions())

    assert state_of(session, theirs) is S.FAILED


def test_a_run_of_another_partner_is_not_there(frame_of: OpenFrame, session: Session) -> None:
    del session
    other = PartnerStoreFactory()
    made(other)
    everything = {"all": "yes", "confirmed": "yes"}
    run = frame_of(other).post("orders/act/retry/", everything).location
    me = frame_of(PartnerStoreFactory())

    assert me.get(run).status_code == 404
    assert me.get(run.replace("details", "progress")).status_code == 404
    assert "Retry" not in text_of(me.get("runs/"))
