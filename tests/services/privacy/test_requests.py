"""Taking in what law demands: once for each wish, for every shop."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import (
    AuditEvent,
    EventState,
    PrivacyKind,
    PrivacyRequest,
    PrivacyState,
    Store,
    StoreState,
    WebhookEvent,
    utc_now,
)
from powerpact.services.follow_up import NOTHING
from tests.factories import BubblyStoreFactory, PartnerStoreFactory
from tests.services.privacy.asking import ADA, deliver, do_all, only_request

KINDS = {
    "customers/data_request": PrivacyKind.DATA_REQUEST,
    "customers/redact": PrivacyKind.CUSTOMER_REDACT,
    "shop/redact": PrivacyKind.SHOP_REDACT,
}


@pytest.mark.parametrize("topic", KINDS)
def test_a_shop_that_was_never_here_gets_a_record_that_nothing_is_kept(
    session: Session, topic: str
) -> None:
    deliver(topic, "stranger.myshopify.com", customer=ADA, orders_to_redact=[1])
    do_all()
    request = only_request()
    assert (request.kind, request.state) == (KINDS[topic], PrivacyState.DONE)
    assert not any(count for kind, count in request.done.items() if kind != "webhooks")
    assert session.scalars(select(WebhookEvent)).one().state is EventState.DONE


@pytest.mark.parametrize("topic", KINDS)
def test_a_worker_is_called_and_the_end_is_audited(session: Session, topic: str) -> None:
    BubblyStoreFactory()
    called = deliver(topic, customer=ADA).privacy_requests
    request = only_request()
    assert called == (request.id,)
    assert request.due_at - request.asked_at == timedelta(days=30)
    do_all()
    done = only_request()
    assert (done.state, done.asked_for, done.done_by) == (PrivacyState.DONE, None, "Privacy law")
    written = session.scalars(
        select(AuditEvent).where(AuditEvent.subject_type == "privacy_request")
    ).one()
    assert written.action == KINDS[topic]


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("customers/data_request", {"customer": ADA, "data_request": {"id": 9}}),
        ("customers/redact", {"customer": ADA, "orders_to_redact": [2, 1]}),
        ("shop/redact", {}),
    ],
)
def test_a_repeated_delivery_finds_the_request_of_the_first(
    session: Session, topic: str, payload: dict[str, object]
) -> None:
    PartnerStoreFactory(shop_domain="clay.myshopify.com", installed_at=utc_now())
    deliver(topic, "clay.myshopify.com", **payload)
    later = deliver(topic, "clay.myshopify.com", at=utc_now() + timedelta(minutes=1), **payload)
    assert later == NOTHING
    assert only_request().state is PrivacyState.RECEIVED


def test_other_wishes_are_other_requests(session: Session) -> None:
    BubblyStoreFactory()
    for orders in ([1], [2]):
        deliver("customers/redact", customer=ADA, orders_to_redact=orders)
    deliver("customers/redact", customer={"id": 78}, orders_to_redact=[1])
    assert len(session.scalars(select(PrivacyRequest.mark)).all()) == 3


def test_the_customer_may_be_missing_or_partly_null(session: Session) -> None:
    BubblyStoreFactory()
    deliver("customers/redact", customer=None)
    deliver("customers/redact", customer={"id": None, "email": None, "phone": None})
    do_all()
    assert set(session.scalars(select(PrivacyRequest.state))) == {PrivacyState.DONE}


def test_the_body_that_names_the_shopper_goes_when_the_webhook_is_done(session: Session) -> None:
    BubblyStoreFactory()
    deliver("customers/redact", customer=ADA)
    assert session.scalars(select(WebhookEvent.body)).all() == [b""]


def test_a_body_that_says_nothing_is_parked_for_a_person(session: Session) -> None:
    deliver("customers/redact", customer=ADA, orders_to_redact=["one"])
    event = session.scalars(select(WebhookEvent)).one()
    assert event.state is EventState.PARKED
    assert "orders_to_redact is not an id" in event.reason


@pytest.mark.parametrize(
    "moment", [datetime(9999, 12, 31, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)]
)
def test_a_moment_that_can_not_be_is_taken_for_the_arrival(
    session: Session, moment: datetime
) -> None:
    deliver("customers/redact", at=moment, customer=ADA)
    do_all()
    assert session.scalars(select(WebhookEvent)).one().state is EventState.DONE
    assert abs(only_request().asked_at - utc_now()) < timedelta(minutes=1)


def test_a_store_that_was_installed_again_keeps_all_and_it_is_recorded(session: Session) -> None:
    store_id = PartnerStoreFactory(shop_domain="clay.myshopify.com", installed_at=utc_now()).id
    asked_at = utc_now() - timedelta(hours=1)
    assert deliver("shop/redact", "clay.myshopify.com", at=asked_at) == NOTHING
    request = only_request()
    assert (request.state, request.done) == (PrivacyState.DONE, {"installed_again": True})
    session.expire_all()
    assert session.get_one(Store, store_id).access_token is not None


def test_a_store_that_leaves_a_second_time_is_erased_a_second_time(session: Session) -> None:
    store_id = PartnerStoreFactory(shop_domain="clay.myshopify.com", installed_at=utc_now()).id
    deliver("shop/redact", "clay.myshopify.com", at=utc_now() - timedelta(hours=1))
    deliver("shop/redact", "clay.myshopify.com", at=utc_now() + timedelta(hours=1))
    do_all()
    session.expire_all()
    assert session.get_one(Store, store_id).state is StoreState.UNINSTALLED
