"""The webhook subscriptions that we make in a store through the API (facts 2.2).

All of them are ours: the API shows no other app's, and not those of the app's toml file.
"""

from collections.abc import Iterable

from powerpact.errors import Rejected
from powerpact.shopify.call import Call
from powerpact.shopify.paging import nodes
from powerpact.shopify.payloads import checked
from powerpact.shopify.topics import Topic

_PAGE = {"first": 100}
_ABSENT = "does not exist"
# A subscription: its gid, its topic as the API spells it, and where it sends to.
_Held = tuple[str, str, str]


def ensure_subscriptions(call: Call, uri: str, topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Have the store send exactly these topics to ``uri``; the ones that it did not send before.

    What it sends elsewhere, or besides, is left from an earlier address or version of ours and
    ends, after the new ones are there. Safe to repeat, and for two at once.
    """
    wanted, held = tuple(topics), _held(call)
    present = {(topic, address) for _gid, topic, address in held}
    missing = tuple(topic for topic in wanted if (topic.subscription, uri) not in present)
    for topic in missing:
        _subscribe(call, uri, topic)
    ours = {(topic.subscription, uri) for topic in wanted}
    for gid, topic_there, address in held:
        if (topic_there, address) not in ours:
            _unsubscribe(call, gid)
    return missing


def _held(call: Call) -> list[_Held]:
    found = nodes(call, "webhook_subscriptions", _PAGE, "webhookSubscriptions")
    return [(each.gid("id"), each.text("topic"), each.text_or_blank("uri")) for each in found]


def _subscribe(call: Call, uri: str, topic: Topic) -> None:
    variables = {"topic": topic.subscription, "webhookSubscription": {"uri": uri}}
    try:
        checked(call("webhook_subscribe", variables), "webhookSubscriptionCreate")
    except Rejected:
        # Somebody else may have made it at the same moment; the refusal has no code (facts 9.3).
        if not any(held[1:] == (topic.subscription, uri) for held in _held(call)):
            raise


def _unsubscribe(call: Call, gid: str) -> None:
    try:
        checked(call("webhook_unsubscribe", {"id": gid}), "webhookSubscriptionDelete")
    except Rejected as rejected:
        if _ABSENT not in str(rejected):
            raise
