"""The console's page that orders at Bubbly, breaks stores and repairs them."""

import runpy
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from powerpact.config import Environment, Settings
from powerpact.permissions import Role
from powerpact.simulator.control_client import SimulatorClient
from tests.admin.browser import csrf_token, text_of
from tests.admin.conftest import Browser
from tests.admin.pages.judging import faults_of
from tests.factories import BubblyStoreFactory
from tests.fixtures.application import close
from tests.fixtures.chromium import OpenPage
from tests.stories.marketplace import environment

PAGE = "/console/simulator/"
MODULE = "powerpact.demo.simulator_page"
BUBBLY = "bubbly.myshopify.com"
FELL = "fell.myshopify.com"


@pytest.fixture
def bubbly(app: Flask, simulator: SimulatorClient) -> SimulatorClient:
    """The control of a simulator with Bubbly, that sells a bowl, and with one partner."""
    with app.app_context():
        BubblyStoreFactory(shop_domain=BUBBLY)
    simulator.create_store(BUBBLY, "Bubbly")
    simulator.create_product(BUBBLY, "Bowl", price="9.50", sku="BOWL", quantity=40, vendor="Kiln")
    simulator.create_store(FELL, "Fell & Ford")
    return simulator


@pytest.fixture
def operator(browser: Browser) -> FlaskClient:
    """Somebody who may use the page."""
    return browser(Role.OPERATOR)


def send(client: FlaskClient, deed: str, **typed: object) -> str:
    """Send one of the page's forms; what the person reads then."""
    token = csrf_token(client.get("/console/"))
    answer = client.post(f"{PAGE}{deed}/", data={"csrf_token": token, **typed})
    assert answer.location == PAGE
    return text_of(client.get(PAGE))


def test_order_of_the_typed_pieces_is_placed(
    bubbly: SimulatorClient, operator: FlaskClient
) -> None:
    [product] = bubbly.holdings(BUBBLY)["products"]

    page = send(
        operator, "order", variant=[product["variants"][0]["id"], "other"], pieces=["3", ""]
    )

    [order] = bubbly.orders(BUBBLY)
    assert [line["quantity"] for line in order["lines"]] == [3]
    assert f"{order['name']} was placed at Bubbly for 28.50 GBP: 3 x Bowl." in page


@pytest.mark.parametrize("pieces", ["", "0", "-1", "many", "9" * 5000, "\u0663"])
def test_basket_without_a_number_of_pieces_is_no_order(
    bubbly: SimulatorClient, operator: FlaskClient, pieces: str
) -> None:
    page = send(operator, "order", variant="BOWL", pieces=pieces)

    assert "Say how many pieces of at least one product." in page
    assert bubbly.orders(BUBBLY) == []


def test_refusal_of_the_simulator_is_a_sentence(
    bubbly: SimulatorClient, operator: FlaskClient
) -> None:
    page = send(operator, "order", variant="gid://gone", pieces="1")

    assert "has no variant gid://gone." in page


def test_orders_by_chance_are_placed(bubbly: SimulatorClient, operator: FlaskClient) -> None:
    bubbly.create_product(BUBBLY, "Mug", price="9.50", sku="MUG", quantity=40, vendor="Kiln")

    page = send(operator, "random-orders", count=3, vendor="Kiln")

    assert len(bubbly.orders(BUBBLY)) == 3
    assert "3 orders were placed at Bubbly." in page


def test_products_are_found_by_their_names(bubbly: SimulatorClient, operator: FlaskClient) -> None:
    assert "Pieces of Bowl" in operator.get(f"{PAGE}?search=bOW").text
    assert "Bubbly sells nothing like that." in operator.get(f"{PAGE}?search=tent").text


def test_store_is_broken_once_and_repaired(bubbly: SimulatorClient, operator: FlaskClient) -> None:
    for _ in range(2):
        page = send(operator, "break", shop=FELL, trouble="out-of-stock")

    assert "From now on Fell & Ford is out of stock." in page
    assert "Fell & Ford is out of stock 0 orders" in page
    [fault] = bubbly.faults()
    assert (fault["kind"], fault["shop"], fault["code"]) == (
        "user_errors",
        FELL,
        "INVENTORY_CLAIM_FAILED",
    )

    page = send(operator, "repair", shop=FELL)

    assert "Fell & Ford works 0 orders" in page
    assert bubbly.faults() == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"shop": FELL, "trouble": "no such thing"}, "Choose what goes wrong."),
        ({"shop": "../../reset", "trouble": "down"}, "The simulator has no such store any more."),
    ],
)
def test_nonsense_breaks_nothing(
    bubbly: SimulatorClient, operator: FlaskClient, typed: dict[str, str], told: str
) -> None:
    assert told in send(operator, "break", **typed)
    assert bubbly.faults() == []


def test_page_says_when_the_simulator_is_away(
    app: Flask, bubbly: SimulatorClient, operator: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = Settings(
        **{**app.config["SETTINGS"].model_dump(), "simulator_url": "http://127.0.0.1:1"}
    )
    monkeypatch.setitem(app.config, "SETTINGS", nowhere)

    page = send(operator, "repair", shop=FELL)

    assert page.count("Nobody answers at http://127.0.0.1:1/, where the simulator should be.") == 2


def test_page_says_when_there_is_no_bubbly(
    simulator: SimulatorClient, operator: FlaskClient
) -> None:
    assert "No store is connected as Bubbly yet" in text_of(operator.get(PAGE))


def test_only_operators_and_above_use_it(bubbly: SimulatorClient, browser: Browser) -> None:
    assert browser(Role.VIEWER).get(PAGE).status_code == 403
    assert f'href="{PAGE}"' in browser(Role.OPERATOR).get("/console/").text


def test_page_keeps_nobody_out(
    bubbly: SimulatorClient, operator: FlaskClient, open_page: OpenPage
) -> None:
    bubbly.add_fault("down", shop=FELL)
    page = open_page(operator)

    page.goto(PAGE)

    assert list(faults_of(page)) == []


@pytest.mark.parametrize("where", [Environment.TEST, Environment.STAGING, Environment.PRODUCTION])
def test_there_is_no_such_page_where_people_are_served(
    where: Environment, settings: Settings, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, MODULE)

    served = _served(settings.model_copy(update={"environment": where}), monkeypatch)

    assert served.test_client().get(PAGE).status_code == 404
    assert MODULE not in sys.modules


def test_development_has_the_page_once_it_knows_the_simulator(
    settings: Settings, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = _served(settings.model_copy(update={"environment": Environment.DEMO}), monkeypatch)

    assert served.test_client().get(PAGE).location.startswith("/console/login")


def _served(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """What gunicorn would serve in this environment."""
    with environment(settings):
        monkeypatch.setenv("SIMULATOR_URL", "http://127.0.0.1:4100")
        monkeypatch.setenv("MAIL_URL", "smtp://127.0.0.1")
        served: Flask = runpy.run_path(str(Path(__file__).parents[2] / "wsgi.py"))["app"]
    close(served)
    return served
