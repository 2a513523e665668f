"""Staff choose where a line goes, whatever the maps say."""

from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.errors import NotFound, Refused
from powerpact.models import AuditEvent, OrderSync, VariantMap, utc_now
from powerpact.services.line_places import read_line
from powerpact.services.moments import moments_of
from powerpact.services.rerouting import route_line_to, standing
from powerpact.services.transactions import reading, transaction
from tests.factories import VariantMapFactory
from tests.services.marketplace import ANA
from tests.services.routing import (
    Waiting,
    assert_nothing_is_lost,
    line_row,
    parts_of,
    unmapped_order,
    variant_at,
)

S = OrderState
pytestmark = pytest.mark.usefixtures("session")


def own_line(waiting: Waiting) -> int:
    """The id of the line that the order's first part holds."""
    return parts_of(waiting.order_id)[0].lines[0].bubbly_order_line_id


def seen(line_id: int) -> str:
    with reading() as session:
        line = read_line(session, line_id)
        assert line
        return standing(line)


def test_a_line_goes_to_the_variant_that_staff_chose() -> None:
    waiting = unmapped_order()
    kiln = variant_at("Kiln", commission_rate=Decimal("0.20"))
    done = route_line_to(waiting.line_id, kiln.id, ANA, note="Kiln has it too")
    (part,) = parts_of(waiting.order_id)
    assert (done.moved, done.follow_up.order_syncs) == ((waiting.line_id,), (part.id,))
    assert (part.owed, part.lines[0].variant_map_id) == (Decimal("16.00"), kiln.id)
    line = line_row(waiting.line_id)
    assert line.reason_code == "chosen_by_staff"
    assert line.reason == ("ana@bubbly.test chose that Thing 100 is sold by Kiln: Kiln has it too")
    assert_nothing_is_lost(waiting.order_id)


def test_a_line_can_be_bubblys_own() -> None:
    waiting = unmapped_order()
    route_line_to(waiting.line_id, None, ANA)
    line = line_row(waiting.line_id)
    assert (line.destination, line.partner_id) == (Destination.BUBBLY, None)
    assert line.reason == "ana@bubbly.test chose that Thing 100 is sold from Bubbly's own stock"
    assert_nothing_is_lost(waiting.order_id)


def test_a_line_leaves_its_part_and_what_both_are_owed_is_reckoned_anew() -> None:
    fern = variant_at("Fern")
    sold = [VariantMapFactory(product_map=fern.product_map) for _ in range(2)]
    waiting = unmapped_order(*sold)
    route_line_to(own_line(waiting), variant_at("Kiln").id, ANA)
    old, new = parts_of(waiting.order_id)
    assert [(part.owed, len(part.lines)) for part in (old, new)] == [(Decimal("8.50"), 1)] * 2
    assert (old.state, new.state) == (S.PENDING, S.PENDING)
    assert_nothing_is_lost(waiting.order_id)


def test_a_part_that_its_last_line_left_ends_and_can_begin_anew(session: Session) -> None:
    fern = VariantMapFactory()
    waiting = unmapped_order(fern)
    line_id = own_line(waiting)
    route_line_to(line_id, variant_at("Kiln").id, ANA)
    emptied = parts_of(waiting.order_id)[0]
    assert (emptied.state, emptied.cause_code, emptied.owed) == (S.CANCELLED, "lines_moved", 0)
    assert emptied.cause == "all its lines were routed elsewhere"
    route_line_to(line_id, session.merge(fern).id, ANA)
    again, left = parts_of(waiting.order_id)
    assert (again.id, again.state, again.cause_code) == (emptied.id, S.PENDING, "")
    assert (again.split_id, left.state) == (emptied.split_id, S.CANCELLED)
    assert_nothing_is_lost(waiting.order_id)


