"""The form of a listing: what it shows, and what a person changed in it.

Each input travels with a mark of what was shown in it, so that only what a person really changed
becomes staff's own, even when the partner changed the same field meanwhile.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from powerpact.admin.console.product_columns import field_name
from powerpact.services.listing_fields import ListingField, VariantPrice
from powerpact.services.listing_overrides import Edit

PRICE = "price."
WAS = "was."
Sent = MultiDict[str, str]
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its name in the form, the text in it, and the mark of what the listing has."""

    key: str
    label: str
    value: str
    mark: str


def field_input(field: ListingField, typed: Typed) -> Input:
    """The input of a field, with what was typed in it before, if anything was."""
    return _input(field.name, field_name(field.name), field.bubbly, typed)


def price_input(price: VariantPrice, typed: Typed) -> Input:
    """The input of a variant's price; empty where nobody knows one."""
    text = "" if price.bubbly is None else str(price.bubbly)
    gid, title = price.variant.partner_variant_id, price.variant.title
    return _input(f"{PRICE}{gid}", f"Price at Bubbly of {title}", text, typed)


def typed_in(sent: Sent) -> Typed:
    """The inputs that say something else than what was shown in them, by their names."""
    changed = {}
    for name, mark in sent.items():
        key = name.removeprefix(WAS)
        if name.startswith(WAS) and key in sent and _mark(sent[key]) != mark:
            changed[key] = _as_typed(sent[key])
    return changed


def edit_of(sent: Sent) -> Edit:
    """What the person changed. An emptied price is given back."""
    typed = typed_in(sent)
    prices = {
        key.removeprefix(PRICE): text.strip()
        for key, text in typed.items()
        if key.startswith(PRICE)
    }
    fields: dict[str, object] = {
        key: text for key, text in typed.items() if not key.startswith(PRICE)
    }
    if "tags" in typed:
        fields["tags"] = tags_in(typed["tags"])
    emptied = {gid for gid, text in prices.items() if not text}
    return Edit(
        fields=fields,
        prices={gid: text for gid, text in prices.items() if text},
        back={*sent.getlist("back"), *emptied},
    )


def tags_in(text: str) -> list[str]:
    """Tags between commas or on lines of their own, each once."""
    each = (tag.strip() for line in text.splitlines() for tag in line.split(","))
    return list(dict.fromkeys(tag for tag in each if tag))


def _input(key: str, label: str, value: str, typed: Typed) -> Input:
    return Input(key, label, typed.get(key, value), _mark(value))


def _mark(text: str) -> str:
    return hashlib.sha256(_as_typed(text).encode()).hexdigest()[:12]


def _as_typed(text: str) -> str:
    """Browsers send lines apart by two characters, whatever was in the field."""
    return text.replace("\r\n", "\n")
