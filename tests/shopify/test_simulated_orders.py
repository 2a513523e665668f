"""Partner orders in the simulator: one per custom id, whatever was lost (facts 4.3)."""

import time
from dataclasses import replace

import pytest

from powerpact.domain.partner_order import PartnerOrder, PartnerOrderDraft
from powerpact.errors import DefinitionMissing, RateLimited, Rejected, Unclear
from powerpact.shopify.client import ShopifyClient
from powerpact.shopify.connections import pooled_http
from powerpact.shopify.orders import (
    create_order,
    custom_id_taken,
    find_by_custom_id,
    find_by_marks,
)
from tests.shopify.simulated import DOMAIN, SimulatedStore
from tests.shopify.test_orders import DRAFT
from tests.shopify.test_simulated_listings import of_sizes, put


@pytest.fixture
def draft(ready: SimulatedStore) -> PartnerOrderDraft:
    """A draft of three sizes in stock, in a store whose search does not lag."""
    ready.control.set_options(DOMAIN, search_lag_seconds=0)
    listed = put(ready, of_sizes(6), first_time=True)
    lines = tuple(
        replace(DRAFT.lines[0], variant_id=variant.id, quantity=1, reference=str(place))
        for place, variant in enumerate(listed.variants[3:], start=1)
    )
    return replace(DRAFT, lines=lines)


def found(store: SimulatedStore, draft: PartnerOrderDraft) -> tuple[PartnerOrder, ...]:
    return find_by_marks(store.call, draft.source_identifier, draft.tag)


def test_an_order_is_created_and_found_by_each_of_its_marks(
    ready: SimulatedStore, draft: PartnerOrderDraft
) -> None:
    order = create_order(ready.call, draft)
    assert [line.reference for line in order.lines] == ["1", "2", "3"]
    assert [line.variant_id for line in order.lines] == [line.variant_id for line in draft.lines]
    assert find_by_custom_id(ready.call, draft.split_id) == order
    assert found(ready, draft) == (order,)
    assert find_by_marks(ready.call, "of nobody", draft.tag) == (order,)
    assert find_by_marks(ready.call, draft.source_identifier, "of-nobody") == (order,)


def test_an_order_that_nobody_made_is_not_found(
    ready: SimulatedStore, draft: PartnerOrderDraft
) -> None:
    assert find_by_custom_id(ready.call, "another") is None
    assert found(ready, draft) == ()


def test_a_store_without_the_definition_cannot_be_asked(simulated: SimulatedStore) -> None:
    with pytest.raises(DefinitionMissing):
        find_by_custom_id(simulated.call, "9c1f")


def test_an_order_whose_answer_was_lost_is_found_at_once_by_its_custom_id(
    ready: SimulatedStore, draft: PartnerOrderDraft
) -> None:
    ready.control.add_fault("answer_lost", shop=DOMAIN, operation="orderCreate", count=1)
    with pytest.raises(Unclear):
        create_order(ready.call, draft)
    assert find_by_custom_id(ready.call, draft.split_id) is not None


def test_an_order_may_still_come_after_we_gave_up_waiting(
    ready: SimulatedStore, draft: PartnerOrderDraft
) -> None:
    ready.control.add_fault("slow", shop=DOMAIN, operation="orderCreate", count=1, seconds=1)
    with pooled_http(read_timeout=0.5) as impatient, pytest.raises(Unclear):
        create_order(ShopifyClient(impatient).bound_to(ready.access), draft)
    deadline = time.monotonic() + 30
    while find_by_custom_id(ready.call, draft.split_id) is None:
        assert time.monotonic() < deadline, "the slow order never came"
        time.sleep(0.05)


def test_a_request_that_never_arrived_left_no_order(
    ready: SimulatedStore, draft: PartnerOrderDraft
) -> None:
    ready.control.add_fault("reset", shop=DOMAIN, operation="orderCreate", count=1)
    with pytest.raises(Unclear):
        create_order(ready.call, draft)
    assert find_by_custom_id(ready.call, draft.split_id) is None


def test_the_search_index_may_lag_behind_the_custom_id(
    ready: SimulatedStore, draft: PartnerOrderDraft
) -> None:
    ready.control.set_options(DOMAIN, search_lag_seconds=60)
    order = create_order(ready.call, draft)
    assert found(ready, draft) == ()
    assert find_by_custom_id(ready.call, draft.split_id) == order
    ready.control.advance(61)
    assert found(ready, draft) == (order,)


def test_a_store_that_refuses_a_custom_id_twice_is_recognised(
    ready: SimulatedStore, draft: PartnerOrderDraft
) -> None:
    ready.control.set_options(DOMAIN, custom_id_repeat="refuse")
    create_order(ready.call, draft)
    with pytest.raises(Rejected) as raised:
        create_order(ready.call, draft)
    assert custom_id_taken(raised.value)
    assert len(found(ready, draft)) == 1


def test_a_store_that_accepts_a_custom_id_twice_shows_both_orders(
    ready: SimulatedStore, draft: PartnerOrderDraft
) -> None:
    ready.control.set_options(DOMAIN, custom_id_repeat="accept")
    orders = (create_order(ready.call, draft), create_order(ready.call, draft))
    assert found(ready, draft) == orders


def test_a_line_that_is_sold_out_leaves_no_order(
    ready: SimulatedStore, draft: PartnerOrderDraft
) -> None:
    many = replace(draft.lines[0], quantity=100)
    with pytest.raises(Rejected) as raised:
        create_order(ready.call, replace(draft, lines=(many,)))
    assert raised.value.code == "INVENTORY_CLAIM_FAILED"
    assert not custom_id_taken(raised.value)
    assert find_by_custom_id(ready.call, draft.split_id) is None


def test_the_order_limit_of_a_development_store_is_a_wait(
    ready: SimulatedStore, draft: PartnerOrderDraft
) -> None:
    ready.control.set_options(DOMAIN, order_limit_per_minute=1)
    create_order(ready.call, draft)
    with pytest.raises(RateLimited) as raised:
        create_order(ready.call, replace(draft, split_id="other", source_identifier="other"))
    assert raised.value.retry_after == 60


def test_an_order_of_many_lines_is_read_whole(
    ready: SimulatedStore, draft: PartnerOrderDraft
) -> None:
    listed = put(ready, replace(of_sizes(131), partner_ref="many", handle="m"), first_time=True)
    lines = tuple(
        replace(draft.lines[0], variant_id=variant.id, reference=str(place))
        for place, variant in enumerate(listed.variants[1:])
    )
    order = create_order(ready.call, replace(draft, lines=lines))
    assert [line.reference for line in order.lines] == [str(place) for place in range(130)]
    assert find_by_custom_id(ready.call, draft.split_id) == order
