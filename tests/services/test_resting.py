"""How long a store that does not answer is left alone."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from powerpact.errors import Unavailable
from powerpact.models import PartnerStore, utc_now
from powerpact.services.resting import rest, resting
from tests.factories import PartnerStoreFactory
from tests.services.marketplace import set_store


@pytest.fixture
def store(session: Session) -> PartnerStore:
    made: PartnerStore = PartnerStoreFactory.create()
    return made


def fail(store_id: int) -> None:
    """A call to the store that gets no answer."""
    with suppress(Unavailable), resting(store_id):
        raise Unavailable("it does not answer")


def rest_left(session: Session, store: PartnerStore) -> timedelta:
    """How long the store rests from now on."""
    session.refresh(store)
    return store.rests_until - utc_now() if store.rests_until else timedelta(0)


def test_one_failed_call_is_a_hiccup(session: Session, store: PartnerStore) -> None:
    fail(store.id)
    assert rest_left(session, store) == timedelta(0)


def test_calls_that_fail_at_the_same_moment_bring_one_short_rest(
    app: Flask, session: Session, store: PartnerStore
) -> None:
    together, store_id = Barrier(8), store.id

    def fail_together(_: int) -> None:
        with app.app_context(), suppress(Unavailable), resting(store_id):
            together.wait()
            raise Unavailable("it does not answer")

    session.rollback()
    with ThreadPoolExecutor(8) as calls:
        list(calls.map(fail_together, range(8)))
    assert timedelta(0) < rest_left(session, store) <= timedelta(seconds=2)


def test_a_failure_after_a_rest_doubles_the_next_one(session: Session, store: PartnerStore) -> None:
    fail(store.id)
    fail(store.id)
    set_store(store.id, rests_until=utc_now())
    fail(store.id)
    assert timedelta(seconds=2) < rest_left(session, store) <= timedelta(seconds=4)


def test_a_shorter_rest_does_not_end_a_longer_one(session: Session, store: PartnerStore) -> None:
    rest(store.id, 3600, "it is closed")
    rest(store.id, 2, "its allowance is used up")
    assert rest_left(session, store) > timedelta(minutes=50)
    assert store.rest_reason == "it is closed"
