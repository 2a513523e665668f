"""A partner's store in the simulator, with a row that is connected to it."""

import pytest
from flask import Flask

from powerpact.models import PartnerStore
from powerpact.simulator.control_client import SimulatorClient
from tests.factories import PartnerStoreFactory

SHOP = "fern.myshopify.com"


@pytest.fixture
def fern(app: Flask, simulator: SimulatorClient) -> int:
    """The id of a partner whose store has the app installed."""
    simulator.create_store(SHOP, "Fern")
    with app.app_context():
        store: PartnerStore = PartnerStoreFactory(shop_domain=SHOP, name="Fern")
        return store.id
