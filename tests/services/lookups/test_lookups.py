"""Questions to Bubbly: asked once, answered by a worker, forgotten after a while."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from powerpact.models import ListingLookup, LookupKind, LookupState, utc_now
from powerpact.services.follow_up import NOTHING
from powerpact.services.lookups.asking import KEPT_FOR, ask, forget_old_lookups, latest
from powerpact.services.lookups.work import work_lookups
from powerpact.services.transactions import transaction
from tests.factories import ProductMapFactory
from tests.services.catalogue_readings import product
from tests.services.marketplace import ANA, Shop, read_in


@pytest.fixture
def map_id(session: Session) -> int:
    made: int = ProductMapFactory().id
    return made


def set_all(**values: object) -> None:
    with transaction() as session:
        session.execute(update(ListingLookup).values(**values))


def last(map_id: int, kind: LookupKind = LookupKind.PREVIEW) -> ListingLookup:
    found = latest(map_id, kind)
    assert found is not None
    return found


def test_a_double_click_asks_once(map_id: int) -> None:
    first = ask(map_id, LookupKind.PREVIEW, ANA)
    assert len(first.lookups) == 1
    assert ask(map_id, LookupKind.PREVIEW, ANA) == NOTHING
    assert ask(map_id, LookupKind.MATCHES, ANA, "mug") != NOTHING
    assert last(map_id).id == first.lookups[0]


def test_it_can_be_asked_again_once_it_is_answered(map_id: int) -> None:
    first = ask(map_id, LookupKind.PREVIEW, ANA)
    set_all(state=LookupState.ANSWERED)
    again = ask(map_id, LookupKind.PREVIEW, ANA)
    assert len({*first.lookups, *again.lookups}) == 2


def test_without_bubbly_it_says_so(map_id: int) -> None:
    ask(map_id, LookupKind.PREVIEW, ANA)
    assert work_lookups() == 1
    found = last(map_id)
    assert (found.state, found.answer) == (LookupState.FAILED, None)
    assert found.error == "Bubbly's store is not connected yet: connect it first."
    assert found.answered_at is not None


def test_a_bubbly_that_does_not_answer_is_said_at_once(bubbly: Shop, kiln: Shop) -> None:
    map_id = read_in(kiln.id, product(1))
    bubbly.control.add_fault("down", shop=bubbly.domain)
    ask(map_id, LookupKind.MATCHES, ANA, "mug")
    work_lookups()
    found = last(map_id, LookupKind.MATCHES)
    assert found.state is LookupState.FAILED
    assert found.error.startswith("Bubbly did not answer: ")
    bubbly.control.clear_faults()


def test_what_a_worker_has_in_hand_is_left_to_it_until_its_lease_ends(map_id: int) -> None:
    ask(map_id, LookupKind.PREVIEW, ANA)
    set_all(claim="another worker", due_at=utc_now() + timedelta(minutes=1))
    assert work_lookups() == 0
    set_all(due_at=utc_now())
    assert work_lookups() == 1


def test_a_worker_that_stops_takes_no_more(map_id: int) -> None:
    ask(map_id, LookupKind.PREVIEW, ANA)
    assert work_lookups(lambda: True) == 0
    assert last(map_id).state is LookupState.ASKED


def test_old_questions_are_forgotten(map_id: int) -> None:
    ask(map_id, LookupKind.PREVIEW, ANA)
    assert forget_old_lookups() == 0
    set_all(asked_at=utc_now() - KEPT_FOR - timedelta(minutes=1))
    assert forget_old_lookups() == 1
    assert latest(map_id, LookupKind.PREVIEW) is None


def test_the_answer_to_other_words_is_not_the_answer(map_id: int) -> None:
    ask(map_id, LookupKind.MATCHES, ANA, " mug ")
    assert latest(map_id, LookupKind.MATCHES, "mug") is not None
    assert latest(map_id, LookupKind.MATCHES, "cup") is None
