"""The harness itself: what every test may rely on."""

import pytest
import redis
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import AuditEvent, Source
from powerpact.services.budget.ledger import REMEMBERS_SINCE
from powerpact.simulator.control_client import SimulatorClient

TWICE = pytest.mark.parametrize("turn", ["first", "second"])


@TWICE
def test_a_test_finds_the_tables_empty_and_the_numbering_fresh(session: Session, turn: str) -> None:
    assert session.scalars(select(AuditEvent)).all() == []
    event = AuditEvent(
        source=Source.RULE, actor=turn, action="left", subject_type="row", subject_id="1"
    )
    session.add(event)
    session.commit()
    assert event.id == 1


@TWICE
def test_a_test_finds_redis_empty(redis_url: str, turn: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.keys() == [REMEMBERS_SINCE.encode()]
        client.set("left", turn)


@TWICE
def test_a_test_finds_a_shopify_without_stores(simulator: SimulatorClient, turn: str) -> None:
    assert simulator.stores() == []
    simulator.create_store(f"{turn}.myshopify.com", "Left behind")


def test_the_application_answers(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
