"""Lines that nobody could route: the list, and the page where one is given a place."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.permissions import Role
from powerpact.services.bulk.work import work_bulk_actions
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import VariantMapFactory
from tests.services.routing import UNMAPPED, line_row, map_to, parts_of, unmapped_order, variant_at

LIST = "/console/unrouted_lines/"
pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def operator(browser: Browser) -> FlaskClient:
    return browser(Role.OPERATOR)


def page_of(line_id: int, **more: str) -> str:
    asked = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{LIST}route/?id={line_id}{asked}"


def seen_on(client: FlaskClient, line_id: int) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', client.get(page_of(line_id)).text)
    assert found
    return found.group(1)


def told(client: FlaskClient) -> str:
    return text_of(client.get("/console/"))


def test_the_list_says_who_has_the_same_sku(operator: FlaskClient) -> None:
    waiting = unmapped_order()
    fern = VariantMapFactory(sku=line_row(waiting.line_id).sku, bubbly_variant_id=None)
    partner, product = fern.product_map.partner.name, fern.product_map.title
    page = text_of(operator.get(LIST))
    assert f"{partner}: {product}" in page
    assert "this variant has no map" in page


@pytest.mark.parametrize(
    ("chosen", "is_there"),
    [
        (f"flt_variant_is={UNMAPPED}", True),
        ("flt_variant_is=gid://x", False),
        ("flt_reason_is=variant_not_mapped", True),
        ("flt_reason_is=product_deleted", False),
        ("flt_from_is=2026-01-01", True),
        ("flt_until_is=2026-01-01", False),
        ("flt_age_is=7d", False),
        ("search=1001", True),
        ("search=T-100", True),
        ("search=T-999", False),
    ],
)
def test_lines_are_filtered(operator: FlaskClient, chosen: str, is_there: bool) -> None:
    unmapped_order()
    assert ("Thing 100" in operator.get(f"{LIST}?{chosen}").text) is is_there


def test_the_button_of_a_row_routes_it_by_its_map(operator: FlaskClient) -> None:
    waiting = unmapped_order()
    act(operator, f"{LIST}act/reroute/", only=waiting.line_id)
    assert "1 order line was left: its variant has no map yet" in told(operator)
    map_to(variant_at("Fern"))
    act(operator, f"{LIST}act/reroute/", only=waiting.line_id)
    assert "1 order line re-routed." in told(operator)
    assert line_row(waiting.line_id).destination is Destination.PARTNER


def test_all_that_match_are_routed_by_a_run(operator: FlaskClient) -> None:
    mine, other = unmapped_order(), unmapped_order(number=2, variants=["gid://x/2"])
    map_to(variant_at("Fern"))
    address = f"{LIST}act/reroute/?flt_variant_is={UNMAPPED}"
    answer = act(operator, address, all="yes", confirmed="yes", once="a form")
    list(work_bulk_actions())
    page = text_of(operator.get(answer.location))
    assert "1 of 1" in page
    assert line_row(mine.line_id).destination is Destination.PARTNER
    assert line_row(other.line_id).destination is Destination.UNROUTED


def test_a_line_is_sent_where_staff_choose(operator: FlaskClient) -> None:
    waiting, kiln = unmapped_order(), variant_at("Kiln").id
    where = {"place": kiln, "note": "they have it too", "seen": seen_on(operator, waiting.line_id)}
    answer = act(operator, page_of(waiting.line_id), **where)
    assert answer.location == f"/console/bubbly_orders/details/?id={waiting.order_id}"
    assert "Thing 100 of order #1001 goes to its partner now." in told(operator)
    assert line_row(waiting.line_id).reason.endswith("is sold by Kiln: they have it too")


def test_a_double_click_sends_it_once_and_says_so(operator: FlaskClient) -> None:
    waiting, kiln = unmapped_order(), variant_at("Kiln").id
    where = {"place": kiln, "seen": seen_on(operator, waiting.line_id)}
    for _ in range(2):
        answer = act(operator, page_of(waiting.line_id), **where)
    assert "The line was left: the line was routed meanwhile" in text_of(answer)
    assert len(parts_of(waiting.order_id)) == 1


@pytest.mark.parametrize("place", ["", "x", "-1", "9" * 30, "123456"])
def test_a_place_that_can_not_be_is_a_sentence(operator: FlaskClient, place: str) -> None:
    waiting = unmapped_order()
    answer = act(operator, page_of(waiting.line_id), place=place)
    assert answer.status_code == 200
    assert any(
        sentence in text_of(answer)
        for sentence in ("Choose first where", "There is no such place", "no partner variant")
    )
    assert line_row(waiting.line_id).destination is Destination.UNROUTED


def test_any_partners_variant_can_be_searched_for(operator: FlaskClient) -> None:
    waiting = unmapped_order()
    jug = VariantMapFactory(product_map__title="A blue jug", barcode="4006381333931")
    for term in ("blue jug", jug.sku, "4006381333931", jug.partner_variant_id.rpartition("/")[2]):
        assert "A blue jug" in operator.get(page_of(waiting.line_id, q=term)).text, term
    assert "Try other words" in text_of(operator.get(page_of(waiting.line_id, q="red jug")))


def test_a_line_of_a_part_that_was_not_sent_can_go_elsewhere(operator: FlaskClient) -> None:
    waiting = unmapped_order(VariantMapFactory())
    line_id = parts_of(waiting.order_id)[0].lines[0].bubbly_order_line_id
    act(operator, page_of(line_id), place="bubbly", seen=seen_on(operator, line_id))
    assert line_row(line_id).destination is Destination.BUBBLY
    assert parts_of(waiting.order_id)[0].state is OrderState.CANCELLED


def test_a_line_that_has_to_stay_says_why(operator: FlaskClient, session: Session) -> None:
    waiting = unmapped_order(VariantMapFactory())
    (part,) = parts_of(waiting.order_id)
    row = session.merge(part)
    row.state, row.partner_order_id = OrderState.CREATED, "gid://shopify/Order/1"
    session.commit()
    page = text_of(operator.get(page_of(part.lines[0].bubbly_order_line_id)))
    assert "This line stays where it is:" in page
    assert "order is made already" in page
    assert "Send the line there" not in page


def test_a_partner_who_has_the_order_already_can_not_be_chosen(
    operator: FlaskClient, session: Session
) -> None:
    fern = variant_at("Fern")
    waiting = unmapped_order(VariantMapFactory(product_map=fern.product_map))
    row = session.merge(parts_of(waiting.order_id)[0])
    row.state, row.partner_order_id = OrderState.CREATED, "gid://shopify/Order/1"
    session.commit()
    page = operator.get(page_of(waiting.line_id, q=fern.sku))
    assert "Not possible: Fern's part of this order is made already" in text_of(page)
    assert f'value="{fern.id}" required disabled' in page.text


@pytest.mark.parametrize("line_id", ["", "x", "0", "9" * 25, "4711"])
def test_a_line_that_does_not_exist_is_not_found(operator: FlaskClient, line_id: str) -> None:
    assert operator.get(f"{LIST}route/?id={line_id}").status_code == 404
    assert act(operator, f"{LIST}route/?id={line_id}", place="bubbly").status_code == 404


def test_a_viewer_looks_and_routes_nothing(browser: Browser) -> None:
    viewer, waiting = browser(Role.VIEWER), unmapped_order()
    page = text_of(viewer.get(page_of(waiting.line_id)))
    assert "Your role may look at this, and not route lines." in page
    assert act(viewer, page_of(waiting.line_id), place="bubbly").status_code == 403
    assert line_row(waiting.line_id).destination is Destination.UNROUTED


def test_a_form_without_our_token_is_refused(app: Flask, operator: FlaskClient) -> None:
    waiting = unmapped_order()
    answer = operator.post(page_of(waiting.line_id), data={"place": "bubbly"})
    assert answer.status_code == 400
    assert line_row(waiting.line_id).destination is Destination.UNROUTED
