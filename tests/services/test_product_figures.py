"""Prices, stock and pictures of many products, by one query."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from powerpact.models import Picture, ProductMap, utc_now
from powerpact.models.picture import hash_of
from powerpact.services.product_figures import Figures, Span, figures_of
from tests.factories import (
    BubblyStoreFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
)

URL = "https://cdn.shopify.com/\u00fcber/mug.png"


def gid(number: int) -> str:
    return f"gid://shopify/ProductVariant/{number}"


@pytest.fixture
def product(session: Session) -> ProductMap:
    """Sold in dollars at 10, 20 and 30; at Bubbly in euros, twice as dear, the last one at 1."""
    BubblyStoreFactory(currency="EUR")
    partner = PartnerStoreFactory(currency="USD", exchange_rate=Decimal(2))
    row: ProductMap = ProductMapFactory(
        partner=partner, overrides={"title": "Ours", "price": {gid(3): "1.00"}}
    )
    for number in (1, 2, 3):
        VariantMapFactory(
            product_map=row, partner_variant_id=gid(number), price=number * 10, quantity=number
        )
    return row


def only(session: Session, row: ProductMap) -> Figures:
    return figures_of(session, [row], "EUR")[row.id]


def test_prices_are_shown_on_both_sides_each_in_its_currency(
    session: Session, product: ProductMap
) -> None:
    figures = only(session, product)
    assert figures.partner == Span(Decimal(10), Decimal(30), "USD")
    assert figures.bubbly == Span(Decimal(1), Decimal(40), "EUR")


def test_a_variant_that_the_partner_removed_counts_no_more(
    session: Session, product: ProductMap
) -> None:
    product.variants[1].removed_at = product.variants[2].removed_at = utc_now()
    session.commit()
    figures = only(session, product)
    assert (figures.partner, figures.stock) == (Span(Decimal(10), Decimal(10), "USD"), 1)
    assert figures.bubbly == Span(Decimal(20), Decimal(20), "EUR")


def test_prices_that_are_all_staffs_need_no_rule(session: Session, product: ProductMap) -> None:
    product.overrides = {"price": {gid(number): "5.00" for number in (1, 2, 3)}}
    session.commit()
    assert only(session, product).bubbly == Span(Decimal(5), Decimal(5), "EUR")


def test_terms_without_an_exchange_rate_say_no_price(session: Session, product: ProductMap) -> None:
    product.partner.exchange_rate = Decimal(1)
    session.commit()
    assert only(session, product).bubbly is None


@pytest.mark.parametrize(
    ("variants", "stock", "some_untracked"),
    [
        ([{"quantity": 2}, {"quantity": 3}], 5, False),
        ([{"quantity": None}], 0, False),
        ([{"tracked": False, "quantity": 9}], None, True),
        ([{"quantity": 2}, {"tracked": False, "quantity": 9}], 2, True),
        ([], None, False),
    ],
)
def test_stock_is_the_sum_of_what_is_tracked(
    session: Session, variants: list[dict[str, Any]], stock: int | None, some_untracked: bool
) -> None:
    row = ProductMapFactory()
    for variant in variants:
        VariantMapFactory(product_map=row, **variant)
    figures = only(session, row)
    assert (figures.stock, figures.some_untracked) == (stock, some_untracked)


def test_a_picture_is_here_once_it_was_fetched(session: Session) -> None:
    row = ProductMapFactory(images=[{"url": URL, "alt": ""}, {"url": "second", "alt": ""}])
    assert (only(session, row).picture, only(session, row).has_picture) == (URL, False)
    session.add(Picture(url_hash=hash_of(URL), url=URL, content=b"x", fetched_at=utc_now()))
    session.commit()
    assert only(session, row).has_picture


def test_a_product_with_nothing_has_no_figures(session: Session) -> None:
    assert only(session, ProductMapFactory()) == Figures(
        0, None, None, None, None, None, False, "", False
    )
