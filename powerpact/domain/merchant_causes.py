"""Why a part waits or failed, in words for the merchant whose order it is.

Nothing of Bubbly's own shows here: no other partner, nobody's name, no note.
"""

from dataclasses import dataclass

from powerpact.domain import causes
from powerpact.domain.causes import CAUSES, Cause, Fixer


@dataclass(frozen=True, slots=True)
class MerchantWords:
    """A cause as a merchant reads it: in a few words, as a sentence, and what to do."""

    short: str
    what: str
    remedy: str


NO_WORDS = MerchantWords("", "", "")

WORDS: dict[Cause, MerchantWords] = {
    causes.OUT_OF_STOCK: MerchantWords(
        "Too little stock",
        "Your store has too little stock for this order.",
        "Restock, or correct the quantity, in your Shopify admin. Then retry.",
    ),
    causes.VARIANT_GONE: MerchantWords(
        "Product deleted",
        "A product of this order was deleted in your store.",
        "Create it again with the same SKU, wait a minute, then retry. If you can not deliver it, "
        "tell Bubbly.",
    ),
    causes.STORE_DORMANT: MerchantWords(
        "Store closed to orders",
        "Shopify has closed your store to new orders.",
        "Settle this with Shopify. Then retry.",
    ),
    causes.RECONNECT_NEEDED: MerchantWords(
        "Not connected",
        "Your store did not accept PowerPact when this was sent.",
        "Opening PowerPact, as you do now, connects your store again. Then retry.",
    ),
    causes.SCOPE_MISSING: MerchantWords(
        "Permission missing",
        "Your store has not granted a permission that orders need.",
        "Accept the permissions that Shopify asks for when you open PowerPact. Then retry.",
    ),
    causes.STORE_PAUSED: MerchantWords(
        "Paused by Bubbly",
        "Bubbly has paused or suspended your store, so its orders wait.",
        "It comes by itself when Bubbly resumes your store.",
    ),
    causes.PARTNER_AWAY: MerchantWords(
        "You are away",
        "You have paused or left, so your orders wait.",
        "Resume under Settings. Then it comes by itself.",
    ),
    causes.UNROUTED_LINES: MerchantWords(
        "Bubbly checks it",
        "Bubbly still looks at this order.",
        "It comes by itself when Bubbly is done.",
    ),
    causes.STORE_UNAVAILABLE: MerchantWords(
        "Store not open to us",
        "Shopify has frozen, locked or closed your store.",
        "Settle this with Shopify. Then retry.",
    ),
    causes.CURRENCY: MerchantWords(
        "Currency refused",
        "Shopify refused the currency of this order.",
        "Bubbly has to correct it. If you changed your store's currency, tell Bubbly.",
    ),
    causes.ADDRESS: MerchantWords(
        "Address refused",
        "Shopify refused the shopper's address.",
        "Bubbly has to correct it with the shopper.",
    ),
    causes.REJECTED: MerchantWords(
        "Refused by Shopify",
        "Shopify refused this order.",
        "Bubbly has to find out why.",
    ),
    causes.DUPLICATE: MerchantWords(
        "More than one order",
        "Your store holds more than one order for this.",
        "Cancel all but one of them in your Shopify admin. Then retry.",
    ),
    causes.CANCELLED_AT_PARTNER: MerchantWords(
        "Cancelled in your store",
        "The order was made in your store, and is cancelled there.",
        "Bubbly refunds the shopper. If it was cancelled by mistake, tell Bubbly.",
    ),
    causes.TRIED_OUT: MerchantWords(
        "Kept failing",
        "It was tried many times and never got through to your store.",
        "Bubbly has to find out why.",
    ),
    causes.HELD_BY_STAFF: MerchantWords(
        "Held by Bubbly",
        "Bubbly holds this order.",
        "It comes by itself when Bubbly lets it go. Do not ship it before.",
    ),
    causes.CANCELLED_BY_STAFF: MerchantWords(
        "Cancelled by Bubbly",
        "Bubbly cancelled this order, so it does not come to your store.",
        "Nothing is left to do. Do not ship it.",
    ),
    causes.SHOPPER_ERASED: MerchantWords(
        "Shopper's data erased",
        "The shopper's data was erased, as law demands, so there is no address to ship to.",
        "Bubbly cancels it. Nothing is left to do for you.",
    ),
    causes.HANDLED: MerchantWords(
        "Settled by Bubbly",
        "Bubbly settled this order in another way.",
        "Nothing is left to do. Ask Bubbly if you are not sure whether to ship it.",
    ),
    causes.LINES_MOVED: MerchantWords(
        "Not yours any more",
        "Nothing of this order comes from you any more.",
        "Nothing is left to do. Do not ship it.",
    ),
    causes.ORDER_AFTER_CLOSE: MerchantWords(
        "Made too late",
        "Your store made an order for this after Bubbly had closed it.",
        "Do not ship it before Bubbly says whether it stays.",
    ),
}
WHO = {Fixer.PARTNER: "You", Fixer.STAFF: "Bubbly", Fixer.NOBODY: ""}
_BY_CODE = {cause.code: words for cause, words in WORDS.items()}


def merchant_words(cause_code: str) -> MerchantWords:
    """The words of a cause by its code; empty ones where nothing is wrong."""
    return _BY_CODE.get(cause_code, NO_WORDS)


def who_can(cause_code: str) -> str:
    """``You`` or ``Bubbly``; empty where nobody can, or need do, anything."""
    cause = CAUSES.get(cause_code)
    return WHO[cause.fixer] if cause else ""
