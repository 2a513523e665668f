"""Stores of the simulator."""

from collections.abc import Iterator

import pytest

from powerpact.shopify.client import Access, ShopifyClient
from powerpact.shopify.connections import pooled_http
from powerpact.shopify.custom_ids import PARTNER_REF, SPLIT_ID
from powerpact.shopify.stores import ensure_custom_id_definition
from powerpact.shopify.tokens import AppCredentials, TokenEndpoint
from powerpact.simulator.control_client import SimulatorClient
from tests.fixtures.simulator import CLIENT_ID, CLIENT_SECRET
from tests.shopify.simulated import DOMAIN, SimulatedStore


@pytest.fixture
def simulated(simulator: SimulatorClient) -> Iterator[SimulatedStore]:
    """A newly installed store, which knows nothing of us but the token."""
    simulator.create_store(DOMAIN, "Partner")
    base_url = f"{simulator.base_url}/{DOMAIN}"
    with pooled_http() as http:
        endpoint = TokenEndpoint(http, base_url, AppCredentials(CLIENT_ID, CLIENT_SECRET))
        grant = endpoint.exchange_session_token(simulator.session_token(DOMAIN))
        access = Access(DOMAIN, base_url, grant.access_token)
        call = ShopifyClient(http).bound_to(access)
        yield SimulatedStore(simulator, http, access, call, endpoint, grant.refresh_token)


@pytest.fixture
def ready(simulated: SimulatedStore) -> SimulatedStore:
    """The same after it was set up: both custom ids are defined."""
    ensure_custom_id_definition(simulated.call, "ORDER", SPLIT_ID, "PowerPact split")
    ensure_custom_id_definition(simulated.call, "PRODUCT", PARTNER_REF, "PowerPact source")
    return simulated
