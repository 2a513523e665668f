"""What a partner decides of its own trade: pausing, leaving, coming back; and whose word counts."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState, SyncState
from powerpact.models import (
    AuditEvent,
    Consent,
    OrderSync,
    PartnerStore,
    RunKind,
    RunState,
    Side,
    Source,
    Trade,
    utc_now,
)
from powerpact.services.bulk.of_partners import AT_ONCE
from powerpact.services.bulk.work import work_bulk_actions
from powerpact.services.deeds import Deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.order_claim import claim_parts
from powerpact.services.order_release import begin_absence
from powerpact.services.partner_membership import leave, open_trade, pause_myself, resume_myself
from powerpact.services.store_steering import pause, resume, suspend
from powerpact.services.transactions import transaction
from tests.factories import (
    OrderSyncFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    SyncRunFactory,
)
from tests.services.arriving import OWNER
from tests.services.marketplace import ANA, map_row, run_row, set_store
from tests.services.selling import Seller, part_of, part_row, parts
from tests.services.test_store_steering import MANY_HELD


@pytest.fixture
def partner(session: Session) -> int:
    """The id of a partner that consented and trades."""
    store_id = int(PartnerStoreFactory().id)
    session.add(
        Consent(
            store_id=store_id, version="1", wording="I agree.", given_at=utc_now(), given_by="1"
        )
    )
    session.commit()
    return store_id


def stands(session: Session, store_id: int) -> tuple[Trade, Side]:
    session.expire_all()
    store = session.get_one(PartnerStore, store_id)
    return store.trade, store.trade_by


def rejoin(store_id: int) -> FollowUp:
    with transaction() as session:
        return open_trade(session, store_id, OWNER)


def test_a_partner_pauses_and_resumes_itself(session: Session, partner: int) -> None:
    assert pause_myself([partner], OWNER).moved == (partner,)
    assert stands(session, partner) == (Trade.PAUSED, Side.PARTNER)
    held = OrderSyncFactory(
        partner=session.get_one(PartnerStore, partner),
        state=OrderState.HELD,
        cause_code="partner_away",
    ).id
    assert resume_myself([partner], OWNER).follow_up.order_syncs == (held,)
    assert stands(session, partner) == (Trade.OPEN, Side.PARTNER)


@pytest.mark.parametrize(("steer", "word"), [(pause, "paused"), (suspend, "suspended")])
def test_a_partner_does_not_undo_what_staff_decided(
    session: Session, partner: int, steer: Deed, word: str
) -> None:
    steer([partner], ANA)
    done = resume_myself([partner], OWNER)
    assert done.left == {partner: f"Bubbly's staff {word} it, and only they can resume it"}
    assert stands(session, partner)[0].value == word


def test_staff_may_resume_a_partner_that_paused_itself(session: Session, partner: int) -> None:
    pause_myself([partner], OWNER)
    assert resume([partner], ANA).moved == (partner,)
    assert stands(session, partner) == (Trade.OPEN, Side.STAFF)


@pytest.mark.parametrize("trade", [Trade.JOINING, Trade.LEFT])
@pytest.mark.parametrize("steer", [pause, suspend, resume, pause_myself, resume_myself, leave])
def test_nobody_steers_a_partner_without_its_consent(
    session: Session, partner: int, trade: Trade, steer: Deed
) -> None:
    set_store(partner, trade=trade)
    done = steer([partner], ANA)
    assert done.moved == ()
    assert "agree" in done.left[partner]
    assert stands(session, partner)[0] is trade


def test_leaving_withdraws_the_consent_and_keeps_the_words(session: Session, partner: int) -> None:
    leave([partner], OWNER)
    consent = session.scalars(select(Consent)).one()
    assert consent.withdrawn_at
    assert (consent.withdrawn_by, consent.wording) == (OWNER.name, "I agree.")
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.source, event.after) == (
        "leave",
        Source.DASHBOARD,
        {"trade": "left"},
    )


def test_leaving_takes_listings_off_sale_and_lets_orders_wait(
    session: Session, partner: int
) -> None:
    store = session.get_one(PartnerStore, partner)
    listed = ProductMapFactory(partner=store).id
    waiting = [
        OrderSyncFactory(partner=store, state=state).id
        for state in (OrderState.PENDING, OrderState.RETRYING)
    ]
    sent = OrderSyncFactory(partner=store, state=OrderState.CREATED, partner_order_id="gid://x").id
    others = OrderSyncFactory().id
    done = leave([partner], OWNER)
    assert done.follow_up.listings == (listed,)
    assert map_row(listed).sync is SyncState.QUEUED
    for part_id in waiting:
        part = part_row(part_id)
        assert (part.state, part.cause_code) == (OrderState.HELD, "partner_away")
        assert part.cause.endswith("has left")
    assert part_row(sent).state is OrderState.CREATED
    assert [part.id for part in claim_parts(9)] == [others]


def test_leaving_ends_what_is_read_of_the_partner(session: Session, partner: int) -> None:
    run = SyncRunFactory(
        store=session.get_one(PartnerStore, partner), kind=RunKind.CATALOGUE_IMPORT
    ).id
    leave([partner], OWNER)
    assert (run_row(run).state, run_row(run).message) == (
        RunState.FAILED,
        "It was ended: the partner has left.",
    )


def test_coming_back_lets_everything_go_on(session: Session, partner: int) -> None:
    store = session.get_one(PartnerStore, partner)
    listed, waiting = ProductMapFactory(partner=store).id, OrderSyncFactory(partner=store).id
    leave([partner], OWNER)
    due = rejoin(partner)
    assert (due.order_syncs, part_row(waiting).state) == ((waiting,), OrderState.PENDING)
    assert map_row(listed).sync is SyncState.QUEUED
    assert stands(session, partner) == (Trade.OPEN, Side.PARTNER)
    assert rejoin(partner) == FollowUp()


def test_leaving_and_coming_back_does_not_end_a_suspension(session: Session, partner: int) -> None:
    suspend([partner], ANA)
    leave([partner], OWNER)
    rejoin(partner)
    assert stands(session, partner) == (Trade.SUSPENDED, Side.STAFF)
    assert resume_myself([partner], OWNER).moved == ()


def test_orders_for_a_partner_that_left_are_held_and_say_so(potter: Seller) -> None:
    leave([potter.shop.id], OWNER)
    with pytest.raises(ValueError, match="not enough values"):
        part_of(potter)  # it gives the parts that are due: none
    (part,) = parts()
    assert (part.state, part.cause_code, part.cause) == (
        OrderState.HELD,
        "partner_away",
        "Kiln has left",
    )


def test_many_waiting_orders_are_held_by_runs_and_let_go_again(
    session: Session, partner: int
) -> None:
    session.execute(MANY_HELD, {"many": AT_ONCE + 1})
    waiting = {"state": OrderState.PENDING, "cause_code": "", "next_attempt_at": utc_now()}
    session.execute(update(OrderSync).values(**waiting))
    session.commit()
    assert len(leave([partner], OWNER).follow_up.bulk_actions) == 1
    list(work_bulk_actions())
    assert states_and_causes(session) == [(OrderState.HELD, "partner_away", AT_ONCE + 1)]
    assert len(rejoin(partner).bulk_actions) == 1
    list(work_bulk_actions())
    assert states_and_causes(session) == [(OrderState.PENDING, "", AT_ONCE + 1)]


def test_a_run_holds_nothing_of_a_partner_that_came_back_meanwhile(
    session: Session, partner: int
) -> None:
    part = OrderSyncFactory(partner=session.get_one(PartnerStore, partner)).id
    assert begin_absence([part], OWNER).left == {part: "it waits for no partner that left"}
    assert part_row(part).state is OrderState.PENDING


def states_and_causes(session: Session) -> list[tuple[OrderState, str, int]]:
    kinds = (OrderSync.state, OrderSync.cause_code)
    counted = select(*kinds, func.count()).group_by(*kinds)
    return [(row[0], row[1], row[2]) for row in session.execute(counted)]
