"""Mutations of several variants of one product."""

from powerpact.simulator.commerce.variants_bulk import (
    create_variants,
    delete_variants,
    known_product,
    update_variants,
)
from powerpact.simulator.resolvers.registry import Arguments, Context, Payload, mutation

WRITE = "write_products"


@mutation("productVariantsBulkUpdate", WRITE)
def bulk_update(arguments: Arguments, context: Context) -> Payload:
    product = known_product(context.shop, arguments["productId"])
    partial = bool(arguments["allowPartialUpdates"])
    changed = update_variants(context.shop, product, arguments["variants"], partial=partial)
    return {"product": product, "productVariants": changed}


@mutation("productVariantsBulkCreate", WRITE)
def bulk_create(arguments: Arguments, context: Context) -> Payload:
    product = known_product(context.shop, arguments["productId"])
    replace = arguments.get("strategy") == "REMOVE_STANDALONE_VARIANT"
    entries = arguments["variants"]
    made = create_variants(context.shop, product, entries, replace_standalone=replace)
    return {"product": product, "productVariants": made}


@mutation("productVariantsBulkDelete", WRITE)
def bulk_delete(arguments: Arguments, context: Context) -> Payload:
    product = known_product(context.shop, arguments["productId"])
    delete_variants(context.shop, product, arguments["variantsIds"])
    return {"product": product}
