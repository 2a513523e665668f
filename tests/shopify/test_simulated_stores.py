"""Setting up a store of the simulator, and its failures as the simulator plays them."""

import pytest

from powerpact.errors import (
    PowerPactError,
    RateLimited,
    ScopeMissing,
    StoreUnavailable,
    Unauthorized,
    Unavailable,
)
from powerpact.shopify.cost import Throttled
from powerpact.shopify.orders import find_by_custom_id
from powerpact.shopify.stores import (
    ensure_custom_id_definition,
    read_locations,
    read_publications,
    read_scopes,
    read_shop,
)
from powerpact.shopify.subscriptions import ensure_subscriptions
from powerpact.shopify.topics import PARTNER
from tests.shopify.simulated import DOMAIN, SimulatedStore


def test_a_store_tells_who_it_is_and_where_its_stock_lies(simulated: SimulatedStore) -> None:
    assert read_shop(simulated.call).domain == DOMAIN
    assert "write_orders" in read_scopes(simulated.call)
    assert [place.is_active for place in read_locations(simulated.call)] == [True]
    assert all(gid.startswith("gid://shopify/Pub") for gid in read_publications(simulated.call))


def test_setting_a_store_up_twice_changes_nothing(simulated: SimulatedStore) -> None:
    for expected in (PARTNER, ()):
        ensure_custom_id_definition(simulated.call, "ORDER", "split_id", "PowerPact split")
        made = ensure_subscriptions(simulated.call, "https://app.test/webhooks", PARTNER)
        assert made == expected


def test_a_refresh_that_was_lost_can_be_repeated(simulated: SimulatedStore) -> None:
    first = simulated.endpoint.refresh(simulated.refresh_token)
    second = simulated.endpoint.refresh(simulated.refresh_token)
    assert first.refresh_token != second.refresh_token


def test_a_refresh_token_of_nobody_is_unauthorized(simulated: SimulatedStore) -> None:
    with pytest.raises(Unauthorized):
        simulated.endpoint.refresh("shprt_nobody")


def test_a_session_token_that_is_over_is_unauthorized(simulated: SimulatedStore) -> None:
    old = simulated.control.session_token(DOMAIN, lifetime=-60)
    with pytest.raises(Unauthorized):
        simulated.endpoint.exchange_session_token(old)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("throttled", Throttled),
        ("too_many_requests", RateLimited),
        ("server_error", Unavailable),
        ("internal_error", Unavailable),
        ("reset", Unavailable),
        ("answer_lost", Unavailable),
        ("token_revoked", Unauthorized),
        ("uninstalled", Unauthorized),
    ],
)
def test_each_fault_is_the_error_that_it_means(
    simulated: SimulatedStore, kind: str, error: type[PowerPactError]
) -> None:
    simulated.control.add_fault(kind, shop=DOMAIN, operation="shop", count=1)
    with pytest.raises(error) as raised:
        read_shop(simulated.call)
    assert type(raised.value) is error


@pytest.mark.parametrize("state", ["frozen", "forbidden", "gone", "locked"])
def test_a_closed_store_is_unavailable(simulated: SimulatedStore, state: str) -> None:
    simulated.control.set_state(DOMAIN, state)
    with pytest.raises(StoreUnavailable):
        read_shop(simulated.call)


def test_a_scope_that_was_not_granted_is_named(ready: SimulatedStore) -> None:
    ready.control.install(DOMAIN, ["read_products"])
    with pytest.raises(ScopeMissing, match="read_orders"):
        find_by_custom_id(ready.call, "9c1f")


def test_an_empty_bucket_says_how_long_to_wait(simulated: SimulatedStore) -> None:
    simulated.control.set_rate(DOMAIN, maximum=1, restore_rate=0.5)
    with pytest.raises(RateLimited) as raised:
        read_locations(simulated.call)
    assert 1 < raised.value.retry_after <= 60
