"""Sends one operation to one store and sorts the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import httpx

from powerpact.shopify.call import Answer, Call


@dataclass(frozen=True, slots=True)
class Access:
    """One store's door: its domain, the address its API is under, and a token (never shown).

    ``base_url`` is ``https://shop.myshopify.com``, or with the simulator
    ``http://127.0.0.1:PORT/shop.myshopify.com``.
    """

    shop: str
    base_url: str
    token: str = field(repr=False)


def pooled_http(
    connect_timeout: float = 5.0, read_timeout: float = 30.0, max_connections: int = 50
) -> httpx.Client:
    """A thread-safe pool of connections; timeouts in seconds, no retries, no redirects."""
    raise NotImplementedError


class ShopifyClient:
    """Runs operations in stores; safe to share between threads."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def execute(self, access: Access, operation: str, variables: Mapping[str, object]) -> Answer:
        """The answer of the store to the named operation; raises only ``powerpact.errors``."""
        raise NotImplementedError

    def bound_to(self, access: Access) -> Call:
        """This client and one store, as the ``Call`` that every gateway takes first."""
        return partial(self.execute, access)
