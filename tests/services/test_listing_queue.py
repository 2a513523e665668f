"""Which listings are given out, and in which order."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, literal, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import PartnerStore, ProductMap, utc_now
from powerpact.services.listing_queue import first_in_turn
from tests.factories import BubblyStoreFactory, PartnerStoreFactory, ProductMapFactory
from tests.services.counting import counted_statements
from tests.services.due_listings import due_listings


def queued(session: Session, partner_id: int, count: int, minutes_ago: int = 1) -> None:
    """So many listings of the partner that wait, the first the longest."""
    now = utc_now()
    number = func.generate_series(1, count).column_valued("number")
    gid = func.concat(f"gid://shopify/Product/{partner_id}-", number)
    waits = literal(now - timedelta(minutes=minutes_ago)) + number * timedelta(milliseconds=1)
    values = {
        "partner_id": literal(partner_id),
        "partner_product_id": gid,
        "partner_ref": func.concat(f"ref-{partner_id}-", number),
        "curation": literal(Curation.APPROVED, ProductMap.curation.type),
        "sync": literal(SyncState.QUEUED, ProductMap.sync.type),
        "title": literal("Mug"),
        "handle": literal("mug"),
        "status": literal(ProductStatus.ACTIVE, ProductMap.status.type),
        "partner_updated_at": literal(now),
        "next_sync_at": waits,
    }
    session.execute(insert(ProductMap).from_select(list(values), select(*values.values())))
    session.commit()


@pytest.fixture
def partners(session: Session) -> list[int]:
    BubblyStoreFactory()
    return [PartnerStoreFactory().id for _ in range(3)]


def owners(session: Session, map_ids: tuple[int, ...]) -> list[int]:
    """How many of the listings each partner has, most first."""
    counted = select(func.count()).where(ProductMap.id.in_(map_ids)).group_by(ProductMap.partner_id)
    return sorted(session.scalars(counted), reverse=True)


def test_a_very_large_approval_does_not_stand_in_front_of_the_others(
    session: Session, partners: list[int]
) -> None:
    queued(session, partners[0], 1000, minutes_ago=60)
    queued(session, partners[1], 50)
    queued(session, partners[2], 5)
    given = due_listings(30)
    assert owners(session, given) == [13, 12, 5]
    assert owners(session, given[:9]) == [3, 3, 3]


def test_one_partner_alone_gets_all_there_is(session: Session, partners: list[int]) -> None:
    queued(session, partners[0], 40)
    assert len(due_listings(30)) == 30
    assert len(due_listings(30)) == 10


def test_the_longest_waiting_of_a_partner_goes_first(session: Session, partners: list[int]) -> None:
    late = ProductMapFactory(
        partner=session.get_one(PartnerStore, partners[0]),
        sync=SyncState.QUEUED,
        next_sync_at=utc_now() - timedelta(hours=1),
    )
    queued(session, partners[0], 5)
    assert due_listings(1) == (late.id,)


def test_statements_do_not_grow_with_the_queue(session: Session, partners: list[int]) -> None:
    counts = []
    for count in (3, 300):
        queued(session, partners[len(counts)], count)
        with counted_statements() as sent:
            due_listings(500)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_each_partners_turn_comes_from_its_index(session: Session, partners: list[int]) -> None:
    for partner in partners:
        queued(session, partner, 2000)
    session.execute(text("ANALYZE product_map"))
    compiled = first_in_turn(100).compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    plan = "\n".join(session.scalars(text(f"EXPLAIN {compiled}")))
    assert "ix_product_map_turn" in plan
    assert "Seq Scan on product_map" not in plan
