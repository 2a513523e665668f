"""A part's page while a worker is busy with it, and the page that asks before parts are changed."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, Trade, utc_now
from tests.admin.browser import act, text_of
from tests.factories import OrderSyncFactory

pytestmark = pytest.mark.usefixtures("session")


def test_a_part_that_a_worker_is_about_to_push_is_followed_until_it_is_done(
    admin: FlaskClient, session: Session
) -> None:
    part_id = OrderSyncFactory(state=OrderState.PENDING).id
    progress = f"/console/order_syncs/progress/?id={part_id}"
    details = f"/console/order_syncs/details/?id={part_id}"
    follow = f'data-follow="{progress}"'
    assert follow in admin.get(details).text
    assert follow in admin.get(progress).text
    part = session.get_one(OrderSync, part_id)
    part.state, part.partner_order_id = OrderState.CREATED, "gid://shopify/Order/1"
    session.commit()
    now = admin.get(progress)
    assert "Created Nothing: the partner has the order, and ships it." in text_of(now)
    assert "data-follow" not in now.text
    assert f'href="{details}"' in now.text


@pytest.mark.parametrize(
    ("state", "values"),
    [
        (OrderState.PENDING, {"next_attempt_at": utc_now() + timedelta(hours=1)}),
        (OrderState.PENDING, {"partner__trade": Trade.PAUSED}),
        (OrderState.HELD, {}),
    ],
)
def test_a_part_that_nobody_is_about_to_push_is_not_followed(
    admin: FlaskClient, state: OrderState, values: dict[str, Any]
) -> None:
    part = OrderSyncFactory(state=state, **values)
    assert "data-follow" not in admin.get(f"/console/order_syncs/details/?id={part.id}").text


def test_the_page_that_asks_calls_the_first_rows_by_their_names(admin: FlaskClient) -> None:
    ids = [OrderSyncFactory(partner__name=f"Shop {number}").id for number in range(7)]
    asked = text_of(act(admin, "/console/order_syncs/act/cancel/", ids=ids))
    assert "This is for 7 partner orders :" in asked
    assert "for Shop 4 and 2 more." in asked
    assert "Shop 5" not in asked
