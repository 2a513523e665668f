"""Lines that nobody could route find their partner, once a map says who it is."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import AuditEvent, OrderSync, Trade, utc_now
from powerpact.services.order_steering import hold
from powerpact.services.rerouting import reroute
from powerpact.services.transactions import transaction
from tests.factories import BubblyStoreFactory, VariantMapFactory
from tests.services.counting import counted_statements
from tests.services.marketplace import ANA
from tests.services.routing import (
    assert_nothing_is_lost,
    line_row,
    map_to,
    parts_of,
    unmapped_order,
    variant_at,
)
from tests.services.selling import claim_part, part_row

S = OrderState
pytestmark = pytest.mark.usefixtures("session")


def test_a_line_whose_variant_was_mapped_goes_to_its_partner() -> None:
    waiting = unmapped_order()
    map_to(variant_at("Fern"))
    done = reroute([waiting.line_id], ANA)
    assert done.moved == (waiting.line_id,)
    line, (part,) = line_row(waiting.line_id), parts_of(waiting.order_id)
    assert (line.destination, line.partner_id) == (Destination.PARTNER, part.partner_id)
    assert line.reason_code == "mapped_later"
    assert "Thing 100 is sold by Fern: its variant was mapped later, and ana@" in line.reason
    assert (part.state, part.owed, part.shipping) == (S.PENDING, Decimal("17.00"), Decimal("3.00"))
    assert done.follow_up.order_syncs == (part.id,)
    assert_nothing_is_lost(waiting.order_id)


def test_it_is_on_record_who_routed_the_line_again(session: Session) -> None:
    waiting = unmapped_order()
    map_to(variant_at("Fern"))
    reroute([waiting.line_id], ANA)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.subject_type) == ("reroute", "bubbly_order_line")
    assert (event.actor, event.subject_id) == (ANA.name, str(waiting.line_id))
    assert (event.before["goes_to"], event.after["goes_to"]) == ("nobody", "Fern")


def test_a_second_click_moves_nothing() -> None:
    waiting = unmapped_order()
    map_to(variant_at("Fern"))
    reroute([waiting.line_id], ANA)
    again = reroute([waiting.line_id, 10**9], ANA)
    assert again.moved == ()
    assert again.left == {
        waiting.line_id: "it has a place already",
        10**9: "there is no such line",
    }
    assert len(parts_of(waiting.order_id)) == 1


def test_a_line_that_still_has_no_map_is_left_with_what_to_do() -> None:
    waiting = unmapped_order()
    assert "map it, or choose by hand" in reroute([waiting.line_id], ANA).left[waiting.line_id]
    assert line_row(waiting.line_id).destination is Destination.UNROUTED


@pytest.mark.parametrize("state", [S.PENDING, S.HELD, S.FAILED])
def test_a_line_joins_the_part_that_its_partner_has_already(state: OrderState) -> None:
    fern = variant_at("Fern")
    other = VariantMapFactory(product_map=fern.product_map)
    waiting = unmapped_order(other)
    (before,) = parts_of(waiting.order_id)
    if state is not S.PENDING:
        put(before.id, state)
    map_to(fern)
    assert reroute([waiting.line_id], ANA).moved
    (part,) = parts_of(waiting.order_id)
    assert (part.id, part.state, len(part.lines)) == (before.id, state, 2)
    assert (before.owed, part.owed) == (Decimal("8.50"), Decimal("25.50"))
    assert_nothing_is_lost(waiting.order_id)


def put(part_id: int, state: OrderState, **values: object) -> None:
    """Bring a part where it would have got by itself."""
    cause = "rejected" if state is S.FAILED else ""
    with transaction() as session:
        part = session.get_one(OrderSync, part_id)
        for name, value in {"state": state, "cause_code": cause, **values}.items():
            setattr(part, name, value)


def test_a_line_whose_partner_has_the_order_already_is_left() -> None:
    fern = variant_at("Fern")
    waiting = unmapped_order(VariantMapFactory(product_map=fern.product_map))
    (part,) = parts_of(waiting.order_id)
    put(part.id, S.CREATED, partner_order_id="gid://shopify/Order/1")
    map_to(fern)
    done = reroute([waiting.line_id], ANA)
    assert done.moved == ()
    assert "takes no more lines; choose another partner's variant" in done.left[waiting.line_id]
    assert len(parts_of(waiting.order_id)[0].lines) == 1


def test_a_line_is_left_while_a_worker_has_the_part() -> None:
    fern = variant_at("Fern")
    waiting = unmapped_order(VariantMapFactory(product_map=fern.product_map))
    (part,) = parts_of(waiting.order_id)
    assert claim_part(part.id)
    map_to(fern)
    assert "is sending Fern's part" in reroute([waiting.line_id], ANA).left[waiting.line_id]


def test_lines_of_a_cancelled_order_are_left() -> None:
    waiting = unmapped_order(cancelled_at=utc_now())
    map_to(variant_at("Fern"))
    assert "was cancelled" in reroute([waiting.line_id], ANA).left[waiting.line_id]
    assert parts_of(waiting.order_id) == []


def test_a_new_part_waits_as_a_new_orders_would() -> None:
    late, paused = unmapped_order(number=1), unmapped_order(number=2, variants=["gid://x/2"])
    map_to(variant_at("Fern", release_delay_minutes=30))
    map_to(variant_at("Kiln", trade=Trade.PAUSED), "gid://x/2")
    reroute([late.line_id, paused.line_id], ANA)
    (delayed,), (held,) = parts_of(late.order_id), parts_of(paused.order_id)
    assert delayed.next_attempt_at
    assert (delayed.next_attempt_at - utc_now()).total_seconds() > 29 * 60
    assert (held.state, held.cause_code) == (S.HELD, "store_paused")


def test_an_order_that_waited_for_its_lines_goes_out_with_the_last_one() -> None:
    BubblyStoreFactory(holds_unrouted=True)
    fern, kiln = variant_at("Fern"), variant_at("Kiln")
    sold = VariantMapFactory(product_map=fern.product_map)
    waiting = unmapped_order(sold, variants=("gid://x/1", "gid://x/2"))
    first, last = waiting.line_ids
    map_to(kiln, "gid://x/1")
    reroute([first], ANA)
    assert [part.cause_code for part in parts_of(waiting.order_id)] == ["unrouted_lines"] * 2
    map_to(fern, "gid://x/2")
    due = reroute([last], ANA).follow_up.order_syncs
    parts = parts_of(waiting.order_id)
    assert set(due) == {part.id for part in parts}
    assert [(part.state, part.cause_code) for part in parts] == [(S.PENDING, "")] * 2
    assert_nothing_is_lost(waiting.order_id)


def test_what_staff_hold_stays_held_when_a_line_joins_it() -> None:
    fern = variant_at("Fern")
    waiting = unmapped_order(VariantMapFactory(product_map=fern.product_map))
    (part,) = parts_of(waiting.order_id)
    hold([part.id], ANA)
    map_to(fern)
    assert reroute([waiting.line_id], ANA).moved
    assert part_row(part.id).state is S.HELD


def test_many_lines_cost_as_many_statements_as_a_few() -> None:
    few = [unmapped_order(number=number).line_id for number in (1, 2)]
    many = [unmapped_order(number=number).line_id for number in range(3, 30)]
    map_to(variant_at("Fern"))

    def cost(lines: list[int]) -> int:
        with counted_statements() as sent:
            assert set(reroute(lines, ANA).moved) == set(lines)
        return len(sent)

    assert cost(many) == cost(few)
