"""Lines move while workers push their parts and other people move them too."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.errors import Refused
from powerpact.models import OrderSync, PartnerStore, VariantMap, utc_now
from powerpact.services.access import call_for
from powerpact.services.order_due import release_abandoned
from powerpact.services.order_push import push_one
from powerpact.services.order_record import record
from powerpact.services.rerouting import reroute, route_line_to
from powerpact.services.transactions import transaction
from tests.factories import ProductMapFactory, VariantMapFactory
from tests.services.locking import wait_for_a_lock
from tests.services.marketplace import ANA
from tests.services.routing import (
    assert_nothing_is_lost,
    line_row,
    map_to,
    parts_of,
    unmapped_order,
    variant_at,
)
from tests.services.selling import Seller, claim_part, let_wait_pass, part_row, push

S = OrderState


@pytest.fixture
def aside(app: Flask) -> Callable[..., Any]:
    """Does something in a thread of its own, as another worker or person would."""
    with ThreadPoolExecutor(4) as pool:

        def start(work: Callable[..., Any], *args: Any) -> Any:
            def run() -> Any:
                with app.app_context():
                    return work(*args)

            return pool.submit(run)

        yield start


def second_variant(potter: Seller) -> VariantMap:
    """Another variant of the same partner, that no Bubbly variant sells yet."""
    made = potter.shop.control.create_product(
        potter.shop.domain, "Jug", price="12.00", sku="JUG", quantity=50
    )
    with transaction() as session:
        partner = session.get_one(PartnerStore, potter.shop.id)
        return VariantMapFactory(
            partner_variant_id=made["variants"][0]["id"],
            product_map=ProductMapFactory(partner=partner),
            bubbly_variant_id=None,
        )


def test_a_claim_passes_by_a_part_that_a_line_is_joining(
    potter: Seller, session: Session, aside: Callable[..., Any]
) -> None:
    waiting = unmapped_order(potter.variant)
    (part,) = parts_of(waiting.order_id)
    map_to(second_variant(potter))
    with transaction() as ours:
        assert reroute.work(ours, [waiting.line_id], ANA).moved
        assert aside(claim_part, part.id).result(timeout=10) is None
    claimed = claim_part(part.id)
    assert claimed
    assert len(claimed.draft.lines) == 2


def test_who_comes_while_a_part_is_being_claimed_waits_and_is_told(
    potter: Seller, session: Session, aside: Callable[..., Any]
) -> None:
    waiting = unmapped_order(potter.variant)
    (part,) = parts_of(waiting.order_id)
    map_to(second_variant(potter))
    claimed = claim_part(part.id)
    assert claimed
    left = aside(reroute, [waiting.line_id], ANA).result(timeout=10).left
    assert "try again in a minute" in left[waiting.line_id]
    record([push_one(claimed, call_for(claimed.partner_id))])
    assert "takes no more lines" in reroute([waiting.line_id], ANA).left[waiting.line_id]
    (order,) = potter.orders()
    assert part_row(part.id).partner_order_id == order["id"]


def test_nothing_moves_after_a_worker_was_cut_off(potter: Seller) -> None:
    waiting = unmapped_order(potter.variant)
    (part,) = parts_of(waiting.order_id)
    assert claim_part(part.id)
    let_wait_pass()
    release_abandoned(10)
    line_id = parts_of(waiting.order_id)[0].lines[0].bubbly_order_line_id
    with pytest.raises(Refused, match="an earlier try may have made"):
        route_line_to(line_id, None, ANA)
    assert line_row(line_id).destination is Destination.PARTNER


def test_two_people_move_one_line_to_one_place_only(
    session: Session, aside: Callable[..., Any]
) -> None:
    waiting = unmapped_order()
    fern, kiln = variant_at("Fern").id, variant_at("Kiln").id
    session.commit()
    with transaction() as ours:
        map_to_in = ours.get_one(VariantMap, fern)
        map_to_in.bubbly_variant_id = "gid://shopify/ProductVariant/555"
        assert reroute.work(ours, [waiting.line_id], ANA).moved
        other = aside(route_line_to, waiting.line_id, kiln, ANA)
        wait_for_a_lock(ours)
    assert other.result(timeout=10).moved
    first, second = parts_of(waiting.order_id)
    assert (first.state, second.state) == (S.CANCELLED, S.PENDING)
    assert_nothing_is_lost(waiting.order_id)


def test_lines_of_one_order_that_two_people_route_make_one_part_per_partner(
    session: Session, aside: Callable[..., Any]
) -> None:
    waiting = unmapped_order(variants=("gid://x/1", "gid://x/2"))
    bowl = variant_at("Fern")
    jug = VariantMapFactory(product_map=bowl.product_map, bubbly_variant_id="gid://x/2")
    bowl.bubbly_variant_id = "gid://x/1"
    session.commit()
    assert jug.id
    first, second = waiting.line_ids
    with transaction() as ours:
        assert reroute.work(ours, [first], ANA).moved
        other = aside(reroute, [second], ANA)
        wait_for_a_lock(ours)
    assert other.result(timeout=10).moved == (second,)
    (part,) = parts_of(waiting.order_id)
    assert len(part.lines) == 2
    assert_nothing_is_lost(waiting.order_id)


def test_whatever_workers_and_people_do_at_once_each_line_is_ordered_once(
    potter: Seller, session: Session, aside: Callable[..., Any]
) -> None:
    waiting = [unmapped_order(potter.variant, number=number) for number in range(1, 7)]
    map_to(second_variant(potter))
    lines = [each.line_id for each in waiting]
    parts = [parts_of(each.order_id)[0].id for each in waiting]

    def pushing() -> None:
        for part_id in parts:
            push(part_id)

    def routing() -> None:
        for line_id in reversed(lines):
            reroute([line_id], ANA)

    for each in [aside(work) for work in (pushing, routing, pushing, routing)]:
        each.result(timeout=60)
    pushing()  # what a claim passed by, because a person had it in hand
    ordered = {order["id"]: len(order["lines"]) for order in potter.orders()}
    for each in waiting:
        assert_nothing_is_lost(each.order_id)
        (part,) = parts_of(each.order_id)
        assert part.partner_order_id
        assert ordered.pop(part.partner_order_id) == len(part.lines)
    assert ordered == {}


def test_who_records_a_part_is_not_waited_for(
    potter: Seller, session: Session, aside: Callable[..., Any]
) -> None:
    waiting = unmapped_order(potter.variant)
    (part,) = parts_of(waiting.order_id)
    map_to(second_variant(potter))
    assert claim_part(part.id)
    with transaction() as recording:
        recording.execute(update(OrderSync).values(claim="ours", updated_at=utc_now()))
        left = aside(reroute, [waiting.line_id], ANA).result(timeout=10).left
    assert "try again in a minute" in left[waiting.line_id]
