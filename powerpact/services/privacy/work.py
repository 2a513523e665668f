"""Doing what was asked for in short steps, so that any worker can go on where another one died.

A step is one transaction: it does some rows, and notes how far it came together with them. Two
workers with the same request take turns by its row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import PrivacyKind, PrivacyRequest, PrivacyState, utc_now
from powerpact.services.audit import audit
from powerpact.services.follow_up import FollowUp
from powerpact.services.privacy import products, shop, shop_webhooks, shoppers
from powerpact.services.privacy.actor import BY_LAW
from powerpact.services.privacy.progress import Batch, Progress
from powerpact.services.transactions import transaction

Step = Callable[[Session, PrivacyRequest, Progress], Batch]
STEPS: dict[PrivacyKind, tuple[Step, ...]] = {
    PrivacyKind.DATA_REQUEST: (
        shoppers.find_named,
        shoppers.find_alike,
        shoppers.write_export,
    ),
    PrivacyKind.CUSTOMER_REDACT: (
        shoppers.erase_named_orders,
        shoppers.erase_alike,
        shoppers.erase_webhooks,
    ),
    PrivacyKind.SHOP_REDACT: (
        shop.erase_connection,
        products.take_off_sale,
        shoppers.erase_all_shoppers,
        shop_webhooks.erase_shop_webhooks,
        shop.erase_runs,
        products.erase_products,
    ),
}


@dataclass(frozen=True, slots=True)
class _Went:
    """A step that went; ``is_over``: nothing is left to be done for the request now."""

    follow_up: FollowUp
    is_over: bool


def work_request(request_id: int, stopping: Callable[[], bool] = bool) -> Iterator[FollowUp]:
    """Go on with a request until it is done, or waits; what each step leaves to be published."""
    while not stopping() and (went := _step(request_id)) is not None:
        yield went.follow_up
        if went.is_over:
            return


def _step(request_id: int) -> _Went | None:
    """None when the request is done, or another worker is at it."""
    with transaction() as session:
        request = session.scalars(
            select(PrivacyRequest)
            .where(PrivacyRequest.id == request_id, PrivacyRequest.state == PrivacyState.RECEIVED)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if request is None:
            return None
        steps, progress = STEPS[request.kind], Progress.of(request.done)
        batch = steps[progress.step](session, request, progress)
        further = progress.after(batch)
        request.done = further.as_json()
        if further.step == len(steps):
            _finish(session, request, further)
        is_over = further.step == len(steps) or (batch.is_last and further.step == progress.step)
        return _Went(batch.follow_up, is_over)


def _finish(session: Session, request: PrivacyRequest, progress: Progress) -> None:
    found: dict[str, Any] = dict(progress.counts)
    request.done = found
    if request.export is not None:
        request.state = PrivacyState.READY
    else:
        request.state, request.asked_for = PrivacyState.DONE, None
        request.done_at, request.done_by = utc_now(), BY_LAW.name
    after = {"state": request.state.value, "shop": request.shop_domain, **found}
    audit(session, BY_LAW, request.kind.value, ("privacy_request", request.id), after=after)
