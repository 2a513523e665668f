"""Finding a shopper's orders, handing out what we keep of them, and erasing it.

Bubbly may ask for every order of a shopper; a partner only for the orders that we made in its own
store, by their ids there, and it is told no more than what it was sent (I6).
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import ARRAY, Text, any_, literal, select
from sqlalchemy.orm import Session

from powerpact.domain.privacy import Ask
from powerpact.models import BubblyOrder, OrderSync, PrivacyRequest, Store, StoreKind, utc_now
from powerpact.services.privacy.actor import BY_LAW
from powerpact.services.privacy.bodies import scrub_orders, undone_orders
from powerpact.services.privacy.export import bubbly_export, partner_export
from powerpact.services.privacy.progress import Batch, Progress
from powerpact.services.shopper_erasure import erase_named, erase_shoppers

# Rows of one transaction: opening so many sealed shoppers takes some 40 ms.
BATCH = 500


def find_named(session: Session, request: PrivacyRequest, progress: Progress) -> Batch:
    """The orders that the request names."""
    gids, until = _named(request, progress)
    return Batch(found=tuple(_orders(session, request, gids)), until=until)


def find_alike(session: Session, request: PrivacyRequest, progress: Progress) -> Batch:
    """Bubbly's orders of the same shopper that the request does not name."""
    found, until = _alike(session, request, progress)
    return Batch(found=found, until=until)


def write_export(session: Session, request: PrivacyRequest, progress: Progress) -> Batch:
    """The document with all that was found; none when nothing was."""
    ask = _ask(request)
    if _kind(session, request) is StoreKind.PARTNER and request.store_id is not None:
        found = partner_export(session, request.store_id, progress.found)
    else:
        found = bubbly_export(session, progress.found)
        bodies = undone_orders(session, request.shop_domain, 0, None)
        found["webhooks"] = [each.as_told() for each in bodies if each.order in ask.orders]
    if any(found.values()):
        about = {
            "shop": request.shop_domain,
            "customer": ask.customer_id,
            "made_at": str(utc_now()),
        }
        request.export = {**about, "request": ask.reference, **found}
    return Batch({kind: len(rows) for kind, rows in found.items()})


def erase_named_orders(session: Session, request: PrivacyRequest, progress: Progress) -> Batch:
    """Erase who placed the orders that the request names, seen by us yet or not."""
    gids, until = _named(request, progress)
    if _kind(session, request) is StoreKind.BUBBLY:
        orders, parts = erase_named(session, gids, BY_LAW)
    else:
        orders, parts = erase_shoppers(session, list(_orders(session, request, gids)), BY_LAW)
    return Batch({"orders": orders, "parts_held": parts}, until)


def erase_alike(session: Session, request: PrivacyRequest, progress: Progress) -> Batch:
    """Erase the same shopper from Bubbly's orders that the request does not name."""
    found, until = _alike(session, request, progress)
    orders, parts = erase_shoppers(session, found, BY_LAW)
    return Batch({"orders": orders, "parts_held": parts}, until)


def erase_webhooks(session: Session, request: PrivacyRequest, progress: Progress) -> Batch:
    """Take the shopper out of webhooks about those orders that are still to be worked through."""
    orders = set(_ask(request).orders)
    bodies = undone_orders(session, request.shop_domain, progress.beyond, BATCH)
    scrubbed = scrub_orders(session, [each for each in bodies if each.order in orders])
    return Batch({"webhooks": scrubbed}, bodies[-1].id if len(bodies) == BATCH else 0)


def erase_all_shoppers(session: Session, request: PrivacyRequest, progress: Progress) -> Batch:
    """Erase every shopper of Bubbly's: Bubbly itself has left."""
    if _kind(session, request) is not StoreKind.BUBBLY:
        return Batch()
    ids = session.scalars(
        select(BubblyOrder.id)
        .where(BubblyOrder.id > progress.beyond, BubblyOrder.shopper.is_not(None))
        .order_by(BubblyOrder.id)
        .limit(BATCH)
    ).all()
    orders, parts = erase_shoppers(session, ids, BY_LAW)
    return Batch({"orders": orders, "parts_held": parts}, ids[-1] if len(ids) == BATCH else 0)


def _ask(request: PrivacyRequest) -> Ask:
    kept = request.asked_for or {}
    return Ask(**{**kept, "orders": tuple(kept.get("orders", ()))})


def _kind(session: Session, request: PrivacyRequest) -> StoreKind | None:
    return session.scalars(select(Store.kind).where(Store.id == request.store_id)).one_or_none()


def _named(request: PrivacyRequest, progress: Progress) -> tuple[Sequence[str], int]:
    """The next of the named orders, and how many have had their turn; 0 when all have."""
    orders, until = _ask(request).orders, progress.beyond + BATCH
    return orders[progress.beyond : until], until if until < len(orders) else 0


def _orders(session: Session, request: PrivacyRequest, gids: Sequence[str]) -> Iterator[int]:
    """The rows of the orders that the asking store knows by these ids."""
    named = literal(list(gids), ARRAY(Text))
    if _kind(session, request) is StoreKind.BUBBLY:
        yield from session.scalars(
            select(BubblyOrder.id).where(BubblyOrder.shopify_id == any_(named))
        )
    elif request.store_id is not None:
        own = (OrderSync.partner_id == request.store_id, OrderSync.partner_order_id == any_(named))
        yield from session.scalars(select(OrderSync.bubbly_order_id).where(*own))


def _alike(
    session: Session, request: PrivacyRequest, progress: Progress
) -> tuple[tuple[int, ...], int]:
    """The next orders whose sealed shopper is who is meant, and the last order looked at."""
    ask = _ask(request)
    if _kind(session, request) is not StoreKind.BUBBLY or not (ask.email or ask.phone):
        return (), 0
    rows = session.execute(
        select(BubblyOrder.id, BubblyOrder.shopper)
        .where(BubblyOrder.id > progress.beyond, BubblyOrder.shopper.is_not(None))
        .order_by(BubblyOrder.id)
        .limit(BATCH)
    ).all()
    found = tuple(row.id for row in rows if row.shopper and ask.means(row.shopper))
    return found, rows[-1].id if len(rows) == BATCH else 0
