"""The words that a partner agrees to, in one place, with their version.

App Store rule 1.1.13: product data may be copied only where the merchant may use it and says so.
Whoever changes a word gives the words a new version: partners are then asked again.
"""

from dataclasses import dataclass

# The day from which these words hold.
VERSION = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that is agreed to, under its heading."""

    heading: str
    sentences: tuple[str, ...]


_CLAUSES = (
    Clause(
        "What you share",
        (
            "PowerPact reads your products: titles, descriptions, pictures, variants, prices and "
            "stock. It goes on reading them as they change.",
            "{marketplace} may show the products that you offer in its own Shopify store, and may "
            "change how they are presented there. You say that you have the right to share their "
            "texts and pictures for this.",
            "You choose which products you offer, and may withdraw each of them at any time.",
        ),
    ),
    Clause(
        "What you receive",
        (
            "When a shopper buys your product at {marketplace}, PowerPact creates an order in your "
            "store with your part of it. The shopper pays {marketplace}; you are owed your own "
            "price less the commission.",
            "The order carries the shopper's name and the address that the parcel goes to, and "
            "their e-mail or phone only where {marketplace} has switched that on. Use them to "
            "deliver this order and for nothing else.",
        ),
    ),
    Clause(
        "What goes back",
        (
            "PowerPact reads what you ship, cancel or refund of these orders, with the tracking "
            "numbers, and passes it to {marketplace} and the shopper.",
            "PowerPact does not copy your other orders or your customers.",
        ),
    ),
    Clause(
        "How you leave",
        (
            "You can leave at any time, under Membership or by removing the app. Your products "
            "then come off sale at {marketplace}, and no new order is sent to you.",
            "Orders that are in your store already stay yours to deliver. Your books here stay "
            "readable, and you can come back by agreeing again.",
            "48 hours after you removed the app Shopify tells us to erase your store's data. We "
            "do, but for what the books of sold orders need.",
        ),
    ),
)


def clauses(marketplace: str) -> tuple[Clause, ...]:
    """The words of today, with the marketplace by its name."""
    return tuple(
        Clause(each.heading, tuple(one.format(marketplace=marketplace) for one in each.sentences))
        for each in _CLAUSES
    )


def wording(marketplace: str) -> str:
    """The same as one text, as it is kept with the consent."""
    return "\n\n".join("\n".join((each.heading, *each.sentences)) for each in clauses(marketplace))
