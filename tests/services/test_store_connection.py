"""Connecting stores: once or again, as what they are, with everything they need."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.errors import Refused, Retryable
from powerpact.models import (
    AuditEvent,
    BubblyStore,
    PartnerStore,
    Store,
    StoreKind,
    StoreState,
    Trade,
    utc_now,
)
from powerpact.services.store_connection import Newcomer, connect
from powerpact.services.store_departure import uninstalled
from powerpact.shopify.topics import BUBBLY, PARTNER
from powerpact.simulator.control_client import SimulatorClient
from tests.factories import OrderSyncFactory
from tests.services.marketplace import ANA, Shop, set_store
from tests.services.selling import part_of, part_row, push, seller


def again(shop: Shop, code: str | None = "kiln", kind: StoreKind = StoreKind.PARTNER) -> int:
    """Connect a store that is connected already."""
    return connect(Newcomer(shop.domain, kind, code), shop.control.session_token(shop.domain), ANA)


def test_a_partner_is_kept_with_its_details_and_tokens(kiln: Shop, session: Session) -> None:
    store = kiln.row()
    assert (store.name, store.currency, store.kind) == ("Kiln", "GBP", StoreKind.PARTNER)
    assert store.access_token
    assert store.refresh_token
    assert store.location_id
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.subject_id, event.actor) == ("connect", str(kiln.id), ANA.name)


def subscribed(shop: Shop) -> list[str]:
    """The topics that Shopify sends of the store."""
    return sorted(each["topic"] for each in shop.control.store(shop.domain)["subscriptions"])


def test_each_role_subscribes_to_what_it_needs_and_only_once(bubbly: Shop, kiln: Shop) -> None:
    again(kiln)
    assert len(subscribed(bubbly)) == len(BUBBLY)
    assert len(subscribed(kiln)) == len(PARTNER)


def test_bubbly_knows_where_it_publishes(bubbly: Shop, session: Session) -> None:
    assert session.get_one(BubblyStore, bubbly.id).publication_ids


def test_connecting_again_gives_the_same_store_new_tokens(kiln: Shop, session: Session) -> None:
    before = kiln.row().access_token
    assert again(kiln) == kiln.id
    assert kiln.row().access_token != before
    assert len(session.scalars(select(Store)).all()) == 1


@pytest.mark.parametrize(
    ("domain", "kind", "code", "why"),
    [
        ("kiln.myshopify.com", StoreKind.BUBBLY, None, "in another role: partner"),
        ("bubbly.myshopify.com", StoreKind.PARTNER, "new", "in another role: bubbly"),
        ("kiln.myshopify.com", StoreKind.PARTNER, "oven", "has the code kiln"),
        ("camp.myshopify.com", StoreKind.PARTNER, "kiln", "another partner has the code kiln"),
        ("camp.myshopify.com", StoreKind.BUBBLY, None, "Bubbly is another store already"),
        ("camp.myshopify.com", StoreKind.PARTNER, None, "a partner needs a code"),
        ("camp.myshopify.com", StoreKind.BUBBLY, "camp", "Bubbly has none"),
        ("evil.test", StoreKind.PARTNER, "evil", "not the myshopify.com domain"),
        ("evil.test/x.myshopify.com", StoreKind.PARTNER, "evil", "not the myshopify.com domain"),
    ],
)
def test_a_store_that_can_not_be_connected_is_refused_in_words(
    bubbly: Shop, kiln: Shop, session: Session, domain: str, kind: StoreKind, code: str, why: str
) -> None:
    if domain.startswith("camp"):
        kiln.control.create_store(domain, "Camp")
    known = domain.split("/")[0].endswith("myshopify.com")
    token = kiln.control.session_token(domain) if known else "a-token"
    with pytest.raises(Refused, match=why):
        connect(Newcomer(domain, kind, code), token, ANA)
    assert len(session.scalars(select(Store)).all()) == 2


def test_nothing_is_changed_by_what_was_refused(kiln: Shop) -> None:
    before = kiln.row().access_token
    with pytest.raises(Refused):
        again(kiln, code="oven")
    assert kiln.row().access_token == before


def test_a_connection_that_broke_off_is_made_whole_by_connecting_again(
    simulator: SimulatorClient, open_shop: Callable[..., Shop], session: Session
) -> None:
    simulator.create_store("camp.myshopify.com", "Camp")
    simulator.add_fault("server_error", shop="camp.myshopify.com", operation="*", count=1)
    newcomer = Newcomer("camp.myshopify.com", StoreKind.PARTNER, "camp")
    with pytest.raises(Retryable):
        connect(newcomer, simulator.session_token("camp.myshopify.com"), ANA)
    camp = connect(newcomer, simulator.session_token("camp.myshopify.com"), ANA)
    assert Shop(camp, "camp.myshopify.com", simulator).row().location_id


def test_a_paused_partner_stays_paused(kiln: Shop, session: Session) -> None:
    set_store(kiln.id, trade=Trade.PAUSED)
    again(kiln)
    assert session.get_one(PartnerStore, kiln.id).trade is Trade.PAUSED


def test_an_uninstalled_store_comes_back(kiln: Shop) -> None:
    uninstalled(kiln.id, utc_now() + timedelta(minutes=1))
    again(kiln)
    assert (kiln.row().state, kiln.row().state_reason) == (StoreState.ACTIVE, "")


def test_an_own_address_is_kept_when_none_is_named(kiln: Shop) -> None:
    own = f"{kiln.control.base_url}/{kiln.domain}"
    set_store(kiln.id, base_url=own)
    again(kiln)
    assert kiln.row().base_url == own


def test_what_failed_for_want_of_access_is_sent_after_a_reconnection(kiln: Shop) -> None:
    potter = seller(kiln)
    part_id = part_of(potter)
    kiln.control.revoke_tokens(kiln.domain, refresh_too=True)
    push(part_id)
    assert part_row(part_id).cause_code == "reconnect_needed"
    again(kiln)
    part = part_row(part_id)
    assert (part.state, part.cause_code, part.cause) == (OrderState.PENDING, "", "")
    push(part_id)
    assert part_row(part_id).state is OrderState.CREATED


def test_what_waits_for_a_closed_store_is_due_when_it_is_back(kiln: Shop) -> None:
    potter = seller(kiln)
    part_id = part_of(potter)
    kiln.control.set_state(kiln.domain, "frozen")
    push(part_id)
    assert part_row(part_id).cause_code == "store_unavailable"
    kiln.control.set_state(kiln.domain, "open")
    again(kiln)
    push(part_id)
    assert part_row(part_id).state is OrderState.CREATED


def test_a_reconnection_does_not_retry_what_failed_for_other_reasons(
    kiln: Shop, session: Session
) -> None:
    partner = session.get_one(PartnerStore, kiln.id)
    failed_id = OrderSyncFactory(
        partner=partner, state=OrderState.FAILED, cause_code="out_of_stock"
    ).id
    session.commit()
    again(kiln)
    assert part_row(failed_id).state is OrderState.FAILED
