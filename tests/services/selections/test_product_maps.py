"""Choosing products by the list's filters and by its search."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.offering import Offering, offering_of
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import ProductMap, utc_now
from powerpact.services.selections.product_maps import PRODUCT_MAPS, error_codes
from powerpact.services.selections.table import Selection
from tests.factories import PartnerStoreFactory, ProductMapFactory, VariantMapFactory

FAILED = {"sync": SyncState.FAILED, "error_code": "title_too_long"}


def chosen(session: Session, search: str = "", **filters: str) -> set[str]:
    """The titles of the products that pass."""
    where = Selection(filters, search).where(PRODUCT_MAPS)
    return set(session.scalars(select(ProductMap.title).where(*where)))


@pytest.mark.parametrize(
    ("of_one", "of_other", "filters"),
    [
        (FAILED, {"sync": SyncState.FAILED, "error_code": "taken"}, {"error": "title_too_long"}),
        (FAILED, {}, {"error": "title_too_long"}),
        ({"status": ProductStatus.DRAFT}, {}, {"status": "DRAFT"}),
        ({"overrides": {"title": "Ours"}}, {}, {"overridden": "yes"}),
        ({}, {"overrides": {"title": "Ours"}}, {"overridden": "no"}),
        ({}, {"partner_updated_at": utc_now() - timedelta(days=9)}, {"changed": "yesterday"}),
        (
            FAILED | {"curation": Curation.PAUSED},
            FAILED,
            {"error": "title_too_long", "curation": "paused", "sync": "failed"},
        ),
    ],
)
def test_a_filter_finds_what_it_says_and_nothing_else(
    session: Session, of_one: dict[str, Any], of_other: dict[str, Any], filters: dict[str, str]
) -> None:
    ProductMapFactory(title="one", **of_one)
    ProductMapFactory(title="other", **of_other)
    yesterday = f"{utc_now() - timedelta(days=1):%Y-%m-%d}"
    values = {name: yesterday if v == "yesterday" else v for name, v in filters.items()}
    assert chosen(session, **values) == {"one"}


@pytest.mark.parametrize(
    ("variants", "stock"),
    [
        ([{"quantity": 3}], "some"),
        ([{"quantity": 0}, {"quantity": 1}], "some"),
        ([{"quantity": None, "tracked": False}], "some"),
        ([{"quantity": 0}], "none"),
        ([{"quantity": None}], "none"),
        ([{"quantity": -2}, {"quantity": 0}], "none"),
        ([{"quantity": 5, "removed_at": utc_now()}, {"quantity": 0}], "none"),
    ],
)
def test_stock_is_what_the_partner_still_has_of_any_variant(
    session: Session, variants: list[dict[str, Any]], stock: str
) -> None:
    product = ProductMapFactory(title="mug")
    for variant in variants:
        VariantMapFactory(product_map=product, **variant)
    found = {each: chosen(session, stock=each) for each in ("some", "none")}
    assert found == {"some": set(), "none": set()} | {stock: {"mug"}}


@pytest.mark.parametrize(
    ("name", "value"),
    [("error", "\0"), ("overridden", "perhaps"), ("stock", ""), ("changed", "x")],
)
def test_what_says_nothing_is_no_filter(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PRODUCT_MAPS.conditions[name](value)


@pytest.mark.parametrize(
    "term",
    [
        "Blue",
        "mug blue",
        "MUG-L",
        "4006381333931",
        "7100",
        "gid://shopify/Product/7100",
        "7200",
        "gid://shopify/Product/7200",
        "7300",
        "gid://shopify/ProductVariant/7300",
        "7400",
        "gid://shopify/ProductVariant/7400",
        "kiln-7100",
    ],
)
def test_search_knows_words_sku_barcode_and_the_ids_of_both_sides(
    session: Session, term: str
) -> None:
    product = ProductMapFactory(
        title="A blue mug",
        partner_product_id="gid://shopify/Product/7100",
        bubbly_product_id="gid://shopify/Product/7200",
        partner_ref="kiln-7100",
    )
    VariantMapFactory(
        product_map=product,
        sku="MUG-L",
        barcode="4006381333931",
        partner_variant_id="gid://shopify/ProductVariant/7300",
        bubbly_variant_id="gid://shopify/ProductVariant/7400",
    )
    VariantMapFactory(product_map=ProductMapFactory(title="A red bowl"))
    assert chosen(session, term) == {"A blue mug"}


def test_error_codes_are_those_that_there_are(session: Session) -> None:
    for code in ("taken", "invalid", "taken", "", "blank"):
        ProductMapFactory(error_code=code)
    assert error_codes(session) == ["blank", "invalid", "taken"]


def test_without_failures_there_are_no_codes(session: Session) -> None:
    ProductMapFactory()
    assert error_codes(session) == []


STANDS = [
    (curation, sync, offered, listed)
    for curation in Curation
    for sync in SyncState
    for offered in (True, False)
    for listed in (True, False)
]


def test_each_product_is_found_by_its_one_word_and_by_no_other(session: Session) -> None:
    partner = PartnerStoreFactory()
    words = {}
    for place, (curation, sync, offered, listed) in enumerate(STANDS):
        status = list(ProductStatus)[place % len(ProductStatus)]
        title, at_bubbly = str(place), f"gid://shopify/Product/{place}" if listed else None
        session.add(
            ProductMapFactory.build(
                partner=partner,
                curation=curation,
                sync=sync,
                status=status,
                offered=offered,
                bubbly_product_id=at_bubbly,
                title=title,
            )
        )
        words[title] = offering_of(curation, sync, status, offered=offered, is_listed=listed)
    session.commit()
    for word in Offering:
        expected = {title for title, each in words.items() if each is word}
        assert expected, word
        assert chosen(session, offering=word) == expected, word
