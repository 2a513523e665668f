"""What the stores' things can be searched by (platform facts 3.1 and 4.4)."""

from powerpact.simulator.search import (
    Searchable,
    Test,
    by_id,
    by_list,
    by_moment,
    by_text,
    by_words,
    negated,
)
from powerpact.simulator.store.products import Product


def _skus(product: Product) -> list[str | None]:
    return [variant.sku for variant in product.variants]


PRODUCT_SEARCH = Searchable(
    {
        "id": by_id(lambda product: product.id),
        "title": by_words(lambda product: product.title),
        "handle": by_text(lambda product: product.handle),
        "status": by_text(lambda product: product.status),
        "vendor": by_text(lambda product: product.vendor),
        "product_type": by_text(lambda product: product.product_type),
        "tag": by_list(lambda product: product.tags),
        "tag_not": negated(by_list(lambda product: product.tags)),
        "sku": by_list(_skus),
        "publication_ids": by_list(
            lambda product: [gid.rpartition("/")[2] for gid in product.published]
        ),
        "updated_at": by_moment(lambda product: product.updated_at),
        "created_at": by_moment(lambda product: product.created_at),
    },
    by_words(lambda product: f"{product.title} {product.vendor} {product.product_type}"),
)
VARIANT_SEARCH = Searchable(
    {
        "id": by_id(lambda variant: variant.id),
        "sku": by_text(lambda variant: variant.sku),
        "barcode": by_text(lambda variant: variant.barcode),
        "title": by_words(lambda variant: variant.title),
        "product_id": by_id(lambda variant: variant.product.id),
        "updated_at": by_moment(lambda variant: variant.updated_at),
        "location_id": by_list(
            lambda variant: [gid.rpartition("/")[2] for gid in variant.inventory_item.levels]
        ),
    },
    by_words(lambda variant: f"{variant.product.title} {variant.title} {variant.sku}"),
)


def _order_name(_: str, value: str) -> Test:
    return lambda order: order.name.removeprefix("#") == value.removeprefix("#")


ORDER_SEARCH = Searchable(
    {
        "id": by_id(lambda order: order.id),
        "name": _order_name,
        "tag": by_list(lambda order: order.tags),
        "tag_not": negated(by_list(lambda order: order.tags)),
        "source_identifier": by_text(lambda order: order.source_identifier),
        "source_name": by_text(lambda order: order.source_name),
        "email": by_text(lambda order: order.email),
        "financial_status": by_text(lambda order: order.financial_status),
        "sku": by_list(lambda order: [line.sku for line in order.lines]),
        "po_number": by_text(lambda order: order.po_number),
        "test": by_text(lambda order: str(order.test)),
        "customer_id": by_list(
            lambda order: [order.customer.id.rpartition("/")[2]] if order.customer else []
        ),
        "created_at": by_moment(lambda order: order.created_at),
        "updated_at": by_moment(lambda order: order.updated_at),
        "processed_at": by_moment(lambda order: order.processed_at),
    },
    by_words(lambda order: f"{order.name} {order.email} {' '.join(order.tags)}"),
)
BULK_SEARCH = Searchable(
    {
        "id": by_id(lambda operation: operation.id),
        "status": by_text(lambda operation: operation.status),
        "operation_type": by_text(lambda operation: operation.type),
        "created_at": by_moment(lambda operation: operation.created_at),
    },
    by_words(lambda operation: operation.query),
)
DEFINITION_SEARCH = Searchable(
    {
        "id": by_id(lambda definition: definition.id),
        "namespace": by_text(lambda definition: definition.namespace),
        "key": by_text(lambda definition: definition.key),
        "type": by_text(lambda definition: definition.type_name),
    },
    by_words(lambda definition: definition.name),
)
SUBSCRIPTION_SEARCH = Searchable(
    {
        "id": by_id(lambda subscription: subscription.id),
        "topic": by_text(lambda subscription: subscription.topic),
        "format": by_text(lambda subscription: subscription.format),
        "created_at": by_moment(lambda subscription: subscription.created_at),
        "updated_at": by_moment(lambda subscription: subscription.updated_at),
    },
    by_words(lambda subscription: f"{subscription.topic} {subscription.uri}"),
)
