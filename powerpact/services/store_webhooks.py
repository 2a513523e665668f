"""Which webhooks a store is to send us, and having it send them."""

from collections.abc import Collection

from powerpact.models import Source, StoreKind
from powerpact.services.audit import Actor, audit
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.shopify.call import Call
from powerpact.shopify.subscriptions import ensure_subscriptions
from powerpact.shopify.topics import BUBBLY, PARTNER, Topic

CHECKS = Actor("the check of connections", Source.RULE)


def topics_of(kind: StoreKind) -> tuple[Topic, ...]:
    """What a store of that kind is asked to send us; the app's own topics come unasked."""
    return BUBBLY if kind is StoreKind.BUBBLY else PARTNER


def subscribe(call: Call, kind: StoreKind) -> tuple[Topic, ...]:
    """Have the store send us everything that we listen to, and nothing to where we were before.

    The topics that it did not send.
    """
    uri = f"{str(platform().settings.app_url).rstrip('/')}/webhooks"
    return ensure_subscriptions(call, uri, topics_of(kind))


def tell(store_id: int, made: Collection[Topic]) -> None:
    """Note which subscriptions had to be made again."""
    if made:
        after = {"topics": [topic.value for topic in made]}
        with transaction() as session:
            audit(session, CHECKS, "subscribe again", ("store", store_id), after=after)
