"""What services need of the process they run in: settings, and one pooled way to Shopify."""

from dataclasses import dataclass

from urllib3 import PoolManager

from powerpact.config import Settings
from powerpact.shopify.client import ShopifyClient
from powerpact.shopify.connections import pooled_http
from powerpact.shopify.tokens import AppCredentials


@dataclass(frozen=True, slots=True)
class Platform:
    """The settings and the connections made by them."""

    settings: Settings
    http: PoolManager
    client: ShopifyClient

    @property
    def credentials(self) -> AppCredentials:
        """Our app as Shopify knows it."""
        return AppCredentials(self.settings.shopify_client_id, self.settings.client_secret)

    def base_url(self, shop_domain: str, own: str | None) -> str:
        """Where a store's API is: its own address, else the one made from SHOPIFY_BASE_URL."""
        return own or self.settings.shopify_base_url.format(shop=shop_domain)


_bound: list[Platform] = []


def bind_platform(settings: Settings) -> None:
    """Take the settings into use; the application factory calls this, the last call counts."""
    for former in _bound:
        former.http.clear()
    http = pooled_http(settings.shopify_connect_timeout, settings.shopify_read_timeout)
    _bound[:] = [Platform(settings, http, ShopifyClient(http))]


def platform() -> Platform:
    """The platform that the application factory bound."""
    return _bound[0]
