"""Waking a worker for pictures."""

from collections.abc import Iterator

import pytest
import redis
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import Picture, ProductMap
from powerpact.permissions import Role
from powerpact.services.pictures import look_at
from powerpact.tasks.catalogue import fetch_pictures
from powerpact.tasks.publishing import FETCH_PICTURES
from tests.admin.conftest import Browser, browser
from tests.factories import ProductMapFactory
from tests.tasks.messages import waiting

__all__ = ["browser"]  # the fixture


@pytest.fixture
def queue(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def map_id(session: Session) -> int:
    row: ProductMap = ProductMapFactory(images=[{"url": "https://images.test/a.png", "alt": ""}])
    session.commit()
    return row.id


def test_a_page_full_of_missing_pictures_wakes_one_worker(
    browser: Browser, map_id: int, queue: redis.Redis
) -> None:
    viewer: FlaskClient = browser(Role.VIEWER)
    for _ in range(3):
        viewer.get(f"/console/pictures/{map_id}")
    assert [each["task"] for each in waiting(queue, "catalogue")] == [FETCH_PICTURES]


@pytest.mark.usefixtures("queue")
def test_the_worker_looks_for_what_is_due_itself(session: Session, map_id: int) -> None:
    look_at(map_id)
    fetch_pictures()
    session.expire_all()
    assert session.scalars(select(Picture)).one().error.startswith("the picture is not at Shopify")
