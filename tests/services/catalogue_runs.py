"""Runs of the simulator's stores, step by step, for tests."""

from powerpact.models import SyncRun
from powerpact.services.catalogue_import import advance_run, request_import
from tests.services.marketplace import Shop, let_time_pass, run_row

BULK_DONE = 300.0  # seconds that no bulk operation of the simulator takes


def step(shop: Shop, run_id: int) -> SyncRun:
    """Let Shopify finish what it is at, and make the next step of the run."""
    shop.control.advance(BULK_DONE)
    let_time_pass(SyncRun)
    advance_run(run_id)
    return run_row(run_id)


def imported(shop: Shop) -> SyncRun:
    """An import that has made its two steps: the export is started, then looked at."""
    run_id = request_import(shop.id)
    advance_run(run_id)
    return step(shop, run_id)
