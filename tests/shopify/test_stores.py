"""What we ask a store about itself, and what we set up there."""

from typing import Any

import pytest

from powerpact.errors import Malformed, Rejected
from powerpact.shopify.stores import (
    Location,
    ShopIdentity,
    ensure_custom_id_definition,
    read_locations,
    read_publications,
    read_scopes,
    read_shop,
    reads_customers,
)
from powerpact.shopify.subscriptions import ensure_subscriptions
from powerpact.shopify.topics import BUBBLY, Topic
from tests.shopify.scripted import ScriptedStore, data, page, refused

SHOP = {
    "id": "gid://shopify/Shop/1",
    "name": "Bubbly",
    "myshopifyDomain": "bubbly.myshopify.com",
    "currencyCode": "GBP",
    "ianaTimezone": "Europe/London",
    "taxesIncluded": True,
    "plan": {"publicDisplayName": "Basic", "partnerDevelopment": False},
}


def test_a_shop_says_who_it_is() -> None:
    assert read_shop(ScriptedStore(data(shop=SHOP)).call) == ShopIdentity(
        gid="gid://shopify/Shop/1",
        name="Bubbly",
        domain="bubbly.myshopify.com",
        currency="GBP",
        timezone="Europe/London",
        plan="Basic",
        is_development=False,
        taxes_included=True,
    )


def test_a_shop_without_a_currency_is_refused_and_the_place_named() -> None:
    with pytest.raises(Malformed, match=r"shop_identity\.shop\.currencyCode"):
        read_shop(ScriptedStore(data(shop={**SHOP, "currencyCode": None})).call)


def test_scopes_are_a_set() -> None:
    handles = [{"handle": "write_orders"}, {"handle": "read_products"}]
    store = ScriptedStore(data(currentAppInstallation={"accessScopes": handles}))
    assert read_scopes(store.call) == {"write_orders", "read_products"}


def test_locations_and_publications_are_read_to_the_last_page() -> None:
    def location(number: int) -> dict[str, Any]:
        gid = f"gid://shopify/Location/{number}"
        return {"id": gid, "name": "L", "isActive": True, "fulfillsOnlineOrders": False}

    first, second = page(location(1), cursor="c"), page(location(2))
    found = read_locations(ScriptedStore(data(locations=first), data(locations=second)).call)
    assert found == tuple(
        Location(f"gid://shopify/Location/{number}", "L", True, False) for number in (1, 2)
    )
    channels = page({"id": "gid://shopify/Publication/1"})
    store = ScriptedStore(data(publications=channels))
    assert read_publications(store.call) == ("gid://shopify/Publication/1",)


MADE = data(metafieldDefinitionCreate={"createdDefinition": {"id": "x"}, "userErrors": []})
TAKEN = refused("metafieldDefinitionCreate", "Key is in use", "TAKEN", "definition", "key")


def definition_of(kind: str) -> dict[str, Any]:
    return data(metafieldDefinitions={"nodes": [{"id": "x", "type": {"name": kind}}]})


def test_a_custom_id_is_defined_in_our_own_namespace() -> None:
    store = ScriptedStore(MADE)
    ensure_custom_id_definition(store.call, "ORDER", "split_id", "PowerPact split")
    assert store.variables()["definition"] == {
        "ownerType": "ORDER",
        "namespace": "$app",
        "key": "split_id",
        "name": "PowerPact split",
        "type": "id",
    }


def test_a_custom_id_that_is_defined_already_is_a_success() -> None:
    store = ScriptedStore(TAKEN, definition_of("id"))
    ensure_custom_id_definition(store.call, "PRODUCT", "partner_ref", "PowerPact source")
    assert len(store.sent) == 2


def test_a_key_that_another_kind_of_metafield_holds_is_refused() -> None:
    store = ScriptedStore(TAKEN, definition_of("single_line_text_field"))
    with pytest.raises(Rejected):
        ensure_custom_id_definition(store.call, "ORDER", "split_id", "PowerPact split")


OURS, OLD = "https://app.test/webhooks", "https://old.test/webhooks"
SUBSCRIBED = data(webhookSubscriptionCreate={"webhookSubscription": {}, "userErrors": []})
ENDED = data(webhookSubscriptionDelete={"deletedWebhookSubscriptionId": "x", "userErrors": []})


