"""The partners' products become listings at Bubbly."""

from sqlalchemy import func, select

from powerpact.demo.errors import DemoError
from powerpact.demo.narrator import Narrator
from powerpact.demo.shops import ACTOR, BUBBLY, FELL, KILN, PARTNERS
from powerpact.demo.stack import Stack
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import ProductMap, RunState, SyncRun, VariantMap
from powerpact.services.catalogue_import import request_import
from powerpact.services.curation import approve
from powerpact.services.follow_up import FollowUp
from powerpact.services.store_terms import partner_id_of
from powerpact.services.transactions import transaction
from powerpact.tasks.publishing import follow

IMPORT_WITHIN = 120.0  # seconds
LIST_WITHIN = 240.0
LEFT_PROPOSED = 25  # products, for whoever looks around


def import_catalogues(stack: Stack, narrator: Narrator) -> None:
    """Read both catalogues with a bulk export each, and tell what was found."""
    partner_ids = [partner_id_of(shop.code or "") for shop in PARTNERS]
    runs = tuple(map(request_import, partner_ids))
    follow(FollowUp(runs=runs))
    with narrator.bar("Reading both catalogues") as bar:

        def read() -> bool:
            states = _runs(runs)
            bar.show(sum(run.done for run in states), sum(run.total or 0 for run in states) or None)
            return all(run.state is RunState.FINISHED for run in states)

        stack.processes.wait_until(
            read,
            "both catalogues are read",
            within=IMPORT_WITHIN,
            why=lambda: " ".join(run.message for run in _runs(runs)),
        )
    for shop, partner_id in zip(PARTNERS, partner_ids, strict=True):
        products, variants = _size(partner_id)
        narrator.say(f"{shop.name}: {products} products in {variants} variants were proposed.")


def approve_and_list(stack: Stack, narrator: Narrator) -> None:
    """Approve most of what no rule approves, and wait until all of that is listed."""
    by_hand = _proposed(partner_id_of(FELL.code or ""))[LEFT_PROPOSED:]
    narrator.say(f"{KILN.name} is trusted: its rule approved every product.")
    follow(approve(by_hand, ACTOR).follow_up)
    narrator.say(
        f"{FELL.name} is new: {ACTOR.name} approved {len(by_hand)} products by hand and left "
        f"{LEFT_PROPOSED} for you."
    )
    with narrator.bar(f"Listing at {BUBBLY.name}") as bar:

        def listed() -> bool:
            states = _listings()
            bar.show(states.get(SyncState.SYNCED, 0), sum(states.values()))
            return set(states) == {SyncState.SYNCED}

        stack.processes.wait_until(listed, "every approved product is listed", within=LIST_WITHIN)


def _runs(ids: tuple[int, ...]) -> list[SyncRun]:
    with transaction() as session:
        runs = list(session.scalars(select(SyncRun).where(SyncRun.id.in_(ids))))
        session.expunge_all()
    for run in runs:
        if run.state is RunState.FAILED:
            raise DemoError(f"A catalogue could not be read: {run.message}.")
    return runs


def _size(partner_id: int) -> tuple[int, int]:
    products = select(func.count()).where(ProductMap.partner_id == partner_id)
    variants = (
        select(func.count(VariantMap.id))
        .join(ProductMap)
        .where(ProductMap.partner_id == partner_id)
    )
    with transaction() as session:
        return session.scalars(products).one(), session.scalars(variants).one()


def _proposed(partner_id: int) -> list[int]:
    proposed = (ProductMap.partner_id == partner_id, ProductMap.curation == Curation.PROPOSED)
    with transaction() as session:
        return list(session.scalars(select(ProductMap.id).where(*proposed).order_by(ProductMap.id)))


def _listings() -> dict[SyncState, int]:
    """How many approved products are in which state. `DemoError` when one failed for good."""
    approved = ProductMap.curation == Curation.APPROVED
    failed = (approved, ProductMap.sync == SyncState.FAILED)
    counted = (
        select(ProductMap.sync, func.count().label("products"))
        .where(approved)
        .group_by(ProductMap.sync)
    )
    with transaction() as session:
        broken = session.scalars(select(ProductMap).where(*failed)).first()
        if broken is not None:
            raise DemoError(f"{broken.title} could not be listed: {broken.error}.")
        return {row.sync: row.products for row in session.execute(counted)}
