"""Changing rows from a list: one, the ticked ones, or all that match."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import Curation, OrderState
from powerpact.models import AuditEvent, OrderSync, ProductMap, Source, SyncRun
from powerpact.permissions import Role
from powerpact.services.bulk.work import work_bulk_actions
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import OrderSyncFactory, ProductMapFactory

RETRY = "/console/order_syncs/act/retry/"
APPROVE = "/console/product_maps/act/approve/"


@pytest.fixture
def operator(browser: Browser) -> FlaskClient:
    return browser(Role.OPERATOR)


def failed_part() -> OrderSync:
    part: OrderSync = OrderSyncFactory(state=OrderState.FAILED, cause_code="rejected")
    return part


def state_of(session: Session, part_id: int) -> OrderState:
    session.expire_all()
    return session.get_one(OrderSync, part_id).state


def told(client: FlaskClient) -> str:
    return text_of(client.get("/console/"))


def test_the_button_in_a_row_changes_that_row_alone(
    operator: FlaskClient, session: Session
) -> None:
    chosen, other = failed_part().id, failed_part().id
    answer = act(operator, RETRY, only=chosen, ids=[other])
    assert (answer.status_code, answer.location) == (303, "/console/order_syncs/")
    assert state_of(session, chosen) is OrderState.PENDING
    assert state_of(session, other) is OrderState.FAILED
    assert "1 partner order due now." in told(operator)


def test_every_change_says_who_did_it_and_from_where(
    operator: FlaskClient, session: Session
) -> None:
    part_id = failed_part().id
    act(operator, RETRY, only=part_id)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "retry")).one()
    assert (event.actor, event.source) == ("operator@powerpact.test", Source.CONSOLE)
    assert (event.address, event.subject_id) == ("127.0.0.1", str(part_id))
    assert (event.before, event.after) == ({"state": "failed"}, {"state": "pending"})


def test_a_second_click_does_nothing_and_says_so(operator: FlaskClient, session: Session) -> None:
    part_id = failed_part().id
    act(operator, RETRY, only=part_id)
    act(operator, RETRY, only=part_id)
    assert "1 partner order was left: it is on its way already." in told(operator)
    assert len(session.scalars(select(AuditEvent)).all()) == 1


def test_a_row_that_somebody_else_changed_meanwhile_is_left(
    operator: FlaskClient, session: Session
) -> None:
    product = ProductMapFactory(curation=Curation.PROPOSED)
    session.commit()
    act(operator, APPROVE, only=product.id, seen="proposed 2020-01-01T00:00:00+00:00")
    assert "Somebody changed this meanwhile" in told(operator)
    session.expire_all()
    assert session.get_one(ProductMap, product.id).curation is Curation.PROPOSED


def test_the_page_of_a_row_sends_what_it_showed(operator: FlaskClient, session: Session) -> None:
    part_id = failed_part().id
    page = operator.get(f"/console/order_syncs/details/?id={part_id}").text
    seen = page.split('name="seen" value="')[1].split('"')[0].replace("&#43;", "+")
    act(operator, RETRY, only=part_id, seen=seen)
    assert state_of(session, part_id) is OrderState.PENDING


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "1e3", "9" * 30, "1;drop", "\0"])
def test_an_id_that_can_not_be_is_a_sentence(operator: FlaskClient, nonsense: str) -> None:
    assert act(operator, RETRY, only=nonsense).status_code in {302, 303}
    assert "Tick at least one row first." in told(operator)


def test_a_row_that_does_not_exist_is_a_sentence(operator: FlaskClient) -> None:
    act(operator, RETRY, ids=["12345"])
    assert "1 partner order was left: there is no such row." in told(operator)


def test_all_that_match_asks_first_then_runs_in_the_background(
    operator: FlaskClient, session: Session
) -> None:
    failed, held = failed_part().id, OrderSyncFactory(state=OrderState.HELD).id
    session.commit()
    address = f"{RETRY}?flt_state_is=failed"
    asked = act(operator, address, all="yes")
    assert "all rows that match (State: Failed): 1 now" in text_of(asked)
    assert state_of(session, failed) is OrderState.FAILED
    answer = act(operator, address, all="yes", confirmed="yes", once="a form")
    run = session.scalars(select(SyncRun)).one()
    assert answer.location == f"/console/sync_runs/details/?id={run.id}"
    assert (run.title, run.asked_by) == ("Retry: State: Failed", "operator@powerpact.test")
    list(work_bulk_actions())
    assert state_of(session, failed) is OrderState.PENDING
    assert state_of(session, held) is OrderState.HELD


def test_the_same_form_for_all_sent_twice_runs_once(
    operator: FlaskClient, session: Session
) -> None:
    for _ in range(2):
        act(operator, RETRY, all="yes", confirmed="yes", once="a form")
    assert len(session.scalars(select(SyncRun)).all()) == 1


def test_all_that_match_a_filter_of_nonsense_is_nothing(
    operator: FlaskClient, session: Session
) -> None:
    act(operator, f"{RETRY}?flt_partner_is=x", all="yes", confirmed="yes")
    assert "Nothing was done: a filter says nothing" in told(operator)
    assert session.scalars(select(SyncRun)).all() == []


def test_an_action_that_does_not_exist_is_not_found(operator: FlaskClient) -> None:
    assert act(operator, "/console/order_syncs/act/explode/", only="1").status_code == 404


def test_a_form_without_our_token_changes_nothing(operator: FlaskClient, session: Session) -> None:
    part_id = failed_part().id
    assert operator.post(RETRY, data={"only": part_id}).status_code == 400
    assert state_of(session, part_id) is OrderState.FAILED


@pytest.mark.usefixtures("session")
def test_a_viewer_sees_no_buttons(browser: Browser) -> None:
    failed_part()
    page = browser(Role.VIEWER).get("/console/order_syncs/").text
    assert "/act/" not in page
    assert "Tick" not in page


def test_the_button_of_a_row_is_for_that_row_even_where_all_are_ticked(
    operator: FlaskClient, session: Session
) -> None:
    chosen, other = failed_part().id, failed_part().id
    act(operator, RETRY, only=chosen, all="yes", confirmed="yes")
    assert state_of(session, chosen) is OrderState.PENDING
    assert state_of(session, other) is OrderState.FAILED


@pytest.mark.parametrize(
    "query", ["_external=1&_scheme=javascript", "endpoint=console.index", "action_name=x"]
)
def test_an_address_steers_no_link_of_the_page_that_asks(
    operator: FlaskClient, session: Session, query: str
) -> None:
    part_id = failed_part().id
    asked = act(operator, f"/console/order_syncs/act/hold/?{query}", only=part_id)
    assert asked.status_code == 200
    assert "javascript:" not in asked.text
    done = act(operator, f"{RETRY}?{query}", only=part_id)
    assert done.location == "/console/order_syncs/"


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.test/console/",
        "//evil.test",
        "/\\evil.test",
        "javascript:alert(1)",
        "/%2f%2fevil.test",
        "//[",
        "x\r\nA: b",
    ],
)
@pytest.mark.usefixtures("session")
def test_nobody_is_led_to_another_host(operator: FlaskClient, back: str) -> None:
    done = act(operator, RETRY, only=failed_part().id, back=back)
    assert (done.status_code, done.location) == (303, "/console/order_syncs/")


def test_all_that_match_does_nothing_when_a_filter_says_nothing(
    operator: FlaskClient, session: Session
) -> None:
    part_id = failed_part().id
    act(operator, f"{RETRY}?flt_state_is=nonsense", all="yes", confirmed="yes", ids=[part_id])
    assert "Nothing was done: a filter says nothing that can be looked for." in told(operator)
    assert session.scalars(select(SyncRun)).all() == []
    assert state_of(session, part_id) is OrderState.FAILED


def test_a_note_may_hold_what_no_column_can(operator: FlaskClient, session: Session) -> None:
    part_id = failed_part().id
    act(operator, "/console/order_syncs/act/hold/", only=part_id, confirmed="yes", note="a\0b")
    assert state_of(session, part_id) is OrderState.HELD


def test_more_rows_than_one_request_works_on_are_not_left_out_in_silence(
    operator: FlaskClient, session: Session
) -> None:
    part_id = failed_part().id
    act(operator, RETRY, ids=["x"] * 400 + [part_id] * 200)
    page = told(operator)
    assert "400 rows left out: no row can have such an id." in page
    assert "Only the first 500 rows were looked at." in page
    assert state_of(session, part_id) is OrderState.PENDING
