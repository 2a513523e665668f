"""The order that we ask Shopify to create in a partner's store (facts 4.1)."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from powerpact.domain.placed_order import Address

SOURCE = "powerpact"


@dataclass(frozen=True, slots=True)
class PartnerOrderLine:
    """One line: ``unit_price`` is what the partner is owed a piece, in the partner's currency.

    ``reference`` is the id of the Bubbly line, so that the partner's line can be told from others.
    """

    variant_id: str
    quantity: int
    unit_price: Decimal
    requires_shipping: bool
    reference: str


@dataclass(frozen=True, slots=True)
class Contact:
    """What a partner learns of the shopper. Personal data: never logged."""

    address: Address | None = None
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PartnerOrderDraft:
    """Everything a partner order says. Amounts in ``currency``, the partner store's own.

    ``split_id`` is the unique custom id, ``source_identifier`` and ``tag`` the two other marks
    by which a lost answer is found again (facts 4.3). ``email`` and ``phone`` are empty unless the
    partner's settings let them pass; the address has its phone by the same rule. There is no
    payment: money never moves through a partner order.
    """

    split_id: str
    source_identifier: str
    tag: str
    bubbly_order_name: str
    currency: str
    lines: tuple[PartnerOrderLine, ...]
    shipping_address: Address | None
    shipping_title: str
    shipping_code: str
    shipping_price: Decimal
    email: str = ""
    phone: str = ""
    note: str = ""
    test: bool = False


@dataclass(frozen=True, slots=True)
class CreatedLine:
    """A line of a partner order as Shopify made it.

    ``reference`` is the Bubbly line's id again, empty when Shopify does not show it.
    """

    id: str
    variant_id: str | None
    quantity: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PartnerOrder:
    """A partner order that exists in Shopify."""

    id: str
    name: str
    source_identifier: str = ""
    cancelled: bool = False
    lines: tuple[CreatedLine, ...] = ()


def contact_of(
    shopper: Mapping[str, Any] | None, *, passes_email: bool, passes_phone: bool
) -> Contact:
    """What passes to the partner of a kept shopper, by the partner's settings.

    None of one who was erased. The phone of the address passes by the same rule as the buyer's.
    """
    if not shopper:
        return Contact()
    address, passing = shopper.get("address"), {} if passes_phone else {"phone": ""}
    return Contact(
        address=Address(**{**address, **passing}) if address else None,
        email=shopper.get("email", "") if passes_email else "",
        phone=shopper.get("phone", "") if passes_phone else "",
    )


def tag_for(split_id: str) -> str:
    """The searchable tag of a partner order; Shopify's tags hold at most 40 characters."""
    return f"pp-{split_id.replace('-', '')}"


# Codes of places, which name nobody, and are what Shopify complains of most.
_NAMES_NOBODY = {"province_code", "country_code"}


def without_shopper(draft: PartnerOrderDraft, text: str) -> str:
    """The text with dots where it quotes who ordered. Shopify's complaints quote what was sent to
    it, and they are kept longer than shoppers are."""
    address = asdict(draft.shipping_address) if draft.shipping_address else {}
    values = {value for name, value in address.items() if name not in _NAMES_NOBODY}
    said = sorted({draft.email, draft.phone, *values} - {""}, key=len, reverse=True)
    if not said:
        return text
    any_of_them = "|".join(map(re.escape, said))
    return re.sub(rf"(?<!\w)({any_of_them})(?!\w)", "\u2026", text, flags=re.IGNORECASE)
