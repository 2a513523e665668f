"""The webhook topics that we listen to, by the role of the store (facts 2.4)."""

from enum import StrEnum


class Topic(StrEnum):
    """A webhook topic as its ``X-Shopify-Topic`` header spells it."""

    APP_SCOPES_UPDATE = "app/scopes_update"
    APP_UNINSTALLED = "app/uninstalled"
    BULK_OPERATIONS_FINISH = "bulk_operations/finish"
    CUSTOMERS_DATA_REQUEST = "customers/data_request"
    CUSTOMERS_REDACT = "customers/redact"
    ORDERS_CREATE = "orders/create"
    ORDERS_PAID = "orders/paid"
    PRODUCTS_CREATE = "products/create"
    PRODUCTS_DELETE = "products/delete"
    PRODUCTS_UPDATE = "products/update"
    SHOP_REDACT = "shop/redact"

    @property
    def subscription(self) -> str:
        """The topic as ``webhookSubscriptionCreate`` spells it."""
        return self.value.replace("/", "_").upper()


# Of the app itself. Shopify's toml file names them, because subscriptions that the API makes end
# with the install that app/uninstalled is to tell us of (facts 1.10).
OF_THE_APP = (Topic.APP_UNINSTALLED, Topic.APP_SCOPES_UPDATE)

# What each kind of store is asked to send through the API.
BUBBLY = (Topic.ORDERS_PAID,)
PARTNER = (
    Topic.PRODUCTS_CREATE,
    Topic.PRODUCTS_UPDATE,
    Topic.PRODUCTS_DELETE,
    Topic.BULK_OPERATIONS_FINISH,
)

# What law demands of every app. They come for every shop by the app's toml file: the API can not
# subscribe to them (facts 2.2, 2.3).
COMPLIANCE = (Topic.CUSTOMERS_DATA_REQUEST, Topic.CUSTOMERS_REDACT, Topic.SHOP_REDACT)

# Beginnings of the topics whose bodies tell of a shopper.
OF_SHOPPERS = ("orders/", "customers/", "refunds/", "fulfillments/", "returns/")


def queue_of(topic: str) -> str:
    """The name of the queue whose workers take a webhook of this topic.

    What makes its worker wait for the partner's store must not stand in front of a paid order,
    which needs nobody (I7): a product is read there, and it is asked whether the app is gone.
    """
    return "catalogue" if topic.startswith(("products/", "app/")) else "webhooks"
