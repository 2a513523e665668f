"""How the columns of a partner's own products look."""

from functools import partial
from typing import Any

from markupsafe import Markup

from powerpact.admin.partner.pictures import picture_address
from powerpact.admin.product_columns import LARGE, SMALL, beside_title, picture
from powerpact.domain.listing_faults import ListingFault, listing_fault
from powerpact.domain.merchant_offering import WORDS, Words
from powerpact.domain.offering import Offering, offering_of
from powerpact.models import ProductMap


def standing_of(row: ProductMap) -> Offering:
    """How a product stands, in one word."""
    return offering_of(
        row.curation,
        row.sync,
        row.status,
        offered=row.offered,
        is_listed=row.bubbly_product_id is not None,
    )


def words_of(row: ProductMap) -> Words:
    """The same as its merchant reads it."""
    return WORDS[standing_of(row)]


def fault_of(row: ProductMap) -> ListingFault | None:
    """Why a product is failing, if it is."""
    return listing_fault(row.error_code) if standing_of(row) is Offering.FAILING else None


def state(row: Any) -> Markup:
    """How it stands, toned by how much it needs the merchant, and what that means."""
    words = words_of(row)
    return Markup('<s-badge tone="{}">{}</s-badge> <span class="sub">{}</span>').format(
        words.tone, words.name, reason(row)
    )


def reason(row: Any) -> str:
    """Why it stands so; of what fails, what happened."""
    fault = fault_of(row)
    return fault.what if fault else words_of(row).why


def titled(row: Any) -> Markup:
    """The picture and the title."""
    return beside_title(_picture(row, SMALL), row.title)


def large_picture(row: Any) -> Markup:
    """The picture as the product's page shows it."""
    return _picture(row, LARGE)


def _picture(row: Any, size: int) -> Markup:
    return picture(row.figures, size, partial(picture_address, row.id))
