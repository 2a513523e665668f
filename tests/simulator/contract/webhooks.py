"""Webhook subscriptions."""

from typing import Any

from tests.simulator.contract.replay import Recording, scenario

UNKNOWN = """
mutation Unknown($unknownId: ID!, $unknownUpdateInput: WebhookSubscriptionInput!) {
  updateUnknown: webhookSubscriptionUpdate(
    id: $unknownId, webhookSubscription: $unknownUpdateInput
  ) { webhookSubscription { id } userErrors { field message } }
  deleteUnknown: webhookSubscriptionDelete(id: $unknownId) {
    deletedWebhookSubscriptionId userErrors { field message }
  }
  createMissingUri: webhookSubscriptionCreate(
    topic: SHOP_UPDATE, webhookSubscription: {format: JSON}
  ) { webhookSubscription { id } userErrors { field message } }
}
"""
CATALOG = """
query Catalog($first: Int!, $missingQuery: String!, $unknownId: ID!) {
  webhookSubscriptions(first: $first) {
    nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
  webhookSubscriptionsCount { count precision }
  filteredCount: webhookSubscriptionsCount(query: $missingQuery) { count precision }
  unknown: webhookSubscription(id: $unknownId) { id }
}
"""
ADDRESSES = """
mutation Addresses(
  $baselineTopic: WebhookSubscriptionTopic!
  $baselineWebhookSubscription: WebhookSubscriptionInput!
) {
  createHttpUriRejected: webhookSubscriptionCreate(
    topic: SHOP_UPDATE, webhookSubscription: {uri: "http://example.com/hook"}
  ) { webhookSubscription { id } userErrors { field message } }
  createInternalDomainRejected: webhookSubscriptionCreate(
    topic: SHOP_UPDATE, webhookSubscription: {uri: "https://hook.internal/hook"}
  ) { webhookSubscription { id } userErrors { field message } }
  createShopifyDomainRejected: webhookSubscriptionCreate(
    topic: SHOP_UPDATE, webhookSubscription: {uri: "https://hooks.shopify.com/hook"}
  ) { webhookSubscription { id } userErrors { field message } }
  baselineCreate: webhookSubscriptionCreate(
    topic: $baselineTopic, webhookSubscription: $baselineWebhookSubscription
  ) { webhookSubscription { id } userErrors { field message } }
}
"""
MISSING_TOPIC = """mutation MissingCreateWebhookTopic {
  webhookSubscriptionCreate(webhookSubscription: {uri: "https://example.com"}) {
    userErrors { field } } }"""
NULL_INPUT = """mutation NullUpdateWebhookInput {
  webhookSubscriptionUpdate(id: "gid://shopify/WebhookSubscription/1", webhookSubscription: null) {
    userErrors { field } } }"""
TOPIC = """mutation %s {
  webhookSubscriptionCreate(topic: %s, webhookSubscription: {uri: "https://example.com/x"}) {
    userErrors { field } } }"""
TOPIC_BY_VARIABLE = """mutation Topic(
  $topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) {
    userErrors { field } } }"""


def play(r: Recording, *path: str, skip: tuple[str, ...] = ()) -> None:
    """Every case of a part, in the order in which it was recorded."""
    for name, part in r.at(*path).items():
        if name not in skip and isinstance(part, dict):
            r.step(*path, name, kind=kind_of(part))


def kind_of(part: dict[str, Any]) -> str:
    [root] = part["response"]["payload"]["data"]
    return "query" if root == "webhookSubscription" else "mutation"


@scenario("webhooks/webhook-subscription-conformance.2026-04.a")
def subscriptions(r: Recording) -> None:
    r.step("catalog", document=CATALOG)
    play(r, "lifecycle")
    play(r, "filterDefault")
    play(r, "filterValidation", skip=("setupCustomer", "cleanupCustomer"))
    play(r, "updateValidation")
    r.step("validation", document=UNKNOWN)
    r.step("graphqlValidation", "missingCreateTopic", document=MISSING_TOPIC)
    r.step("graphqlValidation", "nullUpdateInput", document=NULL_INPUT)


@scenario("webhooks/webhook-subscription-filter-mixed-term.2026-04.a")
def filters_with_bare_words(r: Recording) -> None:
    play(r, "cases")


@scenario("webhooks/webhook-subscription-topic-enum-validation.2026-04.a")
def unknown_topics(r: Recording) -> None:
    bogus = TOPIC % ("WebhookSubscriptionBogusTopic", "NOT_A_REAL_TOPIC")
    hidden = TOPIC % ("WebhookSubscriptionHiddenTopic", "CUSTOMER_INTERACTIONS")
    r.step("validation", "createBogusTopicRejected", document=bogus)
    r.step("validation", "createHiddenTopicRejected", document=hidden)
    r.step("validation", "createBogusVariableTopicRejected", document=TOPIC_BY_VARIABLE)
    r.step("validation", "createKnownTopicAccepted")
    r.step("validation", "cleanup")


@scenario("webhooks/webhook-subscription-uri-validation.2026-04.a")
def bad_addresses(r: Recording) -> None:
    r.step("primary", document=ADDRESSES)
    r.step("updateHttp")
    r.step("cleanup")
