"""A partner's own products in the dashboard."""

import re
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.listing_faults import FAULTS
from powerpact.domain.merchant_offering import WORDS
from powerpact.domain.offering import Offering
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import AuditEvent, PartnerStore, ProductMap, Source, SyncRun, Trade, utc_now
from powerpact.services.bulk.work import work_bulk_actions
from tests.admin.browser import text_of
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.factories import (
    BubblyStoreFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
)
from tests.services.counting import counted_statements

LIST = "products/"


@pytest.fixture
def kiln(session: Session) -> PartnerStore:
    """Sells in dollars what Bubbly sells in euros at half the number, less 20 % commission."""
    BubblyStoreFactory(currency="EUR")
    row: PartnerStore = PartnerStoreFactory(
        currency="USD",
        exchange_rate=Decimal("0.5"),
        commission_rate=Decimal("0.2"),
        stock_buffer=2,
    )
    return row


@pytest.fixture
def frame(kiln: PartnerStore, frame_of: OpenFrame) -> Frame:
    return frame_of(kiln)


def mug_of(partner: PartnerStore, **changes: Any) -> ProductMap:
    """A listed product at 10 and 20, with 3 pieces and 1."""
    row: ProductMap = ProductMapFactory(partner=partner, **({"title": "Mug"} | changes))
    VariantMapFactory(product_map=row, title="Small", price=Decimal(10), quantity=3)
    VariantMapFactory(product_map=row, title="Large", price=Decimal(20), quantity=1, position=2)
    return row


def test_a_row_says_state_stock_prices_and_what_is_paid(frame: Frame, kiln: PartnerStore) -> None:
    mug_of(kiln)
    page = text_of(frame.get(LIST))
    money = "2 4 10.00\u201320.00 USD 5.00\u201310.00 EUR 8.00\u201316.00 USD"
    assert f"Mug Listed Shoppers find it at Bubbly. {money}" in page


def test_the_page_of_a_product_says_so_for_each_variant(
    frame: Frame, kiln: PartnerStore, session: Session
) -> None:
    mug = mug_of(kiln)
    mug.overrides = {"price": {mug.variants[1].partner_variant_id: "9.99"}}
    mug.variants[0].sku = "MUG-S"
    mug.variants[1].removed_at = utc_now()
    session.commit()
    answer = frame.get(f"{LIST}details/?id={mug.id}")
    page = text_of(answer)
    assert "Small MUG-S 3 1 10.00 USD 5.00 EUR 8.00 USD" in page
    assert "deleted in your store" in page
    assert "20.00 USD 9.99 EUR 16.00 USD" in page
    assert "less Bubbly\u2019s commission of 20 %" in page
    assert "beyond the 2 pieces of each variant that you keep" in page
    own_admin = f"/store/{kiln.shop_domain.split('.')[0]}/products/"
    assert re.search(rf'href="[^"]+{own_admin}\d+" target="_top"', answer.text)


STATES: list[tuple[dict[str, Any], Offering]] = [
    ({}, Offering.LISTED),
    ({"curation": Curation.PROPOSED, "sync": SyncState.NEVER}, Offering.PROPOSED),
    ({"sync": SyncState.QUEUED, "bubbly_product_id": None}, Offering.LISTING),
    ({"status": ProductStatus.DRAFT}, Offering.HIDDEN),
    ({"curation": Curation.PAUSED}, Offering.PAUSED),
    ({"curation": Curation.REJECTED}, Offering.DECLINED),
    ({"offered": False}, Offering.WITHDRAWN),
    ({"sync": SyncState.GONE}, Offering.DELETED),
]


@pytest.mark.parametrize(("row", "word"), STATES)
def test_each_state_is_one_word_with_what_it_means(
    frame: Frame, kiln: PartnerStore, row: dict[str, Any], word: Offering
) -> None:
    mug = mug_of(kiln, **row)
    mug_of(kiln, title="Other", sync=SyncState.FAILED)
    words = WORDS[word]
    for path in (f"{LIST}?flt_state_is={word}", f"{LIST}details/?id={mug.id}"):
        page = text_of(frame.get(path))
        assert f"{words.name} {words.why}" in page
        assert "Other" not in page


