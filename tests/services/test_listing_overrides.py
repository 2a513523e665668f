"""Fields that staff take over from a partner."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import Curation, SyncState
from powerpact.errors import NotFound, Refused
from powerpact.models import AuditEvent, ProductMap
from powerpact.services.listing_overrides import set_overrides
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
    assert audited.before == {"overrides": {"title": "Before"}}
    assert audited.after == {"overrides": row.overrides}


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


def test_a_product_that_does_not_exist_is_said_so(map_id: int) -> None:
    with pytest.raises(NotFound, match="no product 999"):
        set_overrides(999, {}, ANA)
