"""Filters that staff keep under a name."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from powerpact.permissions import Role
from powerpact.services.saved_filters import MOST, filters_of
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser

LIST = "/console/order_syncs/"


def save(client: FlaskClient, name: str, query: str = "flt_state_is=failed&page=3") -> None:
    act(client, f"{LIST}save-filter/?{query}", filter_name=name)


def test_a_saved_filter_is_one_click_away_without_the_page(admin: FlaskClient) -> None:
    save(admin, "  What   failed ")
    page = admin.get(LIST).text
    assert f'<a href="{LIST}?flt_state_is=failed">What failed</a>' in page


def test_saving_under_the_same_name_replaces(admin: FlaskClient) -> None:
    save(admin, "mine")
    save(admin, "mine", "flt_state_is=held")
    page = admin.get(LIST).text
    assert "?flt_state_is=held" in page
    assert "?flt_state_is=failed" not in page


def test_filters_are_a_persons_own(browser: Browser) -> None:
    save(browser(Role.ADMIN), "mine")
    assert "mine" not in text_of(browser(Role.VIEWER).get(LIST))


def test_nobody_forgets_somebody_elses(browser: Browser, session: Session) -> None:
    save(browser(Role.ADMIN), "mine")
    act(browser(Role.VIEWER), f"{LIST}forget-filter/", filter="1")
    assert [each.name for each in filters_of(1, "order_syncs")] == ["mine"]


def test_a_filter_is_forgotten(admin: FlaskClient, session: Session) -> None:
    save(admin, "mine")
    act(admin, f"{LIST}forget-filter/", filter=str(filters_of(1, "order_syncs")[0].id))
    assert filters_of(1, "order_syncs") == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_name_that_will_not_do_is_a_sentence(admin: FlaskClient, name: str) -> None:
    save(admin, name)
    assert "Not saved: a filter needs a name" in text_of(admin.get(LIST))


def test_there_is_an_end_to_filters(admin: FlaskClient) -> None:
    for number in range(MOST + 1):
        save(admin, f"filter {number}")
    assert "forget one first" in text_of(admin.get(LIST))