def test_what_fails_says_why_in_the_merchants_words_and_no_others(
    frame: Frame, kiln: PartnerStore
) -> None:
    mug = mug_of(
        kiln,
        sync=SyncState.FAILED,
        error_code="options_over_limit",
        error="Shopify refused the listing of Kiln: input.productOptions. Unmap it.",
    )
    for path in (LIST, f"{LIST}details/?id={mug.id}", f"{LIST}csv/"):
        page = frame.get(path).text
        assert FAULTS["options_over_limit"].what in page
        assert "productOptions" not in page
    assert FAULTS["options_over_limit"].todo in frame.get(f"{LIST}details/?id={mug.id}").text


def test_products_are_found_by_title_sku_barcode_and_own_id(
    frame: Frame, kiln: PartnerStore, session: Session
) -> None:
    mug = mug_of(kiln, title="Blue mug")
    mug_of(kiln, title="Bowl")
    mug.variants[0].barcode = "4006381333931"
    session.commit()
    own_id = mug.partner_product_id.rpartition("/")[2]
    for term in ("mug", mug.variants[0].sku, "4006381333931", own_id):
        page = text_of(frame.get(f"{LIST}?search={term}"))
        assert "Blue mug" in page, term
        assert "Bowl" not in page, term


def test_filters_choose_what_is_offered_and_in_stock(frame: Frame, kiln: PartnerStore) -> None:
    mug_of(kiln, title="Withdrawn", offered=False)
    empty = ProductMapFactory(partner=kiln, title="Sold out")
    VariantMapFactory(product_map=empty, quantity=0)
    assert "Sold out" not in text_of(frame.get(f"{LIST}?flt_offered_is=no"))
    page = text_of(frame.get(f"{LIST}?flt_stock_is=none"))
    assert "Sold out" in page
    assert "Tick Withdrawn" not in page


def test_the_file_holds_what_the_filters_show(frame: Frame, kiln: PartnerStore) -> None:
    mug_of(kiln, title="=mug")
    mug_of(kiln, title="Bowl", offered=False)
    lines = frame.get(f"{LIST}csv/?flt_offered_is=yes").text.splitlines()
    assert lines[0].lstrip("\ufeff") == (
        "Id,Product,State,What this means,Variants,Stock,Your price,Price at Bubbly,You are paid"
    )
    assert len(lines) == 2
    assert "'=mug,Listed,Shoppers find it at Bubbly.,2,4," in lines[1]


def test_one_product_is_withdrawn_and_offered_again(
    frame: Frame, kiln: PartnerStore, session: Session
) -> None:
    mug = mug_of(kiln)
    answer = frame.post(f"{LIST}act/withdraw/", {"only": mug.id})
    assert "1 product withdrawn from Bubbly." in text_of(frame.get(answer.location))
    session.refresh(mug)
    assert (mug.offered, mug.sync) == (False, SyncState.QUEUED)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.source) == ("withdraw", Source.DASHBOARD)
    assert event.actor.startswith(kiln.shop_domain)
    frame.post(f"{LIST}act/offer/", {"only": mug.id})
    session.refresh(mug)
    assert mug.offered


def test_all_that_match_are_withdrawn_by_a_run_of_the_partners_own(
    frame: Frame, kiln: PartnerStore, session: Session
) -> None:
    mine = [mug_of(kiln).id for _ in range(2)]
    kept = mug_of(kiln, curation=Curation.PROPOSED).id
    theirs = mug_of(PartnerStoreFactory()).id
    chosen = f"{LIST}act/withdraw/?flt_state_is=listed"
    asked = frame.post(chosen, {"all": "yes"})
    assert "2 now" in text_of(asked)
    started = frame.post(chosen, {"all": "yes", "confirmed": "yes", "once": "1"})
    assert "/app/runs/details/" in started.location
    list(work_bulk_actions())
    assert session.scalars(select(SyncRun.store_id)).one() == kiln.id
    offered = select(ProductMap.id).where(ProductMap.offered).order_by(ProductMap.id)
    assert session.scalars(offered).all() == [kept, theirs]
    assert set(session.scalars(select(ProductMap.id).where(~ProductMap.offered))) == set(mine)


