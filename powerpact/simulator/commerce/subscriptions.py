"""Webhook subscriptions that the app makes through the API (platform facts 2.2)."""

import re
from urllib.parse import urlsplit

from powerpact.simulator.commerce import Given
from powerpact.simulator.refusals import Refused, UserError
from powerpact.simulator.store.shops import Shop, WebhookSubscription

ADDRESS_FIELD = ["webhookSubscription", "callbackUrl"]
# Names of topics hold one of these, then what happened to it.
RESOURCES = (
    "FULFILLMENT_ORDERS",
    "INVENTORY_LEVELS",
    "INVENTORY_ITEMS",
    "BULK_OPERATIONS",
    "ORDER_TRANSACTIONS",
    "DRAFT_ORDERS",
    "COLLECTION_LISTINGS",
    "PRODUCT_LISTINGS",
    "FULFILLMENT_EVENTS",
    "FULFILLMENT_HOLDS",
)
LOOPBACK = {"127.0.0.1", "localhost"}
PUB_SUB = re.compile(r"pubsub://[^:/]+:[^:/]+")
BAD_FILTER = (
    "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on."
)


def path_of(topic: str) -> str:
    """The header's form of a topic: ORDERS_PAID is orders/paid."""
    for resource in RESOURCES:
        if topic.startswith(f"{resource}_"):
            return f"{resource}/{topic.removeprefix(f'{resource}_')}".lower()
    resource, _, event = topic.partition("_")
    return f"{resource}/{event}".lower()


def address_faults(address: str | None) -> list[str]:
    """Worded as in webhook-subscription-uri-validation.2026-04.a.json.

    Plain HTTP to this machine is accepted, unlike at Shopify: the app under test listens there.
    """
    if not address:
        return ["Address can't be blank"]
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "pubsub":
        message = (
            "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic"
        )
        bad = [] if PUB_SUB.fullmatch(address) else [message]
        return ["Address protocol pubsub:// is not supported", *bad] if bad else []
    if host in LOOPBACK:
        return []
    if parts.scheme == "http":
        return ["Address protocol http:// is not supported"]
    if host.endswith(("shopify.com", ".internal", ".local")):
        return ["Address cannot be a Shopify or an internal domain"]
    return []


def filter_is_valid(text: str) -> bool:
    """Every term names a field: a bare word is refused."""
    terms = re.findall(r"""[^\s()"':]+:(?:"[^"]*"|'[^']*'|\S+)|[^\s()]+""", text)
    return all(":" in term or term in {"AND", "OR", "NOT"} for term in terms)


def address_of(given: Given) -> str | None:
    return given.get("uri") if "uri" in given else given.get("callbackUrl")


def check(given: Given, *, new: bool) -> None:
    """Refuse a bad address or filter."""
    asked = new or "uri" in given or "callbackUrl" in given
    messages = address_faults(address_of(given)) if asked else []
    if messages:
        raise Refused(*(UserError(ADDRESS_FIELD, message) for message in messages))
    if not filter_is_valid(given.get("filter") or ""):
        raise Refused(UserError(["webhookSubscription"], BAD_FILTER))


def subscribe(shop: Shop, topic: str, given: Given) -> WebhookSubscription:
    """Add a subscription; the same topic and address twice is refused."""
    check(given, new=True)
    address = address_of(given) or ""
    if any(s.topic == topic and s.uri == address for s in shop.subscriptions.values()):
        message = "Address for this topic has already been taken"
        raise Refused(UserError(ADDRESS_FIELD, message))
    now = shop.world.now()
    gid = shop.ids.gid("WebhookSubscription")
    subscription = WebhookSubscription(gid, topic, path_of(topic), address, now, now)
    shop.subscriptions[gid] = shop.keep(subscription)
    _apply(subscription, given)
    return subscription


def change(shop: Shop, subscription: WebhookSubscription, given: Given) -> None:
    """Apply what an input mentions."""
    check(given, new=False)
    subscription.uri = address_of(given) or subscription.uri
    _apply(subscription, given)
    subscription.updated_at = shop.world.now()


def _apply(subscription: WebhookSubscription, given: Given) -> None:
    subscription.filter = given.get("filter", subscription.filter)
    for name, attribute in (
        ("includeFields", "include_fields"),
        ("metafieldNamespaces", "metafield_namespaces"),
        ("format", "format"),
        ("name", "name"),
    ):
        if given.get(name) is not None:
            setattr(subscription, attribute, given[name])


def unsubscribe(shop: Shop, subscription: WebhookSubscription) -> None:
    shop.subscriptions.pop(subscription.id, None)
    shop.nodes.pop(subscription.id, None)
