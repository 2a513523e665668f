"""``powerpact stores``."""

from decimal import Decimal

from flask import Flask

from powerpact.commands.stores import stores
from powerpact.models import StoreState
from tests.factories import BubblyStoreFactory, PartnerStoreFactory


def test_list_shows_every_store_with_its_state_and_terms(app: Flask) -> None:
    with app.app_context():
        PartnerStoreFactory(
            shop_domain="fern.myshopify.com",
            code="fern",
            state=StoreState.RECONNECT_NEEDED,
            state_reason="its token is dead",
            commission_rate=Decimal("0.125"),
            price_percentage=Decimal(5),
        )
        BubblyStoreFactory(shop_domain="bubbly.myshopify.com")

    result = app.test_cli_runner().invoke(stores, ["list"])

    assert result.output.splitlines() == [
        "bubbly  bubbly.myshopify.com  active",
        "partner fern.myshopify.com  reconnect_needed (its token is dead)"
        "  fern: commission 12.50%, price +5 %, rounding none",
    ]
