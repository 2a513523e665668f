"""A session behind the wall, asked for more than it may see."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from powerpact.models import BubblyOrder, OrderSync, PartnerStore, RunFailure, utc_now
from powerpact.services.partner_wall import beyond_the_wall, raise_wall
from powerpact.services.transactions import reading, transaction
from tests.factories import (
    BubblyStoreFactory,
    OrderSyncAttemptFactory,
    OrderSyncLineFactory,
    PartnerDayFactory,
    ProductMapFactory,
    SyncRunFactory,
    UserFactory,
    VariantMapFactory,
)

# The rows of one partner, as the wall's migration should have it.
OWN = {
    "store": "id = :me",
    "order_sync": "partner_id = :me",
    "order_sync_line": "order_sync_id IN (SELECT id FROM order_sync WHERE partner_id = :me)",
    "order_sync_attempt": "order_sync_id IN (SELECT id FROM order_sync WHERE partner_id = :me)",
    "bubbly_order": "id IN (SELECT bubbly_order_id FROM order_sync WHERE partner_id = :me)",
    "bubbly_order_line": "partner_id = :me",
    "product_map": "partner_id = :me",
    "variant_map": "product_map_id IN (SELECT id FROM product_map WHERE partner_id = :me)",
    "sync_run": "store_id = :me",
    "run_failure": "run_id IN (SELECT id FROM sync_run WHERE store_id = :me)",
    "partner_day": "store_id = :me",
}
# What tells rows apart, where it is no id.
KEYS = {"partner_day": "store_id"}
# What no partner reads at all.
CLOSED = ("audit_event", "webhook_event", "admission", "consent", "privacy_request", "saved_filter")
STAFFS_OWN = (
    "SELECT total FROM bubbly_order",
    "SELECT tax FROM bubbly_order",
    "SELECT discount FROM bubbly_order_line",
    "SELECT reason FROM bubbly_order_line",
    "SELECT access_token FROM store",
    "SELECT refresh_token FROM store",
    "SELECT answer FROM order_sync_attempt",
    "SELECT content FROM picture",
    "SELECT url FROM picture",
    "SELECT email FROM staff_user",
)


@pytest.fixture
def me(session: Session) -> Iterator[int]:
    """One of two partners, whose wall is up; both have orders, products and runs."""
    BubblyStoreFactory()
    UserFactory()
    lines = OrderSyncLineFactory.create_batch(2)
    for line in lines:
        part = line.order_sync
        OrderSyncAttemptFactory(order_sync_id=part.id)
        VariantMapFactory(product_map=ProductMapFactory(partner=part.partner))
        run = SyncRunFactory(store=part.partner)
        PartnerDayFactory(store_id=part.partner_id)
        session.add(
            RunFailure(run_id=run.id, subject_type="product_map", subject_id="1", what="it is gone")
        )
    session.commit()
    store_id: int = lines[0].order_sync.partner_id
    raise_wall(store_id)
    yield store_id
    session.info.clear()
    session.rollback()


@pytest.mark.parametrize("table", OWN)
def test_view_without_a_scope_shows_the_stores_own_rows_alone(
    session: Session, me: int, table: str
) -> None:
    every = f"SELECT {KEYS.get(table, 'id')} FROM {table}"  # noqa: S608 - our own names
    seen = set(session.scalars(text(every)))
    with beyond_the_wall():
        own = set(session.scalars(text(f"{every} WHERE {OWN[table]}"), {"me": me}))
        there_are = set(session.scalars(text(every)))

    assert seen == own
    assert own, "the partner has nothing, so nothing is proved"
    assert own < there_are, "nobody else has anything, so nothing is proved"


@pytest.mark.usefixtures("me")
@pytest.mark.parametrize("statement", [f"SELECT id FROM {table}" for table in CLOSED])  # noqa: S608
def test_what_is_not_a_partners_can_not_be_read_at_all(session: Session, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(statement))


@pytest.mark.usefixtures("me")
@pytest.mark.parametrize("statement", STAFFS_OWN)
def test_columns_of_staff_can_not_be_read(session: Session, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(statement))


@pytest.mark.usefixtures("me")
def test_every_table_is_behind_the_wall_or_closed(session: Session) -> None:
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    readable = text(
        f"SELECT tablename FROM ({tables}) AS t "  # noqa: S608 - our own names
        "WHERE has_any_column_privilege('powerpact_partner', tablename::text, 'SELECT')"
    )

    assert set(session.scalars(readable)) == OWN.keys() | {"picture"}


@pytest.mark.usefixtures("me")
def test_nothing_is_written_behind_the_wall(session: Session) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction():
        session.execute(text("UPDATE order_sync SET tries = 9"))


def test_wall_stands_after_a_commit_a_fault_and_a_deed(session: Session, me: int) -> None:
    session.commit()
    with pytest.raises(ProgrammingError):
        session.execute(text("SELECT email FROM admission"))
    session.rollback()
    with beyond_the_wall(), transaction() as beyond:
        beyond.get_one(PartnerStore, me).alerted_until = utc_now()

    with reading() as apart:
        assert set(apart.scalars(select(OrderSync.partner_id))) == {me}


def test_connection_goes_back_without_it(session: Session, me: int) -> None:
    session.scalars(select(OrderSync.id)).all()
    session.rollback()
    session.info.clear()

    assert len(session.scalars(select(OrderSync.id)).all()) == 2
    assert session.scalar(text("SELECT current_setting('powerpact.store_id', true)")) != str(me)


@pytest.mark.usefixtures("me")
def test_a_wall_for_no_store_shows_nothing(session: Session) -> None:
    raise_wall(0)

    assert session.scalars(select(OrderSync.id)).all() == []
    assert session.scalars(select(BubblyOrder.id)).all() == []
