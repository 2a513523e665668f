"""What services need of the process they run in: settings, and one pooled way to Shopify."""

from dataclasses import dataclass

from urllib3 import PoolManager

from powerpact.config import Settings
from powerpact.services.budget.allowance import Allowances
from powerpact.services.budget.ledger import Ledger, budget_redis
from powerpact.shopify.client import ShopifyClient
from powerpact.shopify.connections import pooled_http
from powerpact.shopify.costs import Costs
from powerpact.shopify.tokens import AppCredentials


@dataclass(frozen=True, slots=True)
class Platform:
    """The settings, the connections made by them, and what calls have taught this process."""

    settings: Settings
    http: PoolManager
    client: ShopifyClient
    allowances: Allowances
    costs: Costs

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
        former.allowances.close()
    http = pooled_http(settings.shopify_connect_timeout, settings.shopify_read_timeout)
    redis = budget_redis(settings.redis_address, settings.budget_connections)
    longest_call = settings.shopify_connect_timeout + settings.shopify_read_timeout
    allowances = Allowances(Ledger(redis, longest_call))
    _bound[:] = [Platform(settings, http, ShopifyClient(http), allowances, Costs())]


def platform() -> Platform:
    """The platform that the application factory bound."""
    return _bound[0]
