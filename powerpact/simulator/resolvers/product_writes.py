"""Mutations of products and their variants."""

from typing import Any

from powerpact.simulator.commerce.product_set import set_product
from powerpact.simulator.commerce.products import (
    create_product,
    delete_product,
    publish,
    unpublish,
    update_product,
)
from powerpact.simulator.refusals import Refused, TopLevelError, refuse
from powerpact.simulator.resolvers.registry import Arguments, Context, Payload, mutation, of, query
from powerpact.simulator.resolvers.shop import shop_record
from powerpact.simulator.store.products import Product, ProductSetOperation

WRITE = "write_products"


@mutation("productSet", WRITE)
def product_set(arguments: Arguments, context: Context) -> Payload:
    if arguments["synchronous"]:
        product = set_product(context.shop, arguments.get("identifier"), arguments["input"])
        return {"product": product}
    return {"product": None, "productSetOperation": start_product_set(arguments, context)}


def start_product_set(arguments: Arguments, context: Context) -> dict[str, Any]:
    """Begin an asynchronous `productSet` and show it as it is now, before it has run."""
    shop = context.shop
    operation = shop.keep(ProductSetOperation(shop.ids.gid("ProductSetOperation")))

    def finish() -> None:
        shop.world.begin_action()
        try:
            operation.product = set_product(shop, arguments.get("identifier"), arguments["input"])
        except Refused as refused:
            operation.user_errors = list(refused.errors)
        operation.status = "COMPLETE"

    shop.world.after(shop.options.job_seconds, finish)
    return {"id": operation.id, "status": operation.status, "product": None, "userErrors": []}


@query("productOperation", "read_products")
def product_operation(arguments: Arguments, context: Context) -> ProductSetOperation | None:
    return context.shop.find(ProductSetOperation, arguments["id"])


@mutation("productCreate", WRITE)
def product_create(arguments: Arguments, context: Context) -> Payload:
    given = arguments.get("product") or arguments.get("input")
    if given is None:
        raise TopLevelError("productCreate needs the argument product.", "BAD_REQUEST")
    return {"product": create_product(context.shop, given, arguments.get("media"))}


@of("ProductCreatePayload", "shop")
@of("ProductDeletePayload", "shop")
def shop_of_payload(_: Payload, __: Arguments, context: Context) -> dict[str, Any]:
    return shop_record(context.shop)


@mutation("productUpdate", WRITE)
def product_update(arguments: Arguments, context: Context) -> Payload:
    given = arguments.get("product") or arguments.get("input") or {}
    product = context.shop.products.get(given.get("id") or "")
    if product is None:
        raise refuse(["id"], "Product does not exist")
    update_product(context.shop, product, given, arguments.get("media") or [])
    return {"product": product}


@mutation("productDelete", WRITE)
def product_delete(arguments: Arguments, context: Context) -> Payload:
    return {"deletedProductId": delete_product(context.shop, arguments["input"]["id"])}


def publishable(arguments: Arguments, context: Context) -> Product:
    product = context.shop.products.get(arguments["id"])
    if product is None:
        raise refuse(["id"], "Resource does not exist")
    for index, entry in enumerate(arguments["input"]):
        if entry.get("publicationId") not in context.shop.publications:
            field = ["input", str(index), "publicationId"]
            raise Refused(*refuse(field, "Publication does not exist").errors, publishable=product)
    return product


@mutation("publishablePublish", "write_publications")
def publishable_publish(arguments: Arguments, context: Context) -> Payload:
    product, now = publishable(arguments, context), context.shop.world.now()
    dates = {e["publicationId"]: e.get("publishDate") or now for e in arguments["input"]}
    publish(context.shop, product, dates)
    return {"publishable": product}


@mutation("publishableUnpublish", "write_publications")
def publishable_unpublish(arguments: Arguments, context: Context) -> Payload:
    product = publishable(arguments, context)
    unpublish(context.shop, product, [entry["publicationId"] for entry in arguments["input"]])
    return {"publishable": product}
