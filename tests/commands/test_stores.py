"""``powerpact stores``."""

from decimal import Decimal

import pytest
from click.testing import Result
from flask import Flask

from powerpact.commands.stores import stores
from powerpact.errors import PowerPactError
from powerpact.extensions import db
from powerpact.models import AuditEvent, PartnerStore, Store, StoreState
from powerpact.simulator.control_client import SimulatorClient
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


def _run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(stores, arguments, input=typed)


def test_a_store_is_connected_with_a_typed_token(app: Flask, simulator: SimulatorClient) -> None:
    simulator.create_store("fern.myshopify.com", "Fern")
    token = simulator.session_token("fern.myshopify.com")

    result = _run(
        app, "connect", "Fern.myshopify.com", "--role", "partner", "--code", "fern", typed=token
    )

    assert result.output.endswith("Fern.myshopify.com is connected as store 1.\n")
    assert token not in result.output
    with app.app_context():
        assert db.session.query(Store).one().shop_domain == "fern.myshopify.com"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("fern.test", "--role", "partner", "--code", "fern"), "not the myshopify.com domain"),
        (("fern.myshopify.com", "--role", "partner"), "a partner needs a code"),
    ],
)
def test_a_store_that_can_not_be_connected_is_a_sentence(
    app: Flask, arguments: tuple[str, ...], sentence: str
) -> None:
    result = _run(app, "connect", *arguments, typed="a-token")
    assert isinstance(result.exception, PowerPactError)
    assert sentence in str(result.exception)


def test_terms_that_are_named_change_and_the_others_stay(app: Flask) -> None:
    with app.app_context():
        PartnerStoreFactory(code="fern", price_fixed=Decimal(2))

    result = _run(
        app, "terms", "fern", "--commission-rate", "0.2", "--price-rounding", "charm",
        "--passes-email",
    )  # fmt: skip

    assert result.output.startswith("The terms of fern are changed")
    with app.app_context():
        partner = db.session.query(PartnerStore).one()
        assert (partner.commission_rate, partner.price_fixed) == (Decimal("0.2"), Decimal(2))
        assert (partner.price_rounding.value, partner.passes_email) == ("charm", True)
        event = db.session.query(AuditEvent).one()
        assert (event.action, event.after["commission_rate"]) == ("set terms", "0.2")


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ((), "no term is named"),
        (("--commission-rate", "1.01"), "from 0 to 1"),
        (("--commission-rate", "NaN"), "from 0 to 1"),
        (("--price-percentage", "Infinity"), "from -100 to 10000"),
        (("--price-percentage", "1e30"), "from -100 to 10000"),
        (("--price-fixed", "-1e9"), "a million at most"),
        (("--exchange-rate", "0"), "above zero"),
    ],
)
def test_a_term_that_can_not_be_is_a_sentence(
    app: Flask, terms: tuple[str, ...], sentence: str
) -> None:
    with app.app_context():
        PartnerStoreFactory(code="fern")
    result = _run(app, "terms", "fern", *terms)
    assert isinstance(result.exception, PowerPactError)
    assert sentence in str(result.exception)


def test_a_term_that_is_no_number_is_a_usage_error(app: Flask) -> None:
    result = _run(app, "terms", "fern", "--commission-rate", "much")
    assert result.exit_code == 2
    assert "much is not a number" in result.output
