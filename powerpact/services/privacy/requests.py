"""Taking in a compliance webhook (facts 2.3): one row for each thing that is asked for."""

import hashlib
import hmac
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from powerpact.domain.privacy import Ask
from powerpact.models import PrivacyKind, PrivacyRequest, PrivacyState, Store, utc_now
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.shopify.parsing.compliance import ask_from_webhook
from powerpact.shopify.topics import Topic

# What law and Shopify give us (facts 2.3).
DUE_AFTER = timedelta(days=30)
INSTALLED_AGAIN = "installed_again"
_KINDS = {
    Topic.CUSTOMERS_DATA_REQUEST: PrivacyKind.DATA_REQUEST,
    Topic.CUSTOMERS_REDACT: PrivacyKind.CUSTOMER_REDACT,
    Topic.SHOP_REDACT: PrivacyKind.SHOP_REDACT,
}


def receive_request(topic: str, shop_domain: str, body: bytes, asked_at: datetime) -> FollowUp:
    """Keep what is asked for, once, however often it is delivered; a worker then does it.

    ``asked_at`` is Shopify's own time. The shop need not be one of ours. A ``shop/redact`` of a
    store that was installed again since is only recorded. Raises Malformed.
    """
    kind = _KINDS[Topic(topic)]
    shop_domain = shop_domain.lower()
    ask = None if kind is PrivacyKind.SHOP_REDACT else ask_from_webhook(body)
    with transaction() as session:
        store = session.execute(
            select(Store.id, Store.installed_at).where(Store.shop_domain == shop_domain)
        ).one_or_none()
        row = _row(kind, shop_domain, store, ask, asked_at)
        kept = insert(PrivacyRequest).values(row).on_conflict_do_nothing()
        request_id = session.scalars(kept.returning(PrivacyRequest.id)).one_or_none()
    is_open = request_id is not None and row["state"] is PrivacyState.RECEIVED
    return FollowUp(privacy_requests=(request_id,)) if is_open and request_id else NOTHING


def due_requests(limit: int) -> tuple[int, ...]:
    """Requests that are still to be done, those first whose time is up first."""
    open_ones = (
        select(PrivacyRequest.id)
        .where(PrivacyRequest.state == PrivacyState.RECEIVED)
        .order_by(PrivacyRequest.due_at, PrivacyRequest.id)
        .limit(limit)
    )
    with transaction() as session:
        return tuple(session.scalars(open_ones))


def _row(
    kind: PrivacyKind,
    shop_domain: str,
    store: Row[Any] | None,
    ask: Ask | None,
    asked_at: datetime,
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": kind,
        "state": PrivacyState.RECEIVED,
        "shop_domain": shop_domain,
        "store_id": store.id if store else None,
        "asked_for": asdict(ask) if ask else None,
        "asked_at": asked_at,
        "due_at": asked_at + DUE_AFTER,
    }
    installed_at = store.installed_at if store else None
    is_ended = installed_at is None or installed_at <= asked_at
    if ask is None and not is_ended:
        row |= {"state": PrivacyState.DONE, "done": {INSTALLED_AGAIN: True}}
        row |= {"done_at": utc_now(), "done_by": "PowerPact"}
    # A shop is erased once for each time that it was installed; Shopify says no more than its name.
    told = asdict(ask) if ask else {"install": str(installed_at if is_ended else asked_at)}
    return row | {"mark": _mark(kind, shop_domain, told)}


def _mark(kind: PrivacyKind, shop_domain: str, told: dict[str, Any]) -> str:
    """The same for every delivery of the same wish; tells nobody whom it names."""
    content = json.dumps([kind.value, shop_domain, told], sort_keys=True).encode()
    key = platform().settings.secret_key.get_secret_value().encode()
    return hmac.new(key, content, hashlib.sha256).hexdigest()
