"""A partner's catalogue: the whole of it by a bulk export, or what changed since the last time.

``advance_run`` makes one step of a run: start the export, look at it, or read and write its
result. Every step may run twice, in any worker, and may die anywhere.
"""

from datetime import datetime

from sqlalchemy import select

from powerpact.errors import Permanent, RateLimited, Refused, Retryable
from powerpact.models import PartnerStore, RunKind, RunState
from powerpact.services.catalogue_changes import changes_step
from powerpact.services.catalogue_export import export_step
from powerpact.services.claims import ClaimLost
from powerpact.services.listing_run import bulk_listing_step
from powerpact.services.runs import ClaimedRun, claim_run, close, open_run, put_down
from powerpact.services.transactions import transaction
from powerpact.services.waits import retry_wait

_STEPS = {
    RunKind.CATALOGUE_IMPORT: export_step,
    RunKind.CATALOGUE_CHANGES: changes_step,
    RunKind.BULK_LISTING: bulk_listing_step,
}


def request_import(partner_id: int) -> int:
    """The id of the run that imports this partner's whole catalogue, opened when none is open.

    Raises Refused when the partner has not agreed to it (rule 1.1.13).
    """
    _read_at(partner_id)
    return open_run(partner_id, RunKind.CATALOGUE_IMPORT)


def request_changes(partner_id: int) -> int:
    """The id of the run that reads what changed; the whole catalogue when it was never read.

    Raises Refused as ``request_import`` does.
    """
    kind = RunKind.CATALOGUE_CHANGES if _read_at(partner_id) else RunKind.CATALOGUE_IMPORT
    return open_run(partner_id, kind)


def request_all_changes() -> tuple[int, ...]:
    """The ids of runs that read what changed, one for each connected partner that agreed to it."""
    with transaction() as session:
        partners = session.scalars(select(PartnerStore).order_by(PartnerStore.id)).all()
        connected = [each for each in partners if each.is_connected]
    readable = [each.id for each in connected if each.trade.shares_products]
    return tuple(request_changes(partner_id) for partner_id in readable)


def _read_at(partner_id: int) -> datetime | None:
    """When the catalogue of a partner that shares it was last read."""
    with transaction() as session:
        partner = session.get_one(PartnerStore, partner_id)
        if not partner.trade.shares_products:
            raise Refused(f"{partner.name} does not agree to share its products")
        return partner.catalogue_read_at


def advance_run(run_id: int) -> None:
    """Make one step of the run; nothing when it is not due or another worker has it.

    Raises nothing that Shopify may answer: that is written on the run, in words.
    """
    run = claim_run(run_id)
    if run is None:
        return
    try:
        _STEPS[run.kind](run)
    except ClaimLost:
        return
    except RateLimited as error:
        put_down(run, error.retry_after, str(error), run.progress)
    except Retryable as error:
        _wait(run, error)
    except Permanent as error:
        close(run, RunState.FAILED, str(error))


def _wait(run: ClaimedRun, error: Retryable) -> None:
    tries = run.progress.get("tries", 0) + 1
    put_down(run, retry_wait(tries), f"{error}; trying again", {**run.progress, "tries": tries})
