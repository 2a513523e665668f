"""Messages and sweeps that move imports and listings along."""

import base64
import json
from collections.abc import Iterator

import pytest
import redis
from sqlalchemy.orm import Session

from powerpact.domain.listing_way import POINTS_PER_LISTING, bulk_pays_from
from powerpact.domain.transitions import SyncState
from powerpact.models import ProductMap, RunKind, RunState, StoreState, SyncRun, utc_now
from powerpact.tasks.catalogue import advance_run, list_products
from powerpact.tasks.maintenance import read_changes, sweep_runs
from powerpact.tasks.publishing import LIST_PRODUCTS
from tests.factories import (
    BubblyStoreFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    SyncRunFactory,
    VariantMapFactory,
)
from tests.services.test_listing_queue import queued

Message = tuple[str, list[int]]


@pytest.fixture
def queue(redis_url: str) -> Iterator["Queue"]:
    with redis.Redis.from_url(redis_url) as client:
        yield Queue(client)


class Queue:
    """What waits in Redis for the workers of the catalogue."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def messages(self) -> list[Message]:
        """The name and the arguments of each message, in no order."""
        return sorted(_message(json.loads(raw)) for raw in self._client.lrange("catalogue", 0, -1))


def _message(envelope: dict[str, object]) -> Message:
    args, _kwargs, _embedded = json.loads(base64.b64decode(str(envelope["body"])))
    headers = envelope["headers"]
    assert isinstance(headers, dict)
    return str(headers["task"]), args


def queued_listing() -> int:
    row: ProductMap = ProductMapFactory(
        sync=SyncState.QUEUED, next_sync_at=utc_now(), bubbly_product_id=None
    )
    VariantMapFactory(product_map=row, bubbly_variant_id=None)
    return row.id


def test_a_sweep_sends_due_runs_to_a_worker(session: Session, queue: Queue) -> None:
    run_id = SyncRunFactory(
        kind=RunKind.CATALOGUE_IMPORT, state=RunState.QUEUED, next_step_at=utc_now()
    ).id
    session.commit()
    sweep_runs()
    assert queue.messages() == [("powerpact.catalogue.advance_run", [run_id])]


def test_the_clock_asks_connected_partners_what_changed(session: Session, queue: Queue) -> None:
    PartnerStoreFactory(catalogue_read_at=utc_now())
    PartnerStoreFactory(catalogue_read_at=utc_now(), state=StoreState.UNINSTALLED)
    session.commit()
    read_changes()
    run = session.query(SyncRun).one()
    assert run.kind is RunKind.CATALOGUE_CHANGES
    assert queue.messages() == [("powerpact.catalogue.advance_run", [run.id])]


def test_a_step_of_a_run_wakes_a_worker_for_the_listings_that_it_left_due(
    session: Session, queue: Queue
) -> None:
    advance_run(0)
    assert queue.messages() == [(LIST_PRODUCTS, [])]


def test_one_message_lists_everything_that_is_due(session: Session) -> None:
    BubblyStoreFactory(location_id=None)  # so that each listing ends at once
    ids = [queued_listing() for _ in range(3)]
    session.commit()
    list_products()
    session.expire_all()
    assert {session.get_one(ProductMap, map_id).sync for map_id in ids} == {SyncState.FAILED}


def test_a_run_is_woken_where_so_many_are_due_that_files_are_faster(
    session: Session, queue: Queue
) -> None:
    BubblyStoreFactory(plan="Basic")
    queued(session, PartnerStoreFactory().id, bulk_pays_from(POINTS_PER_LISTING, 100.0) or 0)
    list_products()
    run = session.query(SyncRun).one()
    assert run.kind is RunKind.BULK_LISTING
    assert queue.messages() == [("powerpact.catalogue.advance_run", [run.id])]
