"""Catalogues that are read because a person asked for it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.errors import Refused
from powerpact.models import AuditEvent, RunKind, StoreState, SyncRun, Trade, utc_now
from powerpact.services.catalogue_import import (
    request_all_changes,
    request_changes,
    request_import,
)
from powerpact.services.store_imports import import_now, read_changes_now
from tests.factories import BubblyStoreFactory, PartnerStoreFactory
from tests.services.counting import counted_statements
from tests.services.marketplace import ANA


def runs(session: Session) -> list[SyncRun]:
    session.expire_all()
    return list(session.scalars(select(SyncRun).order_by(SyncRun.id)))


def test_a_run_is_opened_and_says_who_asked_for_it(session: Session) -> None:
    partner_id = PartnerStoreFactory().id
    done = import_now([partner_id], ANA)
    (run,) = runs(session)
    assert (run.kind, run.store_id, run.asked_by) == (
        RunKind.CATALOGUE_IMPORT,
        partner_id,
        ANA.name,
    )
    assert (done.moved, done.follow_up.runs) == ((partner_id,), (run.id,))
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.after) == ("import_now", {"run": run.id})


def test_a_second_click_finds_the_run_of_the_first(session: Session) -> None:
    partner_id = PartnerStoreFactory().id
    import_now([partner_id], ANA)
    again = import_now([partner_id], ANA)
    assert again.left == {partner_id: "its catalogue is being read already; see the runs"}
    assert len(runs(session)) == 1


def test_changes_are_read_where_the_catalogue_was_read_before(session: Session) -> None:
    known = PartnerStoreFactory(catalogue_read_at=utc_now()).id
    new = PartnerStoreFactory().id
    read_changes_now([known, new], ANA)
    assert {run.store_id: run.kind for run in runs(session)} == {
        known: RunKind.CATALOGUE_CHANGES,
        new: RunKind.CATALOGUE_IMPORT,
    }


@pytest.mark.parametrize("state", [each for each in StoreState if each is not StoreState.ACTIVE])
def test_a_store_that_does_not_let_us_in_is_left(session: Session, state: StoreState) -> None:
    partner_id = PartnerStoreFactory(state=state).id
    done = import_now([partner_id], ANA)
    assert "nothing can be read" in done.left[partner_id]
    assert runs(session) == []


def test_bubbly_has_no_catalogue_to_import(session: Session) -> None:
    bubbly_id = BubblyStoreFactory().id
    assert import_now([bubbly_id], ANA).left == {bubbly_id: "it is no partner store"}


def test_more_stores_take_no_more_statements(session: Session) -> None:
    counts = []
    for amount in (1, 5):
        ids = [PartnerStoreFactory().id for _ in range(amount)]
        with counted_statements() as statements:
            import_now(ids, ANA)
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("trade", [Trade.JOINING, Trade.LEFT])
def test_nothing_is_read_of_a_partner_without_its_consent(session: Session, trade: Trade) -> None:
    partner_id = PartnerStoreFactory(trade=trade, catalogue_read_at=utc_now()).id
    for deed in (import_now, read_changes_now):
        assert "does not agree" in deed([partner_id], ANA).left[partner_id]
    for request in (request_import, request_changes):
        with pytest.raises(Refused, match="does not agree"):
            request(partner_id)
    assert request_all_changes() == ()
