"""What the database itself refuses, whoever asks."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from powerpact.domain.attempts import Outcome
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import AuditEvent, OrderSyncAttempt, Source, utc_now
from tests.factories import (
    BubblyOrderLineFactory,
    BubblyStoreFactory,
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
    WebhookEventFactory,
)


def twice(session: Session) -> None:
    part = OrderSyncFactory()
    OrderSyncFactory(bubbly_order=part.bubbly_order, partner=part.partner)


@pytest.mark.parametrize(
    ("refused", "constraint"),
    [
        (twice, "uq_order_sync_bubbly_order_id"),
        (
            lambda _: [
                BubblyStoreFactory(),
                BubblyStoreFactory(shop_domain="b2.myshopify.com", shopify_id=None),
            ],
            "uq_store_only_one_bubbly",
        ),
        (lambda _: PartnerStoreFactory(code=None), "ck_store_partner_has_code"),
        (lambda _: PartnerStoreFactory(shop_domain="evil.test"), "ck_store_shop_domain_form"),
        (
            lambda _: PartnerStoreFactory(commission_rate=Decimal("1.5")),
            "ck_store_commission_rate_share",
        ),
        (
            lambda _: [
                VariantMapFactory(bubbly_variant_id="gid://shopify/ProductVariant/7")
                for _ in range(2)
            ],
            "uq_variant_map_bubbly_variant_id",
        ),
        (
            lambda _: [
                ProductMapFactory(bubbly_product_id="gid://shopify/Product/7") for _ in range(2)
            ],
            "uq_product_map_bubbly_product_id",
        ),
        (
            lambda _: [WebhookEventFactory(delivery_id="one") for _ in range(2)],
            "uq_webhook_event_delivery_id",
        ),
        (
            lambda _: BubblyOrderLineFactory(destination=Destination.PARTNER),
            "ck_bubbly_order_line_partner_iff_routed",
        ),
        (lambda _: BubblyOrderLineFactory(reason=""), "ck_bubbly_order_line_has_reason"),
        (lambda _: OrderSyncFactory(state=OrderState.CREATED), "ck_order_sync_created_has_order"),
        (lambda _: OrderSyncFactory(state=OrderState.SENDING), "ck_order_sync_claim_iff_sending"),
        (lambda _: OrderSyncFactory(state=OrderState.FAILED), "ck_order_sync_failed_has_cause"),
        (lambda _: OrderSyncLineFactory(quantity=0), "ck_order_sync_line_quantity_positive"),
    ],
)
def test_the_database_refuses(
    session: Session, refused: Callable[[Session], object], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        refused(session)
    session.rollback()


def test_a_state_that_nobody_named_is_refused(session: Session) -> None:
    OrderSyncFactory()
    with pytest.raises(IntegrityError, match="orderstate"):
        session.execute(text("UPDATE order_sync SET state = 'lost'"))
    session.rollback()


def test_an_attempt_is_never_changed(session: Session) -> None:
    attempt = OrderSyncAttempt(
        order_sync_id=OrderSyncFactory().id,
        number=1,
        outcome=Outcome.CREATED,
        started_at=utc_now() - timedelta(seconds=1),
        duration_ms=1000,
    )
    session.add(attempt)
    session.commit()
    attempt.message = "it was all different"
    with pytest.raises(DBAPIError, match="order_sync_attempt is history"):
        session.commit()
    session.rollback()


def test_an_audit_event_is_never_changed(session: Session) -> None:
    event = AuditEvent(
        source=Source.CONSOLE, actor="ann", action="retry", subject_type="order_sync", subject_id=1
    )
    session.add(event)
    session.commit()
    event.actor = "bob"
    with pytest.raises(DBAPIError, match="audit_event is history"):
        session.commit()
    session.rollback()


def test_tokens_are_sealed_in_their_column(session: Session) -> None:
    store = PartnerStoreFactory(access_token="shpat_secret", refresh_token="shprt_secret")
    row = session.execute(text("SELECT access_token, refresh_token FROM store")).one()
    assert "secret" not in row.access_token + row.refresh_token
    session.expire_all()
    assert (store.access_token, store.refresh_token) == ("shpat_secret", "shprt_secret")
