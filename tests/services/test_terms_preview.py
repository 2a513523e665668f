"""What new terms would do to a partner's listings, before they are saved."""

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from powerpact.domain.pricing import Rounding
from powerpact.domain.transitions import Curation
from powerpact.errors import NotFound
from powerpact.models import PartnerStore, utc_now
from powerpact.services.terms_preview import Example, preview_terms
from tests.factories import (
    BubblyStoreFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
)
from tests.services.counting import counted_statements

TEN_MORE = {"price_percentage": Decimal(10)}


@pytest.fixture
def partner(session: Session) -> PartnerStore:
    BubblyStoreFactory(currency="GBP")
    made: PartnerStore = PartnerStoreFactory(currency="GBP")
    return made


def listing(partner: PartnerStore, *prices: str, **product: object) -> int:
    """A listing with a variant at each price of the partner's; the id of its map."""
    row = ProductMapFactory(partner=partner, **product)
    for position, price in enumerate(prices):
        VariantMapFactory(product_map=row, price=Decimal(price), position=position)
    return int(row.id)


def test_listings_whose_price_changes_are_counted_and_some_are_shown(partner: PartnerStore) -> None:
    bowl = listing(partner, "10.00", "20.00", title="Bowl")
    listing(partner, "0.00", title="Gift")
    preview = preview_terms(partner.id, TEN_MORE)
    assert (preview.changing, preview.listings, preview.currency) == (1, 2, "GBP")
    assert preview.examples == (
        Example(bowl, "Bowl", "Default Title", Decimal("10.00"), Decimal("11.00")),
    )
    assert preview.is_complete


def test_one_variant_that_changes_makes_its_listing_change(partner: PartnerStore) -> None:
    listing(partner, "12.10", "12.13")
    five = preview_terms(partner.id, {"price_rounding": Rounding.FIVE})
    assert (five.changing, five.examples[0].then) == (1, Decimal("12.15"))


def test_a_compare_at_price_that_changes_is_a_change_too(partner: PartnerStore) -> None:
    row = ProductMapFactory(partner=partner)
    VariantMapFactory(product_map=row, price=Decimal(0), compare_at_price=Decimal(20))
    assert preview_terms(partner.id, TEN_MORE).changing == 1


def test_a_compare_at_price_that_is_never_shown_is_none(partner: PartnerStore) -> None:
    row = ProductMapFactory(partner=partner)
    VariantMapFactory(product_map=row, price=Decimal("19.99"), compare_at_price=Decimal("19.98"))
    charm = {"price_rounding": Rounding.CHARM}
    assert preview_terms(partner.id, charm).changing == 0


@pytest.mark.parametrize(
    "other",
    [
        {"curation": Curation.PROPOSED, "bubbly_product_id": None},
        {"curation": Curation.REJECTED, "bubbly_product_id": None},
    ],
)
def test_what_bubbly_does_not_list_does_not_count(
    partner: PartnerStore, other: dict[str, object]
) -> None:
    listing(partner, "10.00", **other)
    preview = preview_terms(partner.id, TEN_MORE)
    assert (preview.listings, preview.changing) == (0, 0)


def test_other_partners_do_not_count(partner: PartnerStore) -> None:
    listing(PartnerStoreFactory(), "10.00")
    assert preview_terms(partner.id, TEN_MORE).listings == 0


def test_removed_variants_and_prices_of_staff_stay_as_they_are(partner: PartnerStore) -> None:
    row = ProductMapFactory(partner=partner)
    VariantMapFactory(product_map=row, removed_at=utc_now())
    staffs = VariantMapFactory(product_map=row, position=2)
    row.overrides = {"price": {staffs.partner_variant_id: "9.00"}}
    VariantMapFactory(product_map=ProductMapFactory(partner=partner, overrides={"title": "x"}))
    preview = preview_terms(partner.id, TEN_MORE)
    assert (preview.listings, preview.changing) == (2, 1)


def test_terms_that_are_the_same_change_nothing(partner: PartnerStore) -> None:
    listing(partner, "10.00")
    preview = preview_terms(partner.id, {"price_percentage": Decimal(0)})
    assert (preview.changing, preview.examples) == (0, ())


def test_more_listings_take_no_more_statements(partner: PartnerStore) -> None:
    counts = []
    for number in (2, 12):
        for each in range(number):
            listing(partner, f"{each + number}.00")
        with counted_statements() as statements:
            preview_terms(partner.id, TEN_MORE)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_examples_are_few(partner: PartnerStore) -> None:
    for _ in range(12):
        listing(partner, "10.00")
    preview = preview_terms(partner.id, TEN_MORE)
    assert (preview.changing, len(preview.examples)) == (12, 8)


def test_without_bubbly_there_are_no_prices_to_compare(session: Session) -> None:
    alone = PartnerStoreFactory()
    assert preview_terms(alone.id, TEN_MORE).currency == ""


def test_a_partner_that_does_not_exist_is_said(session: Session) -> None:
    with pytest.raises(NotFound):
        preview_terms(12345, TEN_MORE)
