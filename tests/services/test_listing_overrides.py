"""Fields that staff take over from a partner."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import Curation, SyncState
from powerpact.errors import NotFound, Refused
from powerpact.models import AuditEvent, ProductMap
from powerpact.services.follow_up import NOTHING
from powerpact.services.listing_overrides import (
    Edit,
    EditedMeanwhile,
    edit_listing,
    set_overrides,
    version_of_overrides,
)
from tests.factories import BubblyStoreFactory, ProductMapFactory, VariantMapFactory
from tests.services.marketplace import ANA

MUG = "gid://shopify/ProductVariant/1"


@pytest.fixture
def map_id(session: Session) -> int:
    """A product with one variant that is approved and listed."""
    BubblyStoreFactory(currency="JPY")
    row: ProductMap = ProductMapFactory(overrides={"title": "Before"})
    VariantMapFactory(product_map=row, partner_variant_id=MUG)
    return row.id


def test_what_staff_take_over_is_kept_audited_and_queued(session: Session, map_id: int) -> None:
    own = {"title": "Our mug", "tags": ("best",), "price": {MUG: "12.4"}}
    assert set_overrides(map_id, own, ANA) == (map_id,)
    session.expire_all()
    row = session.get_one(ProductMap, map_id)
    assert row.overrides == {"title": "Our mug", "tags": ["best"], "price": {MUG: "12"}}
    assert row.sync is SyncState.QUEUED
    audited = session.scalars(select(AuditEvent)).one()
    assert audited.before == {"title": "Before", "tags": None, "price": {MUG: None}}
    assert audited.after == row.overrides


def test_giving_fields_back_to_the_partner_is_naming_them_no_more(
    session: Session, map_id: int
) -> None:
    set_overrides(map_id, {}, ANA)
    session.expire_all()
    assert session.get_one(ProductMap, map_id).overrides == {}


def test_a_product_that_bubbly_does_not_list_is_not_queued(session: Session, map_id: int) -> None:
    row = session.get_one(ProductMap, map_id)
    row.curation, row.bubbly_product_id = Curation.PROPOSED, None
    session.commit()
    assert set_overrides(map_id, {"title": "Later"}, ANA) == ()


@pytest.mark.parametrize(
    ("own", "why"),
    [
        ({"handle": "mine"}, "not a field that staff can own: handle"),
        ({"title": "  "}, "title must be text and not empty"),
        ({"vendor": 7}, "vendor must be text"),
        ({"tags": "best"}, "tags are a list of texts"),
        ({"tags": [1]}, "tags are a list of texts"),
        ({"price": {MUG: "cheap"}}, "cheap is not a price"),
        ({"price": {MUG: "-1"}}, "-1 is not a price"),
        ({"price": {MUG: "NaN"}}, "NaN is not a price"),
        ({"price": {MUG: "1e20"}}, "1e20 is not a price"),
        ({"title": "x" * 256}, "the title has 256 characters; 255 are the most"),
        ({"description_html": "a\0b"}, "a character that nobody can see or keep"),
        ({"tags": ["x" * 256]}, "250 tags of 255 characters"),
        ({"price": {"gid://shopify/ProductVariant/2": "1"}}, "not a variant of this product"),
    ],
)
def test_what_cannot_be_owned_is_refused_as_a_whole(
    session: Session, map_id: int, own: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        set_overrides(map_id, {"title": "Fine", **own}, ANA)
    session.expire_all()
    assert session.get_one(ProductMap, map_id).overrides == {"title": "Before"}


def seen(session: Session, map_id: int) -> str:
    """The listing as somebody sees it now."""
    session.expire_all()
    return version_of_overrides(session.get_one(ProductMap, map_id).overrides)


def test_an_edit_leaves_the_other_fields_whose_they_are(session: Session, map_id: int) -> None:
    edit = Edit(fields={"tags": ["best"]}, prices={MUG: "12"})
    follow_up = edit_listing(map_id, edit, seen(session, map_id), ANA)
    assert follow_up.listings == (map_id,)
    session.expire_all()
    own = session.get_one(ProductMap, map_id).overrides
    assert own == {"title": "Before", "tags": ["best"], "price": {MUG: "12"}}
    audited = session.scalars(select(AuditEvent)).one()
    assert audited.before == {"tags": None, "price": {MUG: None}}
    assert audited.after == {"tags": ["best"], "price": {MUG: "12"}}


@pytest.mark.parametrize("back", ["price", MUG])
def test_what_is_given_back_is_the_partners_again(session: Session, map_id: int, back: str) -> None:
    edit_listing(map_id, Edit(prices={MUG: "12"}), seen(session, map_id), ANA)
    edit_listing(map_id, Edit(back={"title", back}), seen(session, map_id), ANA)
    session.expire_all()
    assert session.get_one(ProductMap, map_id).overrides == {}


def test_an_edit_of_a_listing_that_somebody_else_edited_is_refused(
    session: Session, map_id: int
) -> None:
    as_first_seen = seen(session, map_id)
    edit_listing(map_id, Edit(fields={"title": "Hers"}), as_first_seen, ANA)
    with pytest.raises(EditedMeanwhile, match="somebody else"):
        edit_listing(map_id, Edit(fields={"title": "His"}), as_first_seen, ANA)
    session.expire_all()
    assert session.get_one(ProductMap, map_id).overrides == {"title": "Hers"}


def test_what_the_partner_changed_meanwhile_is_in_nobodys_way(
    session: Session, map_id: int
) -> None:
    as_seen = seen(session, map_id)
    session.get_one(ProductMap, map_id).title = "The partner's new one"
    session.commit()
    edit_listing(map_id, Edit(fields={"vendor": "Us"}), as_seen, ANA)
    session.expire_all()
    assert session.get_one(ProductMap, map_id).overrides == {"title": "Before", "vendor": "Us"}


def test_an_edit_that_changes_nothing_is_no_event_and_queues_nothing(
    session: Session, map_id: int
) -> None:
    edit = Edit(fields={"title": "Before"}, back={"vendor"})
    assert edit_listing(map_id, edit, seen(session, map_id), ANA) == NOTHING
    assert session.scalars(select(AuditEvent)).all() == []


def test_without_bubbly_nobody_knows_the_currency_of_a_price(session: Session) -> None:
    variant = VariantMapFactory()
    with pytest.raises(Refused, match="Bubbly's store is not connected"):
        edit_listing(
            variant.product_map_id,
            Edit(prices={variant.partner_variant_id: "1"}),
            version_of_overrides({}),
            ANA,
        )
    assert session.scalars(select(AuditEvent)).all() == []


def test_a_product_that_does_not_exist_is_said_so(map_id: int) -> None:
    with pytest.raises(NotFound, match="no product 999"):
        set_overrides(999, {}, ANA)
