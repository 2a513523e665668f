"""How a shop stands when its staff open the app."""

import pytest
from sqlalchemy.orm import Session

from powerpact.domain.standing import Standing
from powerpact.models import AdmissionState, StoreState, Trade
from powerpact.services.visits import visit_of
from powerpact.shopify.scopes import NEEDED
from tests.factories import AdmissionFactory, BubblyStoreFactory, PartnerStoreFactory

FERN = "fern.myshopify.com"


def test_nobody_knows_a_stranger(session: Session) -> None:
    visit = visit_of(FERN)
    assert (visit.standing, visit.store_id) == (Standing.STRANGER, None)


@pytest.mark.parametrize("state", [AdmissionState.ASKED, AdmissionState.DECLINED])
def test_who_has_no_store_stands_as_staff_decided(session: Session, state: AdmissionState) -> None:
    AdmissionFactory(shop_domain=FERN, state=state)
    assert visit_of(FERN).standing.value == state.value


@pytest.mark.parametrize(
    ("trade", "standing"),
    [
        (Trade.JOINING, Standing.JOINING),
        (Trade.OPEN, Standing.MEMBER),
        (Trade.SUSPENDED, Standing.MEMBER),
        (Trade.LEFT, Standing.LEFT),
    ],
)
def test_a_partner_stands_as_its_trade_does(
    session: Session, trade: Trade, standing: Standing
) -> None:
    store = PartnerStoreFactory(shop_domain=FERN, trade=trade)
    AdmissionFactory(shop_domain=FERN, state=AdmissionState.JOINED)
    assert (visit_of(FERN).standing, visit_of(FERN).store_id) == (standing, store.id)
    assert visit_of(FERN).has_to_agree is (standing is Standing.MEMBER)


def test_the_marketplace_itself_is_no_partner(session: Session) -> None:
    bubbly = BubblyStoreFactory(currency="EUR")
    visit = visit_of(bubbly.shop_domain)
    assert (visit.standing, visit.has_to_agree) == (Standing.BUBBLY, False)
    assert (visit.bubbly, visit.bubbly_currency) == ("Bubbly", "EUR")


@pytest.mark.parametrize(
    ("state", "scopes", "is_connected"),
    [
        (StoreState.ACTIVE, list(NEEDED), True),
        (StoreState.ACTIVE, ["write_orders"], False),
        (StoreState.UNINSTALLED, list(NEEDED), False),
    ],
)
def test_a_store_is_connected_when_calls_to_it_can_work(
    session: Session, state: StoreState, scopes: list[str], is_connected: bool
) -> None:
    PartnerStoreFactory(shop_domain=FERN, state=state, scopes=scopes)
    assert visit_of(FERN).is_connected is is_connected
