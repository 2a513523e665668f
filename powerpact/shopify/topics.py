"""The webhook topics that we listen to, by the role of the store (facts 2.4)."""

from enum import StrEnum


class Topic(StrEnum):
    """A webhook topic as its ``X-Shopify-Topic`` header spells it."""

    APP_UNINSTALLED = "app/uninstalled"
    BULK_OPERATIONS_FINISH = "bulk_operations/finish"
    ORDERS_CREATE = "orders/create"
    ORDERS_PAID = "orders/paid"
    PRODUCTS_CREATE = "products/create"
    PRODUCTS_DELETE = "products/delete"
    PRODUCTS_UPDATE = "products/update"

    @property
    def subscription(self) -> str:
        """The topic as ``webhookSubscriptionCreate`` spells it."""
        return self.value.replace("/", "_").upper()


BUBBLY = (Topic.ORDERS_PAID, Topic.APP_UNINSTALLED)
PARTNER = (
    Topic.PRODUCTS_CREATE,
    Topic.PRODUCTS_UPDATE,
    Topic.PRODUCTS_DELETE,
    Topic.BULK_OPERATIONS_FINISH,
    Topic.APP_UNINSTALLED,
)


def queue_of(topic: str) -> str:
    """The name of the queue whose workers take a webhook of this topic.

    A product's webhook makes its worker wait for the partner's store, so it must not stand in
    front of a paid order, which needs nobody (I7).
    """
    return "catalogue" if topic.startswith("products/") else "webhooks"
