"""What went wrong is grouped by its cause, the largest groups first."""

from datetime import timedelta

import pytest

from powerpact.domain.transitions import OrderState, SyncState
from powerpact.models import StoreState, utc_now
from powerpact.services.problems.failures import listing_groups, part_groups
from powerpact.services.problems.lines import unrouted_group, unrouted_groups
from powerpact.services.problems.stores import stores_in_trouble
from tests.factories import (
    OrderSyncFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
)
from tests.services.counting import counted_statements
from tests.services.routing import UNMAPPED, map_to, unmapped_order, variant_at

S = OrderState
pytestmark = pytest.mark.usefixtures("session")


def test_lines_are_grouped_by_their_variant() -> None:
    long_ago = utc_now() - timedelta(hours=2)
    kiln = VariantMapFactory()
    unmapped_order(kiln, VariantMapFactory(), number=1, placed_at=long_ago)
    unmapped_order(number=2)
    unmapped_order(number=3, variants=["gid://x/2"])
    many, one = unrouted_groups().groups
    assert (many.variant_id, many.orders, many.lines, many.pieces) == (UNMAPPED, 2, 2, 4)
    assert (many.partners, many.oldest_at) == (2, long_ago)
    assert many.listed_by
    assert (one.variant_id, one.orders, one.partners, one.mapped) == ("gid://x/2", 1, 0, False)


def test_lines_without_a_variant_are_grouped_by_their_product() -> None:
    for number in (1, 2):
        unmapped_order(number=number, variants=[None])
    groups = unrouted_groups().groups
    assert [(group.variant_id, group.orders) for group in groups] == [(None, 1), (None, 1)]
    assert groups[0].product_id != groups[1].product_id


def test_a_variant_that_was_mapped_meanwhile_is_known() -> None:
    unmapped_order()
    map_to(variant_at("Fern"))
    assert [group.mapped for group in unrouted_groups().groups] == [True]


def test_one_variant_is_found_by_itself_and_none_when_no_order_waits() -> None:
    unmapped_order()
    group = unrouted_group(UNMAPPED)
    assert group
    assert (group.orders, group.title) == (1, "Thing 100")
    assert unrouted_group("gid://x/2") is None


def test_parts_are_grouped_by_partner_state_and_cause() -> None:
    fern, kiln = PartnerStoreFactory(name="Fern"), PartnerStoreFactory(name="Kiln")
    for _ in range(3):
        OrderSyncFactory(partner=fern, state=S.FAILED, cause_code="out_of_stock")
    OrderSyncFactory(partner=fern, state=S.HELD, cause_code="out_of_stock")
    OrderSyncFactory(partner=kiln, state=S.FAILED, cause_code="rejected")
    OrderSyncFactory(partner=kiln, state=S.PENDING)
    found = part_groups()
    assert [(each.partner_name, each.state, each.count) for each in found.groups] == [
        ("Fern", S.FAILED, 3),
        ("Kiln", S.FAILED, 1),
        ("Fern", S.HELD, 1),
    ]
    assert (found.read, found.of, found.is_cut) == (5, 3, False)


def test_listings_are_grouped_by_partner_and_code_with_what_the_newest_says() -> None:
    fern = PartnerStoreFactory(name="Fern")
    for error in ("an old one", "the title is too long"):
        ProductMapFactory(partner=fern, sync=SyncState.FAILED, error_code="INVALID", error=error)
    ProductMapFactory(partner=fern, sync=SyncState.SYNCED)
    (group,) = listing_groups().groups
    assert (group.partner_name, group.error_code, group.count) == ("Fern", "INVALID", 2)
    assert group.error == "the title is too long"


def test_stores_that_do_not_answer_tell_how_much_waits_for_them() -> None:
    soon = utc_now() + timedelta(minutes=1)
    away = PartnerStoreFactory(
        name="Kiln", rests_until=soon, rest_count=3, rest_reason="it answers 503"
    )
    PartnerStoreFactory(name="Fern", state=StoreState.RECONNECT_NEEDED, state_reason="no token")
    PartnerStoreFactory(name="Hiccup", rests_until=soon, rest_count=1)
    for state in (S.PENDING, S.RETRYING, S.HELD):
        OrderSyncFactory(partner=away, state=state)
    found = [(each.name, each.why, each.waiting) for each in stores_in_trouble()]
    assert found == [("Kiln", "it answers 503", 2), ("Fern", "no token", 0)]


def test_more_of_everything_costs_no_more_statements() -> None:
    def cost() -> int:
        with counted_statements() as sent:
            for look in (unrouted_groups, part_groups, listing_groups, stores_in_trouble):
                look()
        return len(sent)

    unmapped_order()
    OrderSyncFactory(state=S.FAILED, cause_code="rejected")
    ProductMapFactory(sync=SyncState.FAILED)
    few = cost()
    for number in range(2, 6):
        unmapped_order(number=number, variants=[f"gid://x/{number}"])
        OrderSyncFactory(state=S.FAILED, cause_code="rejected")
        ProductMapFactory(sync=SyncState.FAILED)
    assert cost() == few
