"""A shop that left for good: what is its own is erased, and the books stay."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import OrderState, SyncState
from powerpact.models import (
    Admission,
    AdmissionState,
    BubblyOrder,
    Consent,
    EventState,
    ListingLookup,
    LookupKind,
    OrderSync,
    PartnerStore,
    Picture,
    PrivacyState,
    ProductMap,
    RunFailure,
    RunState,
    Store,
    StoreState,
    Trade,
    VariantMap,
    WebhookEvent,
    utc_now,
)
from powerpact.models.picture import hash_of
from powerpact.services.listing import sync_listing
from powerpact.services.privacy.requests import due_requests
from powerpact.services.privacy.work import work_request
from tests.factories import (
    BubblyOrderFactory,
    BubblyStoreFactory,
    OrderSyncFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    SyncRunFactory,
    VariantMapFactory,
    WebhookEventFactory,
)
from tests.services.marketplace import Shop, map_row, set_store
from tests.services.privacy.asking import BUBBLY, SHOPPER, deliver, do_all, only_request
from tests.services.test_inbox_work import order_body

CLAY = "clay.myshopify.com"
PICTURE = {"url": "https://cdn.shopify.test/bowl.png", "alt": "A bowl"}


@pytest.fixture
def clay(session: Session) -> int:
    """The id of a partner that was installed an hour ago, and has left since."""
    BubblyStoreFactory()
    return int(
        PartnerStoreFactory(
            name="Clay & Daughters",
            shop_domain=CLAY,
            code="clay",
            installed_at=utc_now() - timedelta(hours=1),
            alert_email="owner@clay.test",
            timezone="Europe/London",
        ).id
    )


def redact(shop: str = CLAY) -> None:
    deliver("shop/redact", shop)
    do_all()


def product(session: Session, partner_id: int, **fields: object) -> int:
    """The id of a product map of the partner that was never listed."""
    given = {"bubbly_product_id": None, "sync": SyncState.NEVER, **fields}
    row = ProductMapFactory(partner=session.get_one(PartnerStore, partner_id), **given)
    VariantMapFactory(product_map=row, title="Blue", quantity=7)
    return int(row.id)


def test_tokens_name_and_contacts_go_and_what_books_need_stays(session: Session, clay: int) -> None:
    redact()
    store = session.get_one(PartnerStore, clay, populate_existing=True)
    assert store.state is StoreState.UNINSTALLED
    assert (store.access_token, store.refresh_token, store.alert_email) == (None, None, "")
    assert (store.name, store.code, store.shop_domain) == ("clay", "clay", CLAY)
    assert store.trade is Trade.LEFT


def test_what_proves_admission_and_consent_stays(session: Session, clay: int) -> None:
    session.add(
        Admission(
            shop_domain=CLAY,
            state=AdmissionState.JOINED,
            code="clay",
            name="Clay",
            email="owner@clay.test",
            message="Let us in",
            asked_at=utc_now() - timedelta(days=9),
            store_id=clay,
        )
    )
    session.add(
        Consent(store_id=clay, version="1", wording="I agree.", given_at=utc_now(), given_by="1")
    )
    session.commit()
    redact()
    admission = session.scalars(select(Admission).execution_options(populate_existing=True)).one()
    assert (admission.state, admission.email, admission.message) == ("joined", None, "")
    consent = session.scalars(select(Consent).execution_options(populate_existing=True)).one()
    assert (consent.wording, consent.given_by) == ("I agree.", "1")
    assert consent.withdrawn_at is not None


def test_what_products_say_and_show_goes(session: Session, clay: int) -> None:
    map_id = product(
        session, clay, title="A bowl", description_html="<p>Blue</p>", images=[PICTURE]
    )
    session.add(Picture(url_hash=hash_of(PICTURE["url"]), url=PICTURE["url"], content=b"png"))
    session.add(ListingLookup(product_map_id=map_id, kind=LookupKind.MATCHES, asked_by="ana"))
    session.commit()
    redact()
    row = map_row(map_id)
    assert (row.title, row.description_html, row.images) == ("(erased)", "", [])
    assert [(each.title, each.sku, each.quantity) for each in row.variants] == [
        ("(erased)", "", None)
    ]
    assert session.scalars(select(Picture)).all() == []
    assert session.scalars(select(ListingLookup)).all() == []
    assert only_request().done["products"] == 1


def test_another_partners_products_stay(session: Session, clay: int) -> None:
    theirs = product(session, PartnerStoreFactory().id, title="A vase")
    redact()
    assert map_row(theirs).title == "A vase"


def test_many_products_are_done_in_steps_that_any_worker_goes_on_with(
    session: Session, clay: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("powerpact.services.privacy.products.BATCH", 2)
    for _ in range(5):
        product(session, clay)
    deliver("shop/redact", CLAY)
    (request_id,) = due_requests(1)
    steps = work_request(request_id)
    next(steps), next(steps), next(steps)  # and then the worker dies
    steps.close()
    assert only_request().state is PrivacyState.RECEIVED
    do_all()
    assert only_request().done["products"] == 5
    assert set(session.scalars(select(ProductMap.title))) == {"(erased)"}
    assert set(session.scalars(select(ProductMap.sync))) == {SyncState.GONE}


def test_a_listed_product_keeps_its_content_until_it_is_off_sale(
    bubbly: Shop, kiln: Shop, approved_many: Callable[..., list[int]]
) -> None:
    (map_id,) = approved_many(1)
    sync_listing(map_id)
    listed = map_row(map_id).bubbly_product_id
    assert listed
    title = map_row(map_id).title
    deliver("shop/redact", kiln.domain)
    do_all()
    assert (map_row(map_id).title, only_request().state) == (title, PrivacyState.RECEIVED)
    sync_listing(map_id)
    assert bubbly.product(listed).status is not ProductStatus.ACTIVE
    do_all()
    row = map_row(map_id)
    assert (row.title, row.sync, row.bubbly_product_id) == ("(erased)", SyncState.GONE, listed)
    assert only_request().state is PrivacyState.DONE


def test_orders_and_amounts_stay_for_the_books(session: Session, clay: int) -> None:
    part = OrderSyncFactory(
        partner=session.get_one(PartnerStore, clay),
        state=OrderState.CREATED,
        next_attempt_at=None,
        partner_order_id="gid://shopify/Order/9",
        partner_order_name="#9",
    )
    before = (part.id, part.owed, part.partner_order_id, part.partner_order_name)
    redact()
    after = session.scalars(select(OrderSync).execution_options(populate_existing=True)).one()
    assert (after.id, after.owed, after.partner_order_id, after.partner_order_name) == before


def test_webhooks_of_the_shop_lose_their_bodies_and_nobody_elses(
    session: Session, clay: int
) -> None:
    done = WebhookEventFactory(topic="products/update", shop_domain=CLAY, state=EventState.DONE).id
    due = WebhookEventFactory(topic="products/update", shop_domain=CLAY).id
    other = WebhookEventFactory(topic="products/update", shop_domain="kiln.myshopify.com").id
    redact()
    found = select(WebhookEvent).where(WebhookEvent.id.in_([done, due, other]))
    rows = session.scalars(
        found.order_by(WebhookEvent.id).execution_options(populate_existing=True)
    ).all()
    assert [(row.state, row.body) for row in rows] == [
        (EventState.DONE, b""),
        (EventState.DONE, b""),
        (EventState.RECEIVED, b"{}"),
    ]
    assert rows[1].reason == "the shop's data was erased"


def test_all_webhooks_go_however_many_came_at_one_moment(
    session: Session, clay: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("powerpact.services.privacy.shop_webhooks.BATCH", 2)
    moment = utc_now() - timedelta(minutes=5)
    for number in range(7):
        WebhookEventFactory(
            topic="products/update",
            shop_domain=CLAY,
            state=EventState.DONE,
            received_at=moment + timedelta(seconds=number // 5),
        )
    redact()
    assert set(session.scalars(select(WebhookEvent.body))) == {b""}


def test_a_privacy_request_that_still_waits_is_not_lost_with_the_shop(
    session: Session, clay: int
) -> None:
    asked = WebhookEventFactory(
        topic="customers/redact",
        shop_domain=CLAY,
        body=b'{"orders_to_redact": [1]}',
        next_try_at=utc_now() + timedelta(hours=1),
    ).id
    redact()
    event = session.get_one(WebhookEvent, asked, populate_existing=True)
    assert (event.state, event.body) == (EventState.RECEIVED, b'{"orders_to_redact": [1]}')


def test_what_imports_said_of_single_products_goes(session: Session, clay: int) -> None:
    run = SyncRunFactory(
        store=session.get_one(Store, clay), state=RunState.FINISHED, message="All read."
    )
    session.add(
        RunFailure(run_id=run.id, subject_type="product", subject_id="1", what="A bowl: no price")
    )
    session.commit()
    redact()
    assert session.scalars(select(RunFailure)).all() == []


def test_a_store_installed_again_in_the_middle_keeps_what_is_new(
    session: Session, clay: int
) -> None:
    map_id = product(session, clay, title="A bowl")
    deliver("shop/redact", CLAY)
    (request_id,) = due_requests(1)
    steps = work_request(request_id)
    next(steps)
    set_store(clay, installed_at=utc_now() + timedelta(minutes=1), access_token="a new token")
    list(steps)
    assert map_row(map_id).title == "A bowl"
    session.expire_all()
    assert session.get_one(Store, clay).access_token == "a new token"
    assert only_request().state is PrivacyState.DONE


def test_bubblys_own_leaving_erases_all_shoppers_and_keeps_orders_going(session: Session) -> None:
    BubblyStoreFactory(installed_at=utc_now() - timedelta(hours=1))
    BubblyOrderFactory(shopper=SHOPPER)
    parked = WebhookEventFactory(
        body=order_body(email="ada@example.test"), state=EventState.PARKED
    ).id
    redact(BUBBLY)
    assert session.scalars(select(BubblyOrder.shopper)).all() == [None]
    event = session.get_one(WebhookEvent, parked, populate_existing=True)
    assert event.state is EventState.PARKED
    assert b"#1001" in event.body
    assert b"ada@example.test" not in event.body
    assert session.scalars(select(VariantMap)).all() == []
