"""A store in one word, the orders that wait for it, and what to do about what is wrong."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import PartnerStore, Side, Store, StoreState, Trade, utc_now
from powerpact.services.store_faults import faults
from powerpact.services.store_health import COUNTED, Health, overview
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.topics import BUBBLY, PARTNER
from tests.factories import BubblyStoreFactory, OrderSyncFactory, PartnerStoreFactory
from tests.services.counting import counted_statements
from tests.services.marketplace import Shop

WELL = {"scopes": list(NEEDED), "topics": list(PARTNER)}
SOON = timedelta(hours=1)

CASES = [
    ({"state": StoreState.UNINSTALLED}, Health.UNINSTALLED, "uninstalled"),
    ({"state": StoreState.RECONNECT_NEEDED}, Health.RECONNECT_NEEDED, "open PowerPact"),
    ({"state": StoreState.UNAVAILABLE}, Health.UNAVAILABLE, "settle this with Shopify"),
    ({"trade": Trade.SUSPENDED}, Health.SUSPENDED, "listings are off sale"),
    ({"trade": Trade.PAUSED}, Health.PAUSED, "Press Resume"),
    ({"trade": Trade.PAUSED, "trade_by": Side.PARTNER}, Health.PAUSED, "The partner paused it"),
    ({"trade": Trade.JOINING}, Health.JOINING, "and agree"),
    ({"trade": Trade.LEFT}, Health.LEFT, "The partner has left"),
    ({"rests_until": utc_now() + SOON}, Health.RESTING, "asked again by itself"),
    ({"refresh_expires_at": utc_now() + SOON}, Health.AT_RISK, "ends for good"),
    ({"scopes": ["write_orders"]}, Health.AT_RISK, "has not granted write_products"),
    ({"topics": ["app/uninstalled"]}, Health.AT_RISK, "does not tell us of products/create"),
    ({"check_fault": "the store is away"}, Health.AT_RISK, "The last look at it failed"),
]


def health_of(session: Session, store: Store) -> Health:
    return overview(session, [store.id])[store.id].health


@pytest.mark.parametrize(("wrong", "word", "sentence"), CASES)
def test_what_is_wrong_has_a_word_and_a_sentence(
    session: Session, wrong: dict[str, object], word: Health, sentence: str
) -> None:
    store = PartnerStoreFactory(**(WELL | wrong))
    assert health_of(session, store) is word
    (fault,) = faults(store)
    assert sentence in f"{fault.what} {fault.todo}"


def test_a_store_with_nothing_wrong_is_fine(session: Session) -> None:
    partner, bubbly = (
        PartnerStoreFactory(**WELL),
        BubblyStoreFactory(**WELL | {"topics": list(BUBBLY)}),
    )
    assert {health_of(session, each) for each in (partner, bubbly)} == {Health.FINE}
    assert faults(partner) == faults(bubbly) == []


def test_who_may_write_may_read(session: Session) -> None:
    scopes = ["write_locations" if each == "read_locations" else each for each in NEEDED]
    store = PartnerStoreFactory(**(WELL | {"scopes": scopes}))
    assert health_of(session, store) is Health.FINE
    assert faults(store) == []


def test_a_store_that_was_just_connected_is_fine(kiln: Shop, session: Session) -> None:
    assert overview(session, [kiln.id])[kiln.id].health is Health.FINE


def test_webhooks_that_nobody_looked_at_are_no_alarm(session: Session) -> None:
    store = PartnerStoreFactory(**(WELL | {"topics": None}))
    assert health_of(session, store) is Health.FINE
    assert faults(store)[0].todo == "Press Check connection to look."


def test_only_orders_that_are_not_in_the_partners_store_wait(session: Session) -> None:
    partner = PartnerStoreFactory(**WELL)
    for state in (OrderState.PENDING, OrderState.RETRYING, OrderState.HELD):
        OrderSyncFactory(partner=partner, state=state)
    OrderSyncFactory(partner=partner, state=OrderState.CREATED, partner_order_id="gid://x")
    OrderSyncFactory()
    assert overview(session, [partner.id])[partner.id].waiting == 3


def test_stores_of_a_page_take_one_query_however_many(session: Session) -> None:
    ids = [PartnerStoreFactory(**WELL).id for _ in range(3)]
    with counted_statements() as statements:
        assert len(overview(session, ids)) == 3
    assert len(statements) == 1
    assert COUNTED < 1000


def test_every_fault_is_told_at_once(session: Session) -> None:
    store: PartnerStore = PartnerStoreFactory(
        state=StoreState.RECONNECT_NEEDED, trade=Trade.PAUSED, scopes=[], topics=[]
    )
    told = faults(store)
    assert [fault.grave for fault in told] == [True, False, False]
