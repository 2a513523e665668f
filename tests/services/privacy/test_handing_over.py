"""Staff take the document, which is audited, and say that it was handed over, which erases it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.errors import NotFound
from powerpact.models import AuditEvent, PrivacyState
from powerpact.services.privacy.handing_over import disclosed_export, hand_over
from tests.factories import BubblyOrderFactory, BubblyStoreFactory
from tests.services.marketplace import ANA
from tests.services.privacy.asking import ADA, SHOPPER, deliver, do_all, only_request


@pytest.fixture
def ready(session: Session) -> int:
    """The id of a data request whose document waits for staff."""
    BubblyStoreFactory()
    BubblyOrderFactory(shopper=SHOPPER)
    deliver("customers/data_request", customer=ADA)
    do_all()
    return only_request().id


def test_who_takes_the_document_is_audited(session: Session, ready: int) -> None:
    export = disclosed_export(ready, ANA)
    assert export["orders"][0]["shopper"] == SHOPPER
    taken = select(AuditEvent).where(AuditEvent.action == "view_personal_data")
    assert session.scalars(taken).one().subject_id == str(ready)


def test_what_is_handed_over_is_done_and_erased(session: Session, ready: int) -> None:
    assert hand_over([ready], ANA).moved == (ready,)
    request = only_request()
    assert (request.state, request.done_by) == (PrivacyState.DONE, ANA.name)
    assert (request.export, request.asked_for) == (None, None)
    with pytest.raises(NotFound):
        disclosed_export(ready, ANA)


def test_only_a_document_that_waits_can_be_handed_over(session: Session, ready: int) -> None:
    hand_over([ready], ANA)
    assert hand_over([ready, 999], ANA).left == {
        ready: "it is done already",
        999: "there is no such request",
    }