def subscription(number: int, topic: str, uri: str | None) -> dict[str, Any]:
    return {"id": f"gid://shopify/WebhookSubscription/{number}", "topic": topic, "uri": uri}


def held(*subscriptions: dict[str, Any]) -> dict[str, Any]:
    return data(webhookSubscriptions=page(*subscriptions))


def test_only_missing_subscriptions_are_made() -> None:
    store = ScriptedStore(held(subscription(1, "ORDERS_PAID", OURS)), SUBSCRIBED)
    topics = (Topic.ORDERS_PAID, Topic.PRODUCTS_UPDATE)
    assert ensure_subscriptions(store.call, OURS, topics) == (Topic.PRODUCTS_UPDATE,)
    assert store.variables(1) == {"topic": "PRODUCTS_UPDATE", "webhookSubscription": {"uri": OURS}}


def test_what_goes_elsewhere_or_is_not_listened_to_any_more_ends_after_the_new_is_there() -> None:
    moved = subscription(1, "ORDERS_PAID", OLD)
    unknown = subscription(2, "A_TOPIC_OF_TOMORROW", None)
    store = ScriptedStore(held(moved, unknown), SUBSCRIBED, ENDED, ENDED)
    assert ensure_subscriptions(store.call, OURS, BUBBLY) == BUBBLY
    assert [store.variables(number) for number in (2, 3)] == [
        {"id": moved["id"]},
        {"id": unknown["id"]},
    ]


def test_two_who_subscribe_at_once_are_both_right() -> None:
    taken = refused(
        "webhookSubscriptionCreate", "Address for this topic has already been taken", None
    )
    there = held(subscription(1, "ORDERS_PAID", OURS))
    store = ScriptedStore(held(), taken, there)
    assert ensure_subscriptions(store.call, OURS, BUBBLY) == BUBBLY


def test_a_subscription_that_somebody_else_ended_is_no_fault() -> None:
    gone = refused("webhookSubscriptionDelete", "Webhook subscription does not exist", None)
    there = held(subscription(1, "ORDERS_PAID", OURS), subscription(2, "ORDERS_PAID", OLD))
    assert ensure_subscriptions(ScriptedStore(there, gone).call, OURS, BUBBLY) == ()


def test_a_subscription_that_can_not_be_ended_is_said() -> None:
    no = refused("webhookSubscriptionDelete", "Try again tomorrow", None)
    there = held(subscription(1, "ORDERS_PAID", OURS), subscription(2, "ORDERS_PAID", OLD))
    with pytest.raises(Rejected, match="tomorrow"):
        ensure_subscriptions(ScriptedStore(there, no).call, OURS, BUBBLY)


def test_an_address_that_shopify_does_not_take_is_refused_in_its_words() -> None:
    message = "Address protocol http:// is not supported"
    body = refused("webhookSubscriptionCreate", message, None, "webhookSubscription", "callbackUrl")
    store = ScriptedStore(
        data(webhookSubscriptions=page()), body, data(webhookSubscriptions=page())
    )
    with pytest.raises(Rejected, match="http:// is not supported"):
        ensure_subscriptions(store.call, "http://app.test", BUBBLY)


def probed(*errors: dict[str, Any], orders: object = None) -> bool:
    answer = data(orders=orders) | ({"errors": list(errors)} if errors else {})
    return reads_customers(ScriptedStore(answer).call)


def denied(message: str, *path: str | int) -> dict[str, Any]:
    return {"message": message, "path": list(path), "extensions": {"code": "ACCESS_DENIED"}}


NOT_APPROVED = "This app is not approved to access the email field. See the documentation."
AN_ORDER = {"nodes": [{"id": "gid://shopify/Order/1", "email": None}]}


def test_an_app_that_is_not_approved_finds_out_by_a_field_or_by_the_whole() -> None:
    assert not probed(denied(NOT_APPROVED, "orders", "nodes", 0, "email"), orders=AN_ORDER)
    assert not probed(denied(NOT_APPROVED, "orders"))


def test_a_store_without_orders_or_without_the_scope_says_nothing_of_approval() -> None:
    assert probed(orders={"nodes": []})
    assert probed(denied("Access denied for orders field.", "orders"))
    assert probed(orders=AN_ORDER)
