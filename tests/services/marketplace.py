"""Stores of the simulator and the rows that belong to them, for tests of services."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from powerpact.domain.catalogue import CatalogueProduct
from powerpact.domain.transitions import SyncState
from powerpact.models import (
    PartnerStore,
    ProductMap,
    Source,
    Store,
    SyncRun,
    VariantMap,
    utc_now,
)
from powerpact.services.access import call_for
from powerpact.services.audit import Actor
from powerpact.services.catalogue_write import write_products
from powerpact.services.listing import sync_listing
from powerpact.services.transactions import transaction
from powerpact.shopify.catalogue import read_product
from powerpact.simulator.control_client import SimulatorClient

ANA = Actor("ana@bubbly.test", Source.CONSOLE)


@dataclass(frozen=True)
class Shop:
    """A store of the simulator that PowerPact is connected to."""

    id: int
    domain: str
    control: SimulatorClient

    def received(self, root_field: str) -> int:
        """How many calls of that root field reached the store."""
        return self.control.calls(self.domain, root_field)[0]

    def product(self, gid: str) -> CatalogueProduct:
        """A product as the store has it now."""
        found = read_product(call_for(self.id), gid)
        assert found is not None
        return found

    def products(self) -> int:
        """How many products the store has."""
        return int(self.control.store(self.domain)["products"])

    def row(self) -> Store:
        """The store as PowerPact knows it now."""
        with transaction() as session:
            store = session.get_one(Store, self.id, populate_existing=True)
            session.expunge_all()
            return store


def set_store(store_id: int, **values: object) -> None:
    """Change a store's row."""
    with transaction() as session:
        store = session.get_one(Store, store_id)
        for name, value in values.items():
            setattr(store, name, value)


def read_in(partner_id: int, product: CatalogueProduct) -> int:
    """Write what was read of a partner's product; the id of its map."""
    with transaction() as session:
        write_products(session, session.get_one(PartnerStore, partner_id), [product])
        where = (ProductMap.partner_id == partner_id, ProductMap.partner_product_id == product.id)
        return session.scalars(select(ProductMap.id).where(*where)).one()


def map_row(map_id: int) -> ProductMap:
    """A product map with its variants, as it stands now."""
    with transaction() as session:
        row = session.get_one(
            ProductMap,
            map_id,
            options=[selectinload(ProductMap.variants)],
            populate_existing=True,
        )
        session.expunge_all()
        return row


def variants_of(map_id: int) -> list[VariantMap]:
    """The variants that the partner still has."""
    return [variant for variant in map_row(map_id).variants if variant.removed_at is None]


def run_row(run_id: int) -> SyncRun:
    """A run as it stands now."""
    with transaction() as session:
        run = session.get_one(SyncRun, run_id, populate_existing=True)
        session.expunge_all()
        return run


def let_time_pass(model: type[SyncRun | ProductMap], moment: datetime | None = None) -> None:
    """Make everything due that waits for its time, leases of dead workers included."""
    column = "next_step_at" if model is SyncRun else "next_sync_at"
    with transaction() as session:
        waits = getattr(model, column).is_not(None)
        session.execute(update(model).where(waits).values({column: moment or utc_now()}))


def sync_again(map_id: int) -> SyncState | None:
    """Queue a listing as if something about it had changed, and sync it."""
    with transaction() as session:
        row = session.get_one(ProductMap, map_id)
        row.sync, row.next_sync_at = SyncState.QUEUED, utc_now()
    return sync_listing(map_id)
