"""Bubbly and a partner in the simulator, connected as in real life."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from powerpact.models import AdmissionState, StoreKind
from powerpact.services.curation import approve
from powerpact.services.store_connection import Newcomer, connect
from powerpact.simulator.control_client import SimulatorClient
from tests.factories import AdmissionFactory
from tests.services.arriving import DOMAIN
from tests.services.catalogue_readings import product
from tests.services.marketplace import ANA, Shop, read_in
from tests.services.selling import Seller, seller


@pytest.fixture
def open_shop(session: Session, simulator: SimulatorClient) -> Callable[..., Shop]:
    """Opens a store at Shopify and connects it; with a code it is a partner's."""

    def opened(name: str, code: str | None = None, **details: str) -> Shop:
        domain = f"{name.lower()}.myshopify.com"
        simulator.create_store(domain, name, plan="plus", **details)
        kind = StoreKind.PARTNER if code else StoreKind.BUBBLY
        token = simulator.session_token(domain)
        return Shop(connect(Newcomer(domain, kind, code), token, ANA), domain, simulator)

    return opened


@pytest.fixture
def bubbly(open_shop: Callable[..., Shop]) -> Shop:
    return open_shop("Bubbly")


@pytest.fixture
def kiln(open_shop: Callable[..., Shop]) -> Shop:
    """A partner."""
    return open_shop("Kiln", code="kiln")


@pytest.fixture
def potter(kiln: Shop) -> Seller:
    """A partner whose one product is sold at Bubbly."""
    return seller(kiln)


@pytest.fixture
def approved_many(bubbly: Shop, kiln: Shop) -> Callable[..., list[int]]:
    """Reads so many of Kiln's products in and approves them; the ids of their maps."""

    def approve_them(count: int = 3) -> list[int]:
        ids = [read_in(kiln.id, product(number)) for number in range(1, count + 1)]
        approve(ids, ANA)
        return ids

    return approve_them


@pytest.fixture
def fern(session: Session, simulator: SimulatorClient) -> SimulatorClient:
    """A shop that installed the app; staff have invited it."""
    simulator.create_store(DOMAIN, "Fern & Co", plan="plus")
    AdmissionFactory(
        shop_domain=DOMAIN,
        state=AdmissionState.INVITED,
        code="fern",
        commission_rate=Decimal("0.125"),
    )
    return simulator
