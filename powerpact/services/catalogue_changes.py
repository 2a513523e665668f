"""What changed in a partner's catalogue: since the last reading, or one product just now."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import SyncState
from powerpact.models import PartnerStore, ProductMap, RunKind, RunState, SyncRun, utc_now
from powerpact.services.access import Share, call_for
from powerpact.services.catalogue_gone import mark_gone
from powerpact.services.catalogue_write import in_batches, write_products
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.runs import ClaimedRun, close_in, note
from powerpact.services.transactions import transaction
from powerpact.shopify.call import Call
from powerpact.shopify.catalogue import changed_since, read_product

# Clocks differ, and Shopify's search index lags behind its products.
OVERLAP = timedelta(minutes=5)
# Seconds that a reading waits for a page's points while orders use up the store's allowance: a page
# may cost as much as the catalogue's share gets in that time, and a reading that is broken off
# begins again. Only one per store is under way.
PAGE_PATIENCE = 30.0


def changes_step(run: ClaimedRun) -> None:
    """Read and write everything that changed since the last reading, in one step.

    A product whose deletion nobody told us of stays until the next full import.
    """
    started_at = utc_now()
    with transaction() as session:
        read_at = session.get_one(PartnerStore, run.store_id).catalogue_read_at
    since = read_at - OVERLAP if read_at else None
    done = changed = 0
    for batch in in_batches(changed_since(_patient_call(run.store_id), since)):
        with transaction() as session:
            partner = session.get_one(PartnerStore, run.store_id)
            written = write_products(session, partner, batch)
            done += len(batch)
            changed += written.new + written.changed
            note(session, run, done=done, message="reading what changed")
    with transaction() as session:
        session.get_one(PartnerStore, run.store_id).catalogue_read_at = started_at
        note(session, run, total=done, done=done)
        close_in(
            session, run, RunState.FINISHED, f"{done} products read, {changed} of them changed"
        )


def _patient_call(store_id: int) -> Call:
    return call_for(store_id, Share.CATALOGUE, patience=PAGE_PATIENCE)


def refresh_product(
    partner_id: int, product_gid: str, changed_at: datetime | None = None
) -> FollowUp:
    """Read one product of a partner as it is now and write it: the answer to its webhook.

    Whatever order the webhooks come in, the product ends as Shopify has it (facts 0.5). What we
    read after ``changed_at`` holds the change already: of a burst, and each order of the product
    sends a webhook, only the first costs a read.
    """
    if changed_at and _read_after(partner_id, product_gid, changed_at):
        return NOTHING
    product = read_product(call_for(partner_id, Share.CATALOGUE), product_gid)
    if product is None:
        return product_deleted(partner_id, product_gid)
    with transaction() as session:
        write_products(session, session.get_one(PartnerStore, partner_id), [product])
        return FollowUp(listings=_queued(session, partner_id, product_gid))


def _read_after(partner_id: int, product_gid: str, changed_at: datetime) -> bool:
    """Whether the product as we keep it is newer; a change in the same second may be missing."""
    with transaction() as session:
        kept = session.scalar(
            select(ProductMap.partner_updated_at).where(
                ProductMap.partner_id == partner_id,
                ProductMap.partner_product_id == product_gid,
            )
        )
    return kept is not None and kept > changed_at


def product_deleted(partner_id: int, product_gid: str) -> FollowUp:
    """Mark a product as gone: the partner deleted it."""
    with transaction() as session:
        mark_gone(
            session,
            ProductMap.partner_id == partner_id,
            ProductMap.partner_product_id == product_gid,
            deleted_at=utc_now(),
        )
        return FollowUp(listings=_queued(session, partner_id, product_gid))


def export_finished(partner_id: int, operation_gid: str) -> FollowUp:
    """Wake the import, or bulk listing, that waits for this operation; nothing when none does.

    The webhook only saves waiting: a run looks again by itself.
    """
    with transaction() as session:
        woken = session.scalars(
            update(SyncRun)
            .where(
                SyncRun.store_id == partner_id,
                SyncRun.kind.in_((RunKind.CATALOGUE_IMPORT, RunKind.BULK_LISTING)),
                SyncRun.state == RunState.WAITING,
                func.jsonb_extract_path_text(SyncRun.progress, "operation") == operation_gid,
            )
            .values(next_step_at=utc_now())
            .returning(SyncRun.id)
            .execution_options(synchronize_session=False)
        )
        runs = tuple(woken)
    return FollowUp(runs=runs) if runs else NOTHING


def _queued(session: Session, partner_id: int, product_gid: str) -> tuple[int, ...]:
    found = session.scalars(
        select(ProductMap.id).where(
            ProductMap.partner_id == partner_id,
            ProductMap.partner_product_id == product_gid,
            ProductMap.sync == SyncState.QUEUED,
            ProductMap.next_sync_at <= utc_now(),
        )
    )
    return tuple(found)
