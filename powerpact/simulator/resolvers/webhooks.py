"""Webhook subscriptions."""

from typing import Any
from urllib.parse import urlsplit

from powerpact.simulator.commerce.subscriptions import change, subscribe, unsubscribe
from powerpact.simulator.refusals import refuse
from powerpact.simulator.resolvers.connections import Page, page
from powerpact.simulator.resolvers.registry import (
    Arguments,
    Context,
    Payload,
    mutation,
    of,
    query,
)
from powerpact.simulator.resolvers.shop import API_VERSION, version_record
from powerpact.simulator.search import matching
from powerpact.simulator.searchables import SUBSCRIPTION_SEARCH
from powerpact.simulator.store.shops import WebhookSubscription, legacy_id


def wanted(arguments: Arguments, context: Context, path: str) -> list[WebhookSubscription]:
    held: Any = context.shop.subscriptions.values()
    topics, address = arguments.get("topics"), arguments.get("uri")
    return [
        entry
        for entry in matching(SUBSCRIPTION_SEARCH, held, arguments, context, path)
        if (not topics or entry.topic in topics) and (not address or entry.uri == address)
    ]


@query("webhookSubscriptions")
def subscriptions(arguments: Arguments, context: Context) -> Page:
    return page(wanted(arguments, context, "webhookSubscriptions"), arguments, context)


@query("webhookSubscriptionsCount")
def subscriptions_count(arguments: Arguments, context: Context) -> dict[str, Any]:
    found = wanted(arguments, context, "webhookSubscriptionsCount")
    return {"count": len(found), "precision": "EXACT"}


@query("webhookSubscription")
def subscription(arguments: Arguments, context: Context) -> WebhookSubscription | None:
    return context.shop.subscriptions.get(arguments["id"])


def known(arguments: Arguments, context: Context) -> WebhookSubscription:
    found = context.shop.subscriptions.get(arguments["id"])
    if found is None:
        raise refuse(["id"], "Webhook subscription does not exist")
    return found


@mutation("webhookSubscriptionCreate")
def subscription_create(arguments: Arguments, context: Context) -> Payload:
    given = arguments["webhookSubscription"]
    return {"webhookSubscription": subscribe(context.shop, arguments["topic"], given)}


@mutation("webhookSubscriptionUpdate")
def subscription_update(arguments: Arguments, context: Context) -> Payload:
    found = known(arguments, context)
    change(context.shop, found, arguments["webhookSubscription"])
    return {"webhookSubscription": found}


@mutation("webhookSubscriptionDelete")
def subscription_delete(arguments: Arguments, context: Context) -> Payload:
    found = known(arguments, context)
    unsubscribe(context.shop, found)
    return {"deletedWebhookSubscriptionId": found.id}


@of("WebhookSubscription", "legacyResourceId")
def legacy_resource_id(source: WebhookSubscription, _: Arguments, __: Context) -> str:
    return legacy_id(source.id)


@of("WebhookSubscription", "callbackUrl")
def callback_url(source: WebhookSubscription, _: Arguments, __: Context) -> str:
    return source.uri


@of("WebhookSubscription", "apiVersion")
def api_version(_: WebhookSubscription, __: Arguments, ___: Context) -> dict[str, Any]:
    return version_record(API_VERSION)


@of("WebhookSubscription", "endpoint")
def endpoint(source: WebhookSubscription, _: Arguments, __: Context) -> dict[str, Any]:
    if source.uri.startswith("arn:"):
        return {"__typename": "WebhookEventBridgeEndpoint", "arn": source.uri}
    parts = urlsplit(source.uri)
    if parts.scheme == "pubsub":
        project, topic = parts.netloc.split(":", 1)
        kind = "WebhookPubSubEndpoint"
        return {"__typename": kind, "pubSubProject": project, "pubSubTopic": topic}
    return {"__typename": "WebhookHttpEndpoint", "callbackUrl": source.uri}
