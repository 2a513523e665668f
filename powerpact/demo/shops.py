"""Who takes part: Bubbly, two partners and one who may become one, each with its own trade."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from powerpact.domain.pricing import Rounding
from powerpact.models import Source, StoreKind
from powerpact.services.admissions import Invitation, Terms
from powerpact.services.audit import Actor
from powerpact.services.store_connection import Newcomer

STAFF = "sam@bubbly.test"
ACTOR = Actor(STAFF, Source.COMMAND_LINE)
SEED = 7  # the same number fills the same shelves


@dataclass(frozen=True)
class Shop:
    """A store and what its owner sells. ``trade`` names a catalogue of the simulator's."""

    domain: str
    name: str
    trade: str
    products: int
    plan: str = "standard"
    code: str | None = None
    terms: dict[str, Any] = field(default_factory=dict)

    def newcomer(self) -> Newcomer:
        """The store as PowerPact is told of it."""
        kind = StoreKind.PARTNER if self.code else StoreKind.BUBBLY
        return Newcomer(self.domain, kind, self.code)


# A marketplace of this size has Shopify's largest plan; its partners have the usual one.
BUBBLY = Shop("bubbly.myshopify.com", "Bubbly", "cards", products=12, plan="plus")
KILN = Shop(
    "kiln-and-harbour.myshopify.com",
    "Kiln & Harbour",
    "ceramics",
    products=140,
    code="kiln",
    terms={
        "commission_rate": Decimal("0.15"),
        "price_percentage": Decimal(5),
        "price_rounding": Rounding.CHARM,
        "auto_approve": True,
    },
)
FELL = Shop(
    "fell-and-ford.myshopify.com",
    "Fell & Ford",
    "outdoor",
    products=120,
    code="fell",
    terms={"commission_rate": Decimal("0.20")},
)
PARTNERS = (KILN, FELL)
SHOPS = (BUBBLY, *PARTNERS)

# Whoever looks around becomes this partner, from the first page on.
NEWCOMER = Shop("moss-and-thread.myshopify.com", "Moss & Thread", "textiles", products=12)
INVITATION = Invitation(NEWCOMER.domain, Terms("moss", Decimal("0.12")), NEWCOMER.name)
