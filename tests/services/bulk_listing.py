"""A bulk listing of the simulator's Bubbly, step by step, for tests."""

from collections.abc import Callable, Sequence

import httpx
from sqlalchemy import func, select

from powerpact.domain.transitions import SyncState
from powerpact.models import ListingLine, RunKind, RunState, SyncRun
from powerpact.services.listing_lines import BulkListing, take_listings
from powerpact.services.runs import claim_run, open_run
from powerpact.services.transactions import transaction
from powerpact.shopify.version import API_VERSION
from tests.services.catalogue_runs import step
from tests.services.marketplace import Shop, map_row, run_row

Approved = Callable[..., list[int]]


def opened(bubbly: Shop) -> int:
    """The id of a run that is due."""
    return open_run(bubbly.id, RunKind.BULK_LISTING)


def to_the_end(bubbly: Shop, run_id: int, steps: int = 12) -> SyncRun:
    """The run after its last step."""
    for _ in range(steps):
        run = step(bubbly, run_id)
        if run.state in {RunState.FINISHED, RunState.FAILED}:
            return run
    raise AssertionError(f"the run does not end: {run_row(run_id).message}")


def states(map_ids: Sequence[int]) -> list[SyncState]:
    """How the listings stand."""
    return [map_row(map_id).sync for map_id in map_ids]


def still_held() -> int:
    """How many listings any run has in hand."""
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(ListingLine)) or 0


def in_hand(run_id: int) -> BulkListing:
    run = claim_run(run_id)
    assert run is not None
    bulk = BulkListing(run)
    with transaction() as session:
        take_listings(session, bulk)
    return bulk


def cancel(bubbly: Shop, operation: str) -> None:
    """Somebody tells Shopify to stop the operation."""
    row = bubbly.row()
    mutation = "mutation ($id: ID!) { bulkOperationCancel(id: $id) { userErrors { message } } }"
    answer = httpx.post(
        f"{bubbly.control.base_url}/{bubbly.domain}/admin/api/{API_VERSION}/graphql.json",
        json={"query": mutation, "variables": {"id": operation}},
        headers={"X-Shopify-Access-Token": row.access_token or ""},
        trust_env=False,
    )
    assert answer.json()["data"]["bulkOperationCancel"]["userErrors"] == []
