"""Columns that the console's list of products and a partner's have in common."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import joinedload

from powerpact.admin.formats import EMPTY
from powerpact.domain.money import rounded
from powerpact.models import PartnerStore, ProductMap
from powerpact.models.picture import hash_of
from powerpact.services.product_figures import Figures, Span

# What prices at Bubbly are worked out from; the rest of a store stays where it is.
PARTNER_TERMS = joinedload(ProductMap.partner).load_only(
    PartnerStore.name,
    PartnerStore.currency,
    PartnerStore.code,
    PartnerStore.commission_rate,
    PartnerStore.price_percentage,
    PartnerStore.price_fixed,
    PartnerStore.price_rounding,
    PartnerStore.exchange_rate,
    PartnerStore.stock_buffer,
    raiseload=True,
)
# Half a megabyte each, at the worst, and no part of a list.
LONG = (
    ProductMap.description_html,
    ProductMap.options,
    ProductMap.images,
    ProductMap.sent_images,
    ProductMap.tags,
    ProductMap.overrides,
)
# Pixels; pictures are fetched at twice of that and more, for screens that show them finer.
SMALL, LARGE = 40, 80


def beside_title(shown: Markup, title: str) -> Markup:
    """The picture and the title."""
    return Markup('{} <span class="title">{}</span>').format(shown, title)


def picture(figures: Figures, size: int, address: Callable[..., str]) -> Markup:
    """A picture beside its title, which says all there is to say of it; a placeholder for none.

    ``address`` takes the picture's version ``v``. One that is not here yet is marked, so that the
    page asks for it again.
    """
    source, awaited = url_for("static", filename="no-picture.svg"), Markup("")
    if figures.picture:
        source = address(v=hash_of(figures.picture)[:12])
        awaited = Markup("") if figures.has_picture else Markup(" data-awaited")
    return Markup(
        '<img class="picture" src="{0}" alt="" width="{1}" height="{1}" loading="lazy"{2}>'
    ).format(source, size, awaited)


def span(prices: Span | None) -> Markup:
    """From the lowest to the highest price, or the one price that all have."""
    if prices is None:
        return EMPTY
    ends = [rounded(price, prices.currency) for price in (prices.least, prices.most)]
    text = "\u2013".join(map(str, dict.fromkeys(ends)))
    return Markup('<span class="money">{} {}</span>').format(text, prices.currency)


def stock(figures: Figures) -> Any:
    """How many pieces the partner has of all variants together."""
    return pieces(figures, figures.stock)


def pieces(figures: Figures, count: int | None) -> Any:
    """So many pieces of all variants together; None where nobody counts them."""
    if figures.partner is None:
        return EMPTY
    if count is None:
        return "not tracked"
    return f"{count}, some not tracked" if figures.some_untracked else count
