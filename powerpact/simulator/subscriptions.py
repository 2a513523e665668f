"""Who is told about an event: a store's own subscriptions and those of the app's toml file."""

from collections.abc import Iterator
from dataclasses import dataclass

from powerpact.simulator.store.shops import Shop
from powerpact.simulator.webhook_filters import Payload, passes, trimmed
from powerpact.simulator.world import Event


@dataclass(frozen=True)
class AppSubscription:
    """A subscription of shopify.app.toml: it holds for every store and is never deleted."""

    topics: tuple[str, ...]
    uri: str
    include_fields: tuple[str, ...] = ()
    filter: str | None = None


@dataclass(frozen=True)
class Addressee:
    """Where one delivery of an event goes. `subscription_id` is None for a toml subscription."""

    uri: str
    payload: Payload
    subscription_id: str | None


def is_wanted(shop: Shop, topic: str, app_wide: list[AppSubscription]) -> bool:
    """Whether anybody subscribed to the topic, whatever the filters say."""
    own = any(subscription.path == topic for subscription in shop.subscriptions.values())
    return own or any(topic in shared.topics for shared in app_wide)


def addressees(event: Event, app_wide: list[AppSubscription]) -> Iterator[Addressee]:
    """Each subscription that wants the event, with the payload trimmed to what it asked for."""
    for own in list(event.shop.subscriptions.values()):
        if own.path == event.topic and passes(event.payload, own.filter):
            yield Addressee(own.uri, trimmed(event.payload, own.include_fields), own.id)
    for shared in app_wide:
        if event.topic in shared.topics and passes(event.payload, shared.filter):
            yield Addressee(shared.uri, trimmed(event.payload, shared.include_fields), None)
