"""Webhooks at the door: what is kept, what is refused, what Shopify is told."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Iterator

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from powerpact.app import create_app
from powerpact.config import Settings
from powerpact.models import EventState, WebhookEvent, utc_now
from powerpact.shopify.topics import COMPLIANCE
from tests.factories import WebhookEventFactory
from tests.fixtures.application import bind_queue, close
from tests.fixtures.simulator import CLIENT_SECRET


def signed(body: bytes, secret: str = CLIENT_SECRET, **headers: str) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return {
        "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
        "X-Shopify-Topic": "orders/paid",
        "X-Shopify-Shop-Domain": "bubbly.myshopify.com",
        "X-Shopify-Webhook-Id": "a-delivery",
        "X-Shopify-Event-Id": "an-event",
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Triggered-At": "2026-11-22T12:00:00Z",
        "Content-Type": "application/json",
        **headers,
    }


def post(client: FlaskClient, body: bytes, **headers: str) -> TestResponse:
    return client.post("/webhooks", data=body, headers=signed(body, **headers))


def kept(session: Session) -> list[WebhookEvent]:
    session.rollback()
    return list(session.scalars(select(WebhookEvent).order_by(WebhookEvent.id)))


def messages(app: Flask, redis_url: str) -> int:
    app.extensions["webhook_door"].close()  # workers are woken after the answer
    with redis.Redis.from_url(redis_url) as queue:
        return int(queue.llen("webhooks"))


def test_a_signed_webhook_is_kept_as_it_came(client: FlaskClient, session: Session) -> None:
    body = b'{"id": 1,  "note": "spaces and \xc3\xa4 stay"}'
    assert post(client, body).status_code == 200
    (event,) = kept(session)
    assert (event.body, event.state) == (body, EventState.RECEIVED)
    assert (event.delivery_id, event.event_id, event.topic) == (
        "a-delivery",
        "an-event",
        "orders/paid",
    )


def test_a_kept_webhook_wakes_a_worker_once(
    app: Flask, client: FlaskClient, session: Session, redis_url: str
) -> None:
    for _ in range(3):
        assert post(client, b"{}").status_code == 200
    assert len(kept(session)) == 1
    assert messages(app, redis_url) == 1


def test_a_delivery_that_is_there_already_wakes_nobody(
    app: Flask, client: FlaskClient, session: Session, redis_url: str
) -> None:
    WebhookEventFactory(delivery_id="a-delivery")
    assert post(client, b"{}").status_code == 200
    assert len(kept(session)) == 1
    assert messages(app, redis_url) == 0


@pytest.mark.parametrize(
    ("topic", "queue"),
    [("orders/paid", "webhooks"), ("products/update", "catalogue"), ("un/heard_of", "webhooks")],
)
def test_a_topic_decides_the_queue_and_it_is_due_at_once(
    client: FlaskClient, session: Session, topic: str, queue: str
) -> None:
    post(client, b"{}", **{"X-Shopify-Topic": topic})
    (event,) = kept(session)
    assert event.queue == queue
    assert event.next_try_at <= utc_now()


def test_two_topics_of_one_event_are_both_kept(client: FlaskClient, session: Session) -> None:
    post(client, b"{}", **{"X-Shopify-Topic": "orders/create", "X-Shopify-Webhook-Id": "one"})
    post(client, b"{}", **{"X-Shopify-Topic": "orders/paid", "X-Shopify-Webhook-Id": "two"})
    assert [event.topic for event in kept(session)] == ["orders/create", "orders/paid"]


@pytest.mark.parametrize("topic", COMPLIANCE)
def test_what_law_demands_comes_through_the_same_door_for_every_shop(
    client: FlaskClient, session: Session, topic: str
) -> None:
    headers = {"X-Shopify-Topic": topic, "X-Shopify-Shop-Domain": "stranger.myshopify.com"}
    assert post(client, b"{}", **headers).status_code == 200
    (event,) = kept(session)
    assert (event.topic, event.queue) == (topic, "webhooks")
    forged = {**signed(b"{}", "not the secret", **headers), "X-Shopify-Webhook-Id": "another"}
    assert client.post("/webhooks", data=b"{}", headers=forged).status_code == 401
    assert len(kept(session)) == 1


@pytest.mark.parametrize("signature", ["", "bm90IHRoZSBkaWdlc3Q=", "não é base64"])
def test_a_wrong_signature_is_401_and_no_row(
    client: FlaskClient, session: Session, signature: str
) -> None:
    headers = {**signed(b"{}"), "X-Shopify-Hmac-Sha256": signature}
    assert client.post("/webhooks", data=b"{}", headers=headers).status_code == 401
    assert kept(session) == []


def test_a_changed_body_is_401(client: FlaskClient, session: Session) -> None:
    assert client.post("/webhooks", data=b"{ }", headers=signed(b"{}")).status_code == 401
    assert kept(session) == []


def test_a_body_over_two_megabytes_is_413(client: FlaskClient, session: Session) -> None:
    body = b" " * (2 * 1024 * 1024 + 1)
    assert post(client, body).status_code == 413
    assert kept(session) == []


def test_a_body_of_two_megabytes_is_kept(client: FlaskClient, session: Session) -> None:
    assert post(client, b" " * (2 * 1024 * 1024)).status_code == 200
    assert len(kept(session)) == 1


@pytest.mark.parametrize("body", [b"not json", b"[]", b"\xff\xfe", b""])
def test_what_is_not_an_order_is_kept_all_the_same(
    client: FlaskClient, session: Session, body: bytes
) -> None:
    assert post(client, body).status_code == 200
    assert kept(session)[0].body == body


@pytest.mark.parametrize("name", ["X-Shopify-Topic", "X-Shopify-Webhook-Id"])
def test_a_delivery_that_does_not_say_what_it_is_is_400(
    client: FlaskClient, session: Session, name: str
) -> None:
    assert post(client, b"{}", **{name: ""}).status_code == 400
    assert kept(session) == []


@pytest.mark.parametrize("name", ["X-Shopify-Topic", "X-Shopify-Webhook-Id", "X-Shopify-Event-Id"])
def test_a_header_that_no_index_could_hold_is_400(
    client: FlaskClient, session: Session, name: str
) -> None:
    answer = post(client, b"{}", **{name: "x" * 256})
    assert (answer.status_code, answer.json) == (
        400,
        {"error": "a header is over 255 characters long"},
    )
    assert kept(session) == []


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_whatever_is_not_a_post_is_405(client: FlaskClient, method: str) -> None:
    answer = client.open("/webhooks", method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_a_refusal_is_json_with_the_headers_of_every_answer(client: FlaskClient) -> None:
    answer = client.post("/webhooks", data=b"{}")
    assert answer.json == {"error": "the signature does not match the body"}
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def without(app: Flask, settings: Settings) -> Iterator[Callable[..., FlaskClient]]:
    """Makes a browser of an application one of whose services is elsewhere."""
    made: list[Flask] = []

    def browser(**elsewhere: str) -> FlaskClient:
        made.append(create_app(Settings(**{**settings.model_dump(), **elsewhere})))
        bind_queue(made[-1], made[-1].config["SETTINGS"])
        return made[-1].test_client()

    yield browser
    for each in made:
        close(each)


def test_a_database_that_is_away_is_503_so_that_shopify_tries_again(
    without: Callable[..., FlaskClient],
) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    assert post(without(database_url=nowhere), b"{}").status_code == 503


def test_a_queue_that_is_away_loses_nothing_and_costs_no_time(
    without: Callable[..., FlaskClient], session: Session
) -> None:
    client = without(redis_url="redis://127.0.0.1:1/0")
    started = time.monotonic()
    assert post(client, b"{}").status_code == 200
    assert time.monotonic() - started < 2
    assert kept(session)[0].state is EventState.RECEIVED
