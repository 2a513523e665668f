"""What a merchant does when an order does not work out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from powerpact.simulator.actions.naming import wanted_pieces
from powerpact.simulator.commerce import cancelling, refunding
from powerpact.simulator.money import ZERO, rounded
from powerpact.simulator.payloads.lines import shipped
from powerpact.simulator.refusals import Refused
from powerpact.simulator.store import totals
from powerpact.simulator.store.orders import LineItem, Order
from powerpact.simulator.store.refunds import Refund
from powerpact.simulator.store.shops import Shop


def cancel_order(
    shop: Shop, order: Order, *, reason: str = "CUSTOMER", restock: bool = True, refund: bool = True
) -> None:
    """Cancel at once, as the admin does; refuses what `orderCancel` refuses."""
    shop.world.begin_action()
    if faults := cancelling.faults_of(order, {}):
        raise Refused(*faults)
    cancelling.cancel(shop, order, reason=reason, restock=restock, refund=refund)


def refund(
    shop: Shop,
    order: Order,
    lines: Mapping[str, int] | None = None,
    *,
    shipping: Decimal = ZERO,
    restock: bool = True,
    note: str | None = None,
) -> Refund:
    """Refund pieces and shipping, with as much money as was paid for them and is still there.

    lines: pieces by line id, SKU or variant id; everything left when not given.
    """
    shop.world.begin_action()
    wanted = _all_left(order) if lines is None else wanted_pieces(order, lines)
    named = {line.id: line for line in order.lines}
    entries = [_entry(named[gid], pieces, restock) for gid, pieces in wanted.items()]
    given: dict[str, Any] = {
        "orderId": order.id,
        "note": note,
        "refundLineItems": entries,
        "shipping": {"amount": shipping} if shipping else None,
    }
    reckoned = refunding.reckon(order, entries, given["shipping"]).amount
    amount = rounded(min(reckoned, totals.net_payment(order)), order.currency_code)
    if amount:
        payment = next(t for t in order.transactions if t.kind in {"SALE", "CAPTURE"})
        back = {"gateway": payment.gateway, "amount": amount, "parentId": payment.id}
        given["transactions"] = [back]
    return refunding.create_refund(shop, given)


def _all_left(order: Order) -> dict[str, int]:
    return {line.id: line.current_quantity for line in order.lines if line.current_quantity}


def _entry(line: LineItem, pieces: int, restock: bool) -> dict[str, Any]:
    """Shipped pieces come back as a return, others are cancelled."""
    kind = "RETURN" if shipped(line) else "CANCEL"
    entry = {"lineItemId": line.id, "quantity": pieces}
    return {**entry, "restockType": kind if restock else "NO_RESTOCK"}
