"""Why a part waits or failed: a code, a sentence that says what to do, and who can do it."""

from dataclasses import dataclass
from enum import StrEnum


class Fixer(StrEnum):
    """Who can put a failure right."""

    STAFF = "staff"
    PARTNER = "partner"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Cause:
    """A kind of failure. ``remedy`` is a sentence for the person named by ``fixer``."""

    code: str
    remedy: str
    fixer: Fixer


OUT_OF_STOCK = Cause(
    "out_of_stock",
    "The partner has too little stock. Ask the partner to restock or correct the quantity, "
    "then retry.",
    Fixer.PARTNER,
)
VARIANT_GONE = Cause(
    "variant_gone",
    "The partner deleted this variant. Ask the partner to create it again with the same SKU, then "
    "retry; or route the line elsewhere, or refund it.",
    Fixer.PARTNER,
)
STORE_DORMANT = Cause(
    "store_dormant",
    "Shopify has closed the partner's store to orders. The partner has to settle this with "
    "Shopify, then retry.",
    Fixer.PARTNER,
)
RECONNECT_NEEDED = Cause(
    "reconnect_needed",
    "The store no longer accepts our access. The partner has to open PowerPact in their "
    "Shopify admin once; then retry.",
    Fixer.PARTNER,
)
SCOPE_MISSING = Cause(
    "scope_missing",
    "The store has not granted a permission that this needs. The partner has to open PowerPact "
    "in their Shopify admin and accept the permissions; then retry.",
    Fixer.PARTNER,
)
STORE_PAUSED = Cause(
    "store_paused",
    "Staff paused or suspended the partner, so its orders wait. Resume the partner; then they go "
    "out by themselves.",
    Fixer.STAFF,
)
PARTNER_AWAY = Cause(
    "partner_away",
    "The partner paused or left by itself, so its orders wait. They go out by themselves when it "
    "comes back; until then ask the partner, route the lines elsewhere, or cancel the part.",
    Fixer.PARTNER,
)
UNROUTED_LINES = Cause(
    "unrouted_lines",
    "A line of the order has no place, and Bubbly's setting lets the whole order wait for it. "
    "Route the line; then the parts go out by themselves.",
    Fixer.STAFF,
)
STORE_UNAVAILABLE = Cause(
    "store_unavailable",
    "Shopify has frozen, locked or closed the partner's store. The partner has to settle this "
    "with Shopify, then retry.",
    Fixer.PARTNER,
)
CURRENCY = Cause(
    "currency",
    "Shopify refused the currency. Check the store's currency and exchange rate, then retry.",
    Fixer.STAFF,
)
ADDRESS = Cause(
    "address",
    "Shopify refused the shipping address. Correct it on the Bubbly order, then retry.",
    Fixer.STAFF,
)
REJECTED = Cause(
    "rejected",
    "Shopify refused the order. Read the answer of the last try, put right what it names, "
    "then retry.",
    Fixer.STAFF,
)
DUPLICATE = Cause(
    "duplicate",
    "More than one order in the partner's store carries this part's marks. Ask the partner to "
    "cancel all but one there, then retry.",
    Fixer.PARTNER,
)
CANCELLED_AT_PARTNER = Cause(
    "cancelled_at_partner",
    "The partner order exists and is cancelled. Route the lines elsewhere or refund them.",
    Fixer.STAFF,
)
TRIED_OUT = Cause(
    "tried_out",
    "It kept failing for reasons that should pass. See the last try; when the partner's store "
    "works again, retry.",
    Fixer.STAFF,
)
HELD_BY_STAFF = Cause(
    "held_by_staff",
    "Somebody of Bubbly holds it. Release it when it may go to the partner, or cancel it.",
    Fixer.STAFF,
)
CANCELLED_BY_STAFF = Cause(
    "cancelled_by_staff",
    "It will not go to the partner. Refund the shopper at Bubbly, if nobody has.",
    Fixer.STAFF,
)
SHOPPER_ERASED = Cause(
    "shopper_erased",
    "The shopper's data was erased, as law demands, so there is no address to send to. Cancel it, "
    "and refund the shopper at Bubbly if nobody has.",
    Fixer.STAFF,
)
HANDLED = Cause(
    "handled",
    "Nothing is left to do: somebody settled it elsewhere, and the note says how.",
    Fixer.NOBODY,
)
LINES_MOVED = Cause(
    "lines_moved",
    "Nothing is left to do: every line of it goes elsewhere by now.",
    Fixer.NOBODY,
)
ORDER_AFTER_CLOSE = Cause(
    "order_after_close",
    "The partner's store made an order for this part after it was closed here. Cancel that order "
    "in the partner's store, or agree with the partner to keep it.",
    Fixer.STAFF,
)

CAUSES: dict[str, Cause] = {
    cause.code: cause
    for cause in (
        OUT_OF_STOCK,
        VARIANT_GONE,
        STORE_DORMANT,
        RECONNECT_NEEDED,
        SCOPE_MISSING,
        STORE_PAUSED,
        PARTNER_AWAY,
        UNROUTED_LINES,
        STORE_UNAVAILABLE,
        CURRENCY,
        ADDRESS,
        REJECTED,
        DUPLICATE,
        CANCELLED_AT_PARTNER,
        TRIED_OUT,
        HELD_BY_STAFF,
        CANCELLED_BY_STAFF,
        SHOPPER_ERASED,
        HANDLED,
        LINES_MOVED,
        ORDER_AFTER_CLOSE,
    )
}

_BY_CODE = {"INVENTORY_CLAIM_FAILED": OUT_OF_STOCK, "SHOP_DORMANT": STORE_DORMANT}
_BY_FIELD = (
    ("variantid", VARIANT_GONE),
    ("productid", VARIANT_GONE),
    ("currency", CURRENCY),
    ("shippingaddress", ADDRESS),
)


def cause_of(code: str | None, field: tuple[str, ...]) -> Cause:
    """The cause that an ``orderCreate`` userError means, by its code first and its field second.

    Codes are those of platform facts 4.1; an unknown one is ``REJECTED``, never a crash.
    """
    if code in _BY_CODE:
        return _BY_CODE[code]
    path = "".join(field).lower()
    return next((cause for part, cause in _BY_FIELD if part in path), REJECTED)
