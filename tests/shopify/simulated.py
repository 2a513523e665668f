"""A store of the simulator, reached as the product reaches one; fixtures are in conftest."""

from dataclasses import dataclass

from urllib3 import PoolManager

from powerpact.shopify.call import Call
from powerpact.shopify.client import Access
from powerpact.shopify.tokens import TokenEndpoint
from powerpact.simulator.control_client import SimulatorClient

DOMAIN = "partner.myshopify.com"


@dataclass(frozen=True)
class SimulatedStore:
    """A store with our app: its control, and a call bound to it."""

    control: SimulatorClient
    http: PoolManager
    access: Access
    call: Call
    endpoint: TokenEndpoint
    refresh_token: str
