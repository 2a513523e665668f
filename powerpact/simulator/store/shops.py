"""A store: who it is, what it was told to do differently, and everything it holds."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from powerpact.simulator.ids import Ids, number_of
from powerpact.simulator.store.inventory import InventoryItem, Location
from powerpact.simulator.store.metafields import MetafieldDefinition, MetafieldOwner
from powerpact.simulator.store.products import Product, ProductVariant, Publication

if TYPE_CHECKING:
    from powerpact.simulator.store.bulk import BulkOperation
    from powerpact.simulator.store.fulfilments import FulfillmentOrder
    from powerpact.simulator.store.orders import Customer, DraftOrder, Order
    from powerpact.simulator.world import World

Plan = Literal["standard", "development", "advanced", "plus"]
Kind = TypeVar("Kind")
DEVELOPMENT_ORDERS_PER_MINUTE = 5  # platform facts 4.1


@dataclass
class ShopOptions:
    """How this store behaves where Shopify's behaviour is undocumented, slow or limited.

    `custom_id_repeat`: what `orderCreate` does with a custom id that another order carries.
    `order_limit_per_minute`: new orders through the API; None is without limit.
    `search_lag_seconds`: how late `orders(query:)` finds a new order.
    `bulk_seconds`, `job_seconds`: how long bulk operations, and cancellations and asynchronous
    `productSet`s, take. All seconds are the simulator's own.
    `shows_customers`: whether Shopify approved the app for protected customer data (facts 8.4).
    `bulk_error`: bulk operations end as FAILED with this code, and with half of their lines.
    `bulk_lines`: odd lines at the end of the results of bulk operations, counted like others.
    `bulk_bytes_lost`: how many bytes are missing at the end of those results.
    """

    custom_id_repeat: Literal["refuse", "accept"] = "refuse"
    order_limit_per_minute: int | None = None
    search_lag_seconds: float = 2.0
    bulk_seconds: float = 1.0
    job_seconds: float = 0.5
    bulk_error: str = ""
    shows_customers: bool = True
    bulk_lines: list[str] = field(default_factory=list)
    bulk_bytes_lost: int = 0


@dataclass
class AppInstall:
    """The app under test in this store."""

    installed: bool = False
    scopes: set[str] = field(default_factory=set)
    client_id: str = "powerpact-client-id"
    app_number: int = 347082227713
    installation_id: str = ""

    def may(self, scope: str) -> bool:
        return allows(self.scopes, scope)


@dataclass(eq=False)
class WebhookSubscription:
    """One API-made subscription. `topic` is the enum's name, `path` the header's form."""

    id: str
    topic: str
    path: str
    uri: str
    created_at: datetime
    updated_at: datetime
    include_fields: list[str] = field(default_factory=list)
    filter: str | None = None
    metafield_namespaces: list[str] = field(default_factory=list)
    format: str = "JSON"
    name: str | None = None


@dataclass(eq=False)
class Job:
    """Work that goes on after the answer. `due` is a reading of the clock, in seconds."""

    id: str
    due: float
    clock: Callable[[], float]

    @property
    def done(self) -> bool:
        return self.clock() >= self.due


@dataclass(frozen=True)
class Remembered:
    """What an `@idempotent` key stands for: the question, its answer, and until when."""

    question: str
    answer: dict[str, Any]
    until: float


@dataclass(eq=False)
class Shop:
    """One store and its state, by id. Ids are global ids unless a name says `number`."""

    world: "World"
    domain: str
    id: int
    name: str
    currency: str
    country: str
    timezone_name: str
    plan: Plan
    created_at: datetime
    options: ShopOptions = field(default_factory=ShopOptions)
    app: AppInstall = field(default_factory=AppInstall)
    taxes_included: bool = True
    email: str = ""
    # Everything with a global id, whatever its kind.
    nodes: dict[str, Any] = field(default_factory=dict)
    locations: dict[str, Location] = field(default_factory=dict)
    publications: dict[str, Publication] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    handles: dict[str, Product] = field(default_factory=dict)
    variants: dict[str, ProductVariant] = field(default_factory=dict)
    inventory_items: dict[str, InventoryItem] = field(default_factory=dict)
    customers: "dict[str, Customer]" = field(default_factory=dict)
    customers_by_email: "dict[str, Customer]" = field(default_factory=dict)
    orders: "dict[str, Order]" = field(default_factory=dict)
    draft_orders: "dict[str, DraftOrder]" = field(default_factory=dict)
    fulfillment_orders: "dict[str, FulfillmentOrder]" = field(default_factory=dict)
    subscriptions: dict[str, WebhookSubscription] = field(default_factory=dict)
    bulk_operations: "dict[str, BulkOperation]" = field(default_factory=dict)
    definitions: dict[tuple[str, str, str], MetafieldDefinition] = field(default_factory=dict)
    # (owner type, namespace, key, value) of unique metafields.
    custom_ids: dict[tuple[str, str, str, str], MetafieldOwner] = field(default_factory=dict)
    idempotency: dict[str, Remembered] = field(default_factory=dict)
    staged_uploads: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    # When the app's latest orders were made, on the clock, where they are limited.
    recent_orders: deque[float] = field(default_factory=deque)
    order_number: int = 1000
    draft_number: int = 0

    @property
    def gid(self) -> str:
        return f"gid://shopify/Shop/{self.id}"

    @property
    def ids(self) -> Ids:
        return self.world.ids

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone_name)

    @property
    def main_location(self) -> Location:
        """Where stock lies and orders are routed when nobody says otherwise."""
        return next(iter(self.locations.values()))

    @property
    def app_namespace(self) -> str:
        """What `$app` stands for here."""
        return f"app--{self.app.app_number}"

    def keep(self, thing: Kind) -> Kind:
        """Make a thing findable by its global id."""
        self.nodes[thing.id] = thing  # type: ignore[attr-defined]
        return thing

    def find(self, kind: type[Kind], gid: str | None) -> Kind | None:
        """The thing of that kind with that global id, if this store holds it."""
        thing = self.nodes.get(gid or "")
        return thing if isinstance(thing, kind) else None

    def local(self, moment: datetime | None) -> str | None:
        """A moment as webhooks write it: ISO 8601 in the store's own time zone."""
        return moment.astimezone(self.timezone).isoformat("T", "seconds") if moment else None


def allows(scopes: set[str], scope: str) -> bool:
    """Whether granted scopes cover one scope; writing implies reading (platform facts 1.1)."""
    return scope in scopes or scope.replace("read_", "write_", 1) in scopes


def legacy_id(gid: str) -> str:
    """`legacyResourceId` of a global id."""
    return str(number_of(gid))
