"""Products and their variants."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from powerpact.simulator.store.inventory import InventoryItem
from powerpact.simulator.store.metafields import Metafield

DEFAULT_OPTION = "Title"
DEFAULT_VALUE = "Default Title"


@dataclass(eq=False, slots=True)
class ProductOptionValue:
    id: str
    name: str


@dataclass(eq=False, slots=True)
class ProductOption:
    """Something a buyer chooses, such as a size."""

    id: str
    name: str
    position: int
    option_values: list[ProductOptionValue]


@dataclass(eq=False, slots=True)
class MediaImage:
    """A picture; Shopify fetches it some time after it was named (platform facts 3.4)."""

    id: str
    url: str
    alt: str | None = None
    status: str = "READY"
    media_content_type: str = "IMAGE"


@dataclass(eq=False, slots=True)
class Publication:
    """A place where products can be visible, such as the online store."""

    id: str
    title: str
    catalog_id: str
    auto_publish: bool = False


@dataclass(eq=False, slots=True)
class ProductVariant:
    """One sellable form of a product. `price` is in the store's currency."""

    id: str
    product: "Product"
    selected: tuple[str, ...]
    inventory_item: InventoryItem
    created_at: datetime
    updated_at: datetime
    position: int = 1
    sku: str | None = None
    barcode: str | None = None
    price: Decimal = Decimal(0)
    compare_at_price: Decimal | None = None
    taxable: bool = True
    inventory_policy: str = "DENY"
    metafields: dict[tuple[str, str], Metafield] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return " / ".join(self.selected)

    @property
    def inventory_quantity(self) -> int:
        """Available pieces over all locations."""
        return sum(level.available for level in self.inventory_item.levels.values())


@dataclass(eq=False, slots=True)
class Product:
    """A product as the store's admin shows it."""

    id: str
    title: str
    handle: str
    created_at: datetime
    updated_at: datetime
    description_html: str = ""
    vendor: str = ""
    product_type: str = ""
    status: str = "ACTIVE"
    template_suffix: str | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    tags: list[str] = field(default_factory=list)
    options: list[ProductOption] = field(default_factory=list)
    variants: list[ProductVariant] = field(default_factory=list)
    media: list[MediaImage] = field(default_factory=list)
    published: dict[str, datetime] = field(default_factory=dict)
    metafields: dict[tuple[str, str], Metafield] = field(default_factory=dict)

    @property
    def has_only_default_variant(self) -> bool:
        return [option.name for option in self.options] == [DEFAULT_OPTION]

    @property
    def published_at(self) -> datetime | None:
        return min(self.published.values(), default=None)


@dataclass(eq=False, slots=True)
class ProductSetOperation:
    """A `productSet` that runs on its own (`synchronous: false`)."""

    id: str
    status: str = "CREATED"
    product: Product | None = None
    user_errors: list[object] = field(default_factory=list)