def test_another_variant_of_the_same_partner_takes_the_place_of_one(session: Session) -> None:
    fern = variant_at("Fern")
    waiting = unmapped_order(VariantMapFactory(product_map=fern.product_map))
    other = VariantMapFactory(
        product_map=session.merge(fern).product_map, bubbly_variant_id=None, price=Decimal(20)
    )
    route_line_to(own_line(waiting), other.id, ANA)
    (part,) = parts_of(waiting.order_id)
    assert (part.state, part.owed, len(part.lines)) == (S.PENDING, Decimal("17.00"), 1)
    assert_nothing_is_lost(waiting.order_id)


def test_a_line_of_an_order_that_is_made_stays() -> None:
    waiting = unmapped_order(VariantMapFactory())
    (part,) = parts_of(waiting.order_id)
    made = {"state": S.CREATED, "partner_order_id": "gid://shopify/Order/1"}
    with transaction() as session:
        session.execute(update(OrderSync).values(**made))
    with pytest.raises(Refused, match="order is made already; settle it with"):
        route_line_to(own_line(waiting), None, ANA)
    assert len(parts_of(waiting.order_id)[0].lines) == 1 == len(part.lines)


def test_a_second_click_says_that_it_is_there_already(session: Session) -> None:
    waiting, kiln = unmapped_order(), variant_at("Kiln")
    route_line_to(waiting.line_id, kiln.id, ANA)
    with pytest.raises(Refused, match="it goes to Kiln already"):
        route_line_to(waiting.line_id, session.merge(kiln).id, ANA)
    assert len(session.scalars(select(AuditEvent)).all()) == 1


def test_a_page_that_shows_the_line_where_it_is_no_more_is_refused(session: Session) -> None:
    waiting, kiln = unmapped_order(), variant_at("Kiln")
    shown = seen(waiting.line_id)
    route_line_to(waiting.line_id, None, ANA, seen=shown)
    with pytest.raises(Refused, match="was routed meanwhile"):
        route_line_to(waiting.line_id, session.merge(kiln).id, ANA, seen=shown)
    assert line_row(waiting.line_id).destination is Destination.BUBBLY


def test_what_does_not_exist_any_more_is_said() -> None:
    waiting, gone = unmapped_order(), VariantMapFactory(removed_at=utc_now())
    with pytest.raises(Refused, match="does not have this variant any more"):
        route_line_to(waiting.line_id, gone.id, ANA)
    with pytest.raises(NotFound, match="no partner variant"):
        route_line_to(waiting.line_id, 10**9, ANA)
    with pytest.raises(NotFound, match="no such line"):
        route_line_to(10**9, None, ANA)


def test_the_partners_of_another_currency_get_their_share_in_it() -> None:
    waiting = unmapped_order()
    lyon = variant_at("Lyon", currency="EUR", exchange_rate=Decimal("0.86"))
    route_line_to(waiting.line_id, lyon.id, ANA)
    (part,) = parts_of(waiting.order_id)
    assert (part.currency, part.owed) == ("EUR", Decimal("17.00"))
    assert part.shipping == Decimal("3.49")  # 3.00 pounds at 0.86 pounds a euro


def test_the_variants_map_stays_as_it_was(session: Session) -> None:
    waiting, kiln = unmapped_order(), variant_at("Kiln")
    route_line_to(waiting.line_id, kiln.id, ANA)
    kept = session.scalars(select(VariantMap).where(VariantMap.id == session.merge(kiln).id)).one()
    assert kept.bubbly_variant_id is None


def test_the_orders_story_tells_who_sent_the_line_where(session: Session) -> None:
    waiting = unmapped_order()
    route_line_to(waiting.line_id, variant_at("Kiln").id, ANA, note="they have it")
    route_line_to(waiting.line_id, None, ANA)
    told = [moment.what for moment in moments_of(waiting.order_id) if ANA.name in moment.what]
    assert told == [
        f"{ANA.name} routed a line: goes to nobody → Kiln, “they have it” (console)",
        f"{ANA.name} routed a line: goes to Kiln → Bubbly (console)",
    ]
    assert session.scalars(select(AuditEvent.action)).all() == ["reroute", "reroute"]
