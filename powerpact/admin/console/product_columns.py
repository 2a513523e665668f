"""How the columns of products look: the list's, and the facts of one product."""

import textwrap
from functools import partial
from typing import Any

from flask import url_for
from markupsafe import Markup

from powerpact.admin.formats import EMPTY
from powerpact.admin.product_columns import LARGE, SMALL, beside_title, picture
from powerpact.admin.words import in_words
from powerpact.domain.counting import counted
from powerpact.models import AuditEvent, ProductMap
from powerpact.services.listing_fields import staffs_own

_MOST_LETTERS = 80
# Names of fields as people call them, where the code calls them otherwise.
FIELD_NAMES = {"description_html": "Description", "product_type": "Type"}


def field_name(name: str) -> str:
    """What people call a field of a listing."""
    return FIELD_NAMES.get(name) or in_words(name)


def titled(row: Any) -> Markup:
    """The picture and the title."""
    return beside_title(_picture(row, SMALL), row.title)


def large_picture(row: Any) -> Markup:
    """The picture as the product's page shows it."""
    return _picture(row, LARGE)


def _picture(row: Any, size: int) -> Markup:
    return picture(row.figures, size, partial(url_for, "pictures.show", map_id=row.id))


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
