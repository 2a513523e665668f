"""From a variant that nobody mapped to the partner's order: one repair heals every order."""

from decimal import Decimal

from flask import Flask

from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import PartnerStore
from powerpact.services.bulk.start import start_bulk_action
from powerpact.services.bulk.work import work_bulk_actions
from powerpact.services.order_pushing import push_due
from powerpact.services.problems.lines import unrouted_groups
from powerpact.services.rerouting import reroute
from powerpact.services.selections.table import Selection
from powerpact.services.transactions import transaction
from powerpact.services.variant_mapping import map_variant, suggest_variants
from tests.factories import ProductMapFactory, VariantMapFactory
from tests.services.marketplace import ANA, run_row
from tests.services.routing import (
    UNMAPPED,
    assert_nothing_is_lost,
    line_row,
    parts_of,
    unmapped_order,
)
from tests.services.selling import Seller

ORDERS = 3


def test_orders_of_a_variant_that_nobody_mapped_are_healed_by_one_map(
    app: Flask, potter: Seller
) -> None:
    sells_jugs(potter)
    waiting = [unmapped_order(potter.variant, number=number) for number in range(1, ORDERS + 1)]
    other = unmapped_order(number=9, variants=["gid://x/2"])

    group = next(each for each in unrouted_groups().groups if each.variant_id == UNMAPPED)
    assert (group.orders, group.pieces, group.partners) == (ORDERS, 2 * ORDERS, 1)

    (jug,) = suggest_variants(group.sku)
    map_variant(UNMAPPED, jug.variant_map_id, ANA)
    run_id = healed(Selection({"variant": UNMAPPED}))
    assert (run_row(run_id).done, run_row(run_id).failed) == (ORDERS, 0)

    push_due(app.app_context, bool, lambda: None)
    parts = [part for each in waiting for part in parts_of(each.order_id)]
    assert [part.state for part in parts] == [OrderState.CREATED] * ORDERS
    made = {order["id"]: order for order in potter.orders()}
    assert made.keys() == {part.partner_order_id for part in parts}
    for part in parts:
        order = made[part.partner_order_id]
        assert sorted(line["quantity"] for line in order["lines"]) == [1, 2]
        assert Decimal(order["total"]) == part.owed + part.shipping
    for each in (*waiting, other):
        assert_nothing_is_lost(each.order_id)
    assert line_row(other.line_id).destination is Destination.UNROUTED
    assert UNMAPPED not in {each.variant_id for each in unrouted_groups().groups}


def sells_jugs(potter: Seller) -> None:
    """Put the partner's jugs in our tables, that no Bubbly variant sells, with the line's SKU."""
    made = potter.shop.control.create_product(
        potter.shop.domain, "Jug", price="12.00", sku="T-100", quantity=50
    )
    with transaction() as session:
        partner = session.get_one(PartnerStore, potter.shop.id)
        VariantMapFactory(
            partner_variant_id=made["variants"][0]["id"],
            sku="T-100",
            price=Decimal("12.00"),
            product_map=ProductMapFactory(partner=partner, bubbly_product_id=None),
            bubbly_variant_id=None,
        )


def healed(selection: Selection) -> int:
    """The id of the run that routed all that match again, worked through."""
    run_id = start_bulk_action(reroute, selection, ANA, title="Re-route", once="a form")
    for _ in work_bulk_actions():
        pass
    return run_id