def test_a_suspended_partner_is_told_that_nothing_is_on_sale(
    frame: Frame, kiln: PartnerStore, session: Session
) -> None:
    mug = mug_of(kiln)
    told = "Nothing of yours is on sale"
    assert told not in frame.get(LIST).text
    kiln.trade = Trade.SUSPENDED
    session.commit()
    assert told in frame.get(LIST).text
    assert told in frame.get(f"{LIST}details/?id={mug.id}").text


def test_who_has_left_sees_its_products_and_changes_nothing(
    frame: Frame, kiln: PartnerStore, session: Session
) -> None:
    mug = mug_of(kiln)
    kiln.trade = Trade.LEFT
    session.commit()
    assert "act/withdraw" not in frame.get(LIST).text
    assert frame.post(f"{LIST}act/withdraw/", {"only": mug.id}).status_code == 403


def test_prices_at_bubbly_are_left_open_where_no_exchange_rate_is_agreed(
    frame: Frame, kiln: PartnerStore, session: Session
) -> None:
    kiln.exchange_rate = Decimal(1)
    session.commit()
    mug = mug_of(kiln)
    assert "EUR" not in text_of(frame.get(LIST))
    assert "10.00 USD \u2013 8.00 USD" in text_of(frame.get(f"{LIST}details/?id={mug.id}"))


@pytest.fixture
def theirs(kiln: PartnerStore) -> ProductMap:
    """Another partner's product."""
    return mug_of(PartnerStoreFactory(name="Fern"), title="Zq7 bowl")


def test_another_partners_product_is_nowhere(
    frame: Frame, session: Session, theirs: ProductMap
) -> None:
    variant = theirs.variants[0]
    assert frame.get(f"{LIST}details/?id={theirs.id}").status_code == 404
    searched = ("Zq7", variant.sku, theirs.partner_product_id.rpartition("/")[2])
    asked = [LIST, f"{LIST}csv/", *(f"{LIST}?search={term}" for term in searched)]
    asked += [f"{LIST}csv/?search=Zq7", f"{LIST}?flt_partner_is={theirs.partner_id}"]
    for path in asked:
        assert "Zq7 bowl" not in frame.get(path).text, path
    for action in ("offer", "withdraw"):
        for form in ({"only": theirs.id}, {"ids": theirs.id}, {"ids": theirs.id, "all": "yes"}):
            answer = frame.post(f"{LIST}act/{action}/", form)
            assert "Zq7 bowl" not in answer.text
    frame.post(f"{LIST}act/withdraw/", {"all": "yes", "confirmed": "yes", "once": "1"})
    list(work_bulk_actions())
    session.refresh(theirs)
    assert theirs.offered
    assert theirs.sync is SyncState.SYNCED


def test_fifty_products_cost_no_more_statements_than_three(
    app: Flask, frame: Frame, kiln: PartnerStore
) -> None:
    def statements() -> int:
        with counted_statements() as sent:
            assert frame.get(LIST).status_code == 200
        (wall,) = (place for place, text in enumerate(sent) if "set_config('role'" in text)
        return len(sent[wall + 1 :])

    for _ in range(3):
        mug_of(kiln, images=[{"url": "https://images.test/a.png", "alt": ""}])
    of_three = statements()
    for _ in range(47):
        mug_of(kiln, images=[{"url": "https://images.test/a.png", "alt": ""}])
    assert statements() == of_three
    assert of_three <= 4
