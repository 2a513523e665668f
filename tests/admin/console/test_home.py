"""The home page: figures and pictures with the lists behind them."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from powerpact.models import EventState, Snapshot, utc_now
from powerpact.permissions import Role
from powerpact.services.figures.home import refresh_home_figures
from tests.admin.browser import text_of
from tests.admin.conftest import Browser
from tests.factories import BubblyOrderFactory, OrderSyncFactory, WebhookEventFactory


def order_today() -> None:
    now = utc_now()
    OrderSyncFactory(bubbly_order=BubblyOrderFactory(placed_at=now))
    refresh_home_figures()


def test_before_the_first_count_it_says_so(admin: FlaskClient) -> None:
    assert "There are no figures yet" in text_of(admin.get("/console/"))


def test_todays_numbers_lead_to_the_lists_they_count(admin: FlaskClient, session: Session) -> None:
    order_today()
    page = admin.get("/console/").text
    day = f"{utc_now():%Y-%m-%d}"
    assert f'<a href="/console/bubbly_orders/?flt_from_is={day}">' in page
    assert "1 Bubbly orders" in text_of(admin.get("/console/"))


def test_each_picture_has_a_name_and_a_table(admin: FlaskClient, session: Session) -> None:
    order_today()
    page = admin.get("/console/").text
    charts = re.findall(r'<svg class="chart".*?</svg>', page, flags=re.DOTALL)
    assert len(charts) == 2
    for chart in charts:
        assert "<title id=" in chart
    assert page.count("The same as a table") == 2
    assert 'class="orders"' in charts[0]


def test_nothing_on_it_is_inline(admin: FlaskClient, session: Session) -> None:
    order_today()
    page = admin.get("/console/").text
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*src=)", page)


def test_figures_that_nobody_counts_any_more_are_said_to_be_old(
    admin: FlaskClient, session: Session
) -> None:
    order_today()
    assert "no worker seems" not in text_of(admin.get("/console/"))
    session.execute(update(Snapshot).values(taken_at=utc_now() - timedelta(minutes=5)))
    session.commit()
    assert "no worker seems to be at work" in text_of(admin.get("/console/"))


@pytest.mark.parametrize(("role", "is_told"), [(Role.OPERATOR, True), (Role.VIEWER, False)])
def test_a_webhook_that_waits_long_is_told_to_who_may_see_webhooks(
    browser: Browser, session: Session, role: Role, is_told: bool
) -> None:
    waiting = utc_now() - timedelta(hours=3)
    WebhookEventFactory(state=EventState.RECEIVED, received_at=waiting)
    assert ("arrived 3 h ago" in text_of(browser(role).get("/console/"))) is is_told
