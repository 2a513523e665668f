"""Messages and sweeps that move imports and listings along."""

import base64
import json
from collections.abc import Iterator

import pytest
import redis
from sqlalchemy.orm import Session

from powerpact.domain.transitions import SyncState
from powerpact.models import ProductMap, RunKind, RunState, StoreState, SyncRun, utc_now
from powerpact.tasks.catalogue import advance_run, sync_listing
from powerpact.tasks.maintenance import read_changes, sweep_listings, sweep_runs
from tests.factories import (
    BubblyStoreFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    SyncRunFactory,
    VariantMapFactory,
)

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


def test_a_sweep_sends_each_due_listing_to_a_worker_once(session: Session, queue: Queue) -> None:
    BubblyStoreFactory()
    map_id = queued_listing()
    session.commit()
    sweep_listings()
    sweep_listings()
    assert queue.messages() == [("powerpact.catalogue.sync_listing", [map_id])]


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


def test_a_step_of_a_run_wakes_workers_for_the_listings_that_are_due(
    session: Session, queue: Queue
) -> None:
    BubblyStoreFactory()
    map_id = queued_listing()
    session.commit()
    advance_run(0)
    assert queue.messages() == [("powerpact.catalogue.sync_listing", [map_id])]


def test_a_message_about_a_listing_that_is_not_queued_does_nothing(
    session: Session, queue: Queue
) -> None:
    row = ProductMapFactory(sync=SyncState.SYNCED)
    session.commit()
    sync_listing(row.id)
    session.refresh(row)
    assert (row.sync, row.claim) == (SyncState.SYNCED, None)
