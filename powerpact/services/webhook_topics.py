"""What each webhook topic asks for, by the role of the store that sent it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from powerpact.errors import Refused
from powerpact.models import Store, StoreKind
from powerpact.services.catalogue_changes import (
    export_finished,
    product_deleted,
    refresh_product,
)
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.order_intake import Arrival, receive_order, receive_orders
from powerpact.services.privacy.requests import receive_request
from powerpact.services.store_departure import uninstalled
from powerpact.services.store_scopes import scopes_changed
from powerpact.services.transactions import transaction
from powerpact.shopify.parsing.notices import changed_at, granted_scopes, named_gid
from powerpact.shopify.parsing.placed_order import placed_order_from_webhook
from powerpact.shopify.topics import COMPLIANCE, OF_THE_APP, Topic

LIKELY_YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class Received:
    """An event as a use case needs it."""

    event_id: int
    topic: str
    shop_domain: str
    body: bytes
    triggered_at: str
    received_at: datetime

    @property
    def happened_at(self) -> datetime:
        """When it happened by Shopify's clock; when it arrived, if Shopify did not say."""
        return self.told_at or self.received_at

    @property
    def told_at(self) -> datetime | None:
        """When it happened by Shopify's clock, if Shopify said so in a way that can be.

        The header is not signed, and a moment that no calendar can add to would end a worker.
        """
        try:
            happened = datetime.fromisoformat(self.triggered_at)
        except ValueError:
            return None
        return happened if happened.tzinfo and happened.year in LIKELY_YEARS else None


@dataclass(frozen=True, slots=True)
class Sender:
    """The store that sent an event. ``shares_products``: a partner that agreed to it."""

    id: int
    kind: StoreKind
    shares_products: bool


UseCase = Callable[[Sender, Received], FollowUp]


def handle(received: Received) -> FollowUp:
    """Run the use case of the event's topic.

    Raises Refused for a shop we do not know or a topic that nobody handles: both are parked. What
    law demands is done for every shop, also for one that was never here.
    """
    if received.topic in COMPLIANCE:
        return receive_request(
            received.topic, received.shop_domain, received.body, received.happened_at
        )
    sender = _sender(received.shop_domain)
    if sender is None and received.topic in OF_THE_APP:
        return NOTHING  # a shop that was never let in comes and goes as it likes
    if sender is None:
        raise Refused(f"no store {received.shop_domain} is connected")
    use_case = USE_CASES.get((sender.kind, received.topic))
    if use_case is None:
        raise Refused(f"nobody handles the topic {received.topic} of a {sender.kind.value} store")
    return use_case(sender, received)


def is_paid_order(received: Received) -> bool:
    """Whether the event may be worked through together with others of its kind."""
    return received.topic == Topic.ORDERS_PAID


def handle_paid_orders(events: Sequence[Received]) -> FollowUp:
    """The same for paid orders, all or none: one transaction and one set of statements.

    Raises what any of them would raise by itself.
    """
    for shop_domain in {event.shop_domain for event in events}:
        sender = _sender(shop_domain)
        if sender is None or sender.kind is not StoreKind.BUBBLY:
            raise Refused("a paid order of a shop that is not Bubbly's")
    arrivals = [Arrival(placed_order_from_webhook(each.body), each.event_id) for each in events]
    return FollowUp(order_syncs=receive_orders(arrivals))


def _sender(shop_domain: str) -> Sender | None:
    """The store of that domain; None for one that we do not know."""
    # As the table's column: the class PartnerStore would choose partners only.
    columns = select(Store.id, Store.kind, Store.__table__.c.trade)
    with transaction() as session:
        row = session.execute(columns.where(Store.shop_domain == shop_domain)).first()
    if row is None:
        return None
    is_partner = row.kind is StoreKind.PARTNER
    return Sender(row.id, row.kind, is_partner and row.trade.shares_products)


def _order_paid(_sender: Sender, received: Received) -> FollowUp:
    order = placed_order_from_webhook(received.body)
    return FollowUp(order_syncs=receive_order(order, received.event_id))


def _product_changed(sender: Sender, received: Received) -> FollowUp:
    if not sender.shares_products:
        return NOTHING
    product = named_gid(received.body, "Product")
    return refresh_product(sender.id, product, changed_at(received.body))


def _product_deleted(sender: Sender, received: Received) -> FollowUp:
    return product_deleted(sender.id, named_gid(received.body, "Product"))


def _bulk_finished(sender: Sender, received: Received) -> FollowUp:
    return export_finished(sender.id, named_gid(received.body, "BulkOperation"))


def _app_uninstalled(sender: Sender, received: Received) -> FollowUp:
    return uninstalled(sender.id, received.told_at)


def _scopes_updated(sender: Sender, received: Received) -> FollowUp:
    return scopes_changed(sender.id, granted_scopes(received.body))


USE_CASES: dict[tuple[StoreKind, str], UseCase] = {
    (StoreKind.BUBBLY, Topic.ORDERS_PAID): _order_paid,
    **{(kind, Topic.APP_UNINSTALLED): _app_uninstalled for kind in StoreKind},
    **{(kind, Topic.APP_SCOPES_UPDATE): _scopes_updated for kind in StoreKind},
    (StoreKind.PARTNER, Topic.PRODUCTS_CREATE): _product_changed,
    (StoreKind.PARTNER, Topic.PRODUCTS_UPDATE): _product_changed,
    (StoreKind.PARTNER, Topic.PRODUCTS_DELETE): _product_deleted,
    (StoreKind.PARTNER, Topic.BULK_OPERATIONS_FINISH): _bulk_finished,
}
