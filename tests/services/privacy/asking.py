"""Compliance webhooks as they come in, and what becomes of them, for tests."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select

from powerpact.models import PrivacyRequest, WebhookEvent, utc_now
from powerpact.services.follow_up import FollowUp, together
from powerpact.services.inbox_work import work_through
from powerpact.services.privacy.requests import due_requests
from powerpact.services.privacy.work import work_request
from powerpact.services.transactions import transaction
from tests.factories import WebhookEventFactory
from tests.services.test_inbox_work import AGO

BUBBLY = "bubbly.myshopify.com"
ADA = {"id": 77, "email": "Ada@Example.test ", "phone": None}
SHOPPER = {
    "address": {"first_name": "Ada", "address1": "1 Analytical Street"},
    "email": "ada@example.test",
    "phone": "+44 20 7946 0000",
}


def deliver(topic: str, shop: str = BUBBLY, at: datetime | None = None, **payload: Any) -> FollowUp:
    """Put one delivery into the inbox and have it worked through; what is to be published."""
    moment = at or utc_now()
    event: WebhookEvent = WebhookEventFactory(
        topic=topic,
        shop_domain=shop,
        body=json.dumps({"shop_id": 1, "shop_domain": shop, **payload}).encode(),
        triggered_at=moment.isoformat(),
        next_try_at=AGO,
    )
    assert event.id
    return together(work_through("webhooks"))


def do_all() -> FollowUp:
    """Do every request that is open, as workers would; what is to be published."""
    return together(each for request_id in due_requests(100) for each in work_request(request_id))


def only_request() -> PrivacyRequest:
    """The one request that there is, as it stands now."""
    with transaction() as session:
        request = session.scalars(
            select(PrivacyRequest).execution_options(populate_existing=True)
        ).one()
        session.expunge(request)
        return request
