"""A store itself: who it is, what we may do there, what we set up there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from powerpact.shopify.call import Call
from powerpact.shopify.topics import Topic


@dataclass(frozen=True, slots=True)
class ShopIdentity:
    """A shop: ``currency`` is ISO 4217, ``timezone`` an IANA name, ``plan`` its public name."""

    gid: str
    name: str
    domain: str
    currency: str
    timezone: str
    plan: str
    is_development: bool
    taxes_included: bool


@dataclass(frozen=True, slots=True)
class Location:
    """A place of stock."""

    gid: str
    name: str
    is_active: bool
    fulfills_online_orders: bool


def read_shop(call: Call) -> ShopIdentity:
    """The shop that the call is bound to."""
    raise NotImplementedError


def read_scopes(call: Call) -> frozenset[str]:
    """The access scopes granted to us; a write scope may stand for its read scope too."""
    raise NotImplementedError


def read_locations(call: Call) -> tuple[Location, ...]:
    """All locations, inactive ones included."""
    raise NotImplementedError


def read_publications(call: Call) -> tuple[str, ...]:
    """The gids of the publications of sales channels."""
    raise NotImplementedError


def ensure_custom_id_definition(
    call: Call, owner_type: Literal["ORDER", "PRODUCT"], key: str, name: str
) -> None:
    """Make sure that our custom id of that key exists; safe to repeat (facts 3.6).

    Raises ``Rejected`` when the key is taken by a metafield that is not a custom id.
    """
    raise NotImplementedError


def ensure_subscriptions(call: Call, uri: str, topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Subscribe ``uri`` to the topics it is not subscribed to yet; the ones created."""
    raise NotImplementedError
