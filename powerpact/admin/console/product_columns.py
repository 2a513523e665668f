"""How the columns of products look: the list's, and the facts of one product."""

import textwrap
from typing import Any

from flask import url_for
from markupsafe import Markup

from powerpact.admin.formats import EMPTY
from powerpact.admin.words import in_words
from powerpact.domain.counting import counted
from powerpact.domain.money import rounded
from powerpact.models import AuditEvent, ProductMap
from powerpact.models.picture import hash_of
from powerpact.services.listing_fields import staffs_own
from powerpact.services.product_figures import Figures, Span

# Pixels; pictures are fetched at twice of that and more, for screens that show them finer.
_SMALL, _LARGE = 40, 80
_MOST_LETTERS = 80
# Names of fields as people call them, where the code calls them otherwise.
FIELD_NAMES = {"description_html": "Description", "product_type": "Type"}


def field_name(name: str) -> str:
    """What people call a field of a listing."""
    return FIELD_NAMES.get(name) or in_words(name)


def titled(row: Any) -> Markup:
    """The picture and the title."""
    picture = picture_of(row.id, row.figures, _SMALL)
    return Markup('{} <span class="title">{}</span>').format(picture, row.title)


def large_picture(row: Any) -> Markup:
    """The picture as the product's page shows it."""
    return picture_of(row.id, row.figures, _LARGE)


def picture_of(map_id: int, figures: Figures, size: int) -> Markup:
    """A picture beside its title, which says all there is to say of it; a placeholder for none.

    One that is not here yet is marked, so that the page asks for it again.
    """
    awaited = Markup("")
    address = url_for("static", filename="no-picture.svg")
    if figures.picture:
        version = hash_of(figures.picture)[:12]
        address = url_for("pictures.show", map_id=map_id, v=version)
        awaited = Markup("") if figures.has_picture else Markup(" data-awaited")
    return Markup(
        '<img class="picture" src="{0}" alt="" width="{1}" height="{1}" loading="lazy"{2}>'
    ).format(address, size, awaited)


def span(prices: Span | None) -> Markup:
    """From the lowest to the highest price, or the one price that all have."""
    if prices is None:
        return EMPTY
    ends = [rounded(price, prices.currency) for price in (prices.least, prices.most)]
    text = "\u2013".join(map(str, dict.fromkeys(ends)))
    return Markup('<span class="money">{} {}</span>').format(text, prices.currency)


def stock(figures: Figures) -> Any:
    """How many pieces the partner has of all variants together."""
    if figures.partner is None:
        return EMPTY
    if figures.stock is None:
        return "not tracked"
    return f"{figures.stock}, some not tracked" if figures.some_untracked else figures.stock


def own_fields(row: ProductMap) -> Any:
    """Which fields of a listing are staff's."""
    names, prices = staffs_own(row.overrides)
    words = [field_name(name) for name in names]
    if prices:
        words.append(counted(prices, "price"))
    return ", ".join(words) or EMPTY


def changes_in_words(event: AuditEvent) -> str:
    """What an event changed, field by field, such as ``Curation: proposed \u2192 approved``."""
    names = dict.fromkeys((*event.before, *event.after))
    return "; ".join(f"{field_name(name)}: {_change(event, name)}" for name in names)


def _change(event: AuditEvent, name: str) -> str:
    """What one field was and is; of what had none before, what it is."""
    sides = [side[name] for side in (event.before, event.after) if name in side]
    return " \u2192 ".join(map(_short, sides))


def _short(value: object) -> str:
    """A value in a line; of none the partner's own stands."""
    if value is None:
        return "the partner's"
    if isinstance(value, dict):
        value = [_short(each) for each in value.values()]
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return textwrap.shorten(text, _MOST_LETTERS, placeholder="\u2026")
