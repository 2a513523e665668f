"""The GraphQL edge: one file per noun. Importing the package registers every field."""

from importlib import import_module

NOUNS = (
    "shop",
    "metafields",
    "products",
    "variants",
    "product_writes",
    "orders",
    "order_lines",
    "order_writes",
    "webhooks",
    "definitions",
    "bulk",
    "inventory_writes",
    "fulfilments",
    "fulfilment_writes",
    "refunds",
    "order_cancel",
    "tags",
    "variant_writes",
    "drafts",
    "customers",
)

for noun in NOUNS:
    import_module(f"{__name__}.{noun}")
