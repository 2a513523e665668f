"""Products and their variants."""

from powerpact.simulator import actions
from tests.simulator.contract.replay import Recording, scenario

DELETE_WITHOUT_ID = """mutation ($input: ProductDeleteInput!) {
  productDelete(input: $input) { deletedProductId userErrors { field message } } }"""
DELETE_INLINE = (
    "mutation { productDelete(input: {%s}) { deletedProductId userErrors { field message } } }"
)


@scenario("products/product-create-parity.2026-04.a")
def new_products(r: Recording) -> None:
    r.step("mutation")
    r.step("validation")
    for case in r.at("handleValidation"):
        r.step("handleValidation", case)
    gid = r.at("mutation", "response", "data", "productCreate", "product", "id")
    r.step("downstreamRead", kind="query", variables={"id": gid})


@scenario("products/product-delete-parity.2026-04.a")
def deleted_products(r: Recording) -> None:
    product = actions.create_product(r.bench.shop, "Mug")
    r.same(r.at("mutation", "variables", "input", "id"), product.id)
    r.step("mutation")
    r.step("validation")
    r.step("invalidInput", "variableMissingId", document=DELETE_WITHOUT_ID)
    r.step("invalidInput", "inlineMissingId", document=DELETE_INLINE % "")
    r.step("invalidInput", "inlineNullId", document=DELETE_INLINE % "id: null")


@scenario("products/product-set-async-operation-parity.2025-01.a")
def a_set_that_takes_its_time(r: Recording) -> None:
    r.step("mutation")
    r.bench.pass_time(1)
    r.step("operationRead", kind="query")


@scenario("products/product-set-duplicate-variants-parity.2025-01.a")
def variants_named_twice(r: Recording) -> None:
    r.step("mutation")


@scenario("products/product-set-input-length-validation.2025-01.a")
def texts_too_long(r: Recording) -> None:
    for case in r.at("scenarios"):
        r.step("scenarios", case)


@scenario("products/product-set-options-only-requires-variants.2025-01.a")
def options_without_variants(r: Recording) -> None:
    r.step("mutation")


@scenario("products/product-set-parity.2025-01.b")
def products_set(r: Recording) -> None:
    location = r.at("liveRequirements", "inventoryQuantitiesLocationId")
    r.same(location, r.bench.shop.main_location.id)
    r.step("mutation")
    again = ("handleParity", "productSetCreateCollision", "secondCreate")
    r.step(*again, variables=r.at("mutation", "variables"))
    plain = actions.create_product(r.bench.shop, "Mug", vendor="test-store-b")
    rename = ("handleParity", "productSetExplicitNormalization")
    r.same(r.at(*rename, "variables", "identifier", "id"), plain.id)
    r.step(*rename)
    gid = r.at("downstreamRead", "data", "product", "id")
    r.step("downstreamRead", kind="query", variables={"id": gid})


@scenario("products/product-update-too-long-handle-parity.2025-01.a")
def a_handle_too_long(r: Recording) -> None:
    product = actions.create_product(r.bench.shop, "Mug")
    r.same(r.at("mutation", "variables", "product", "id"), product.id)
    r.step("mutation")


@scenario("products/product-variants-bulk-update-parity.2025-01.a")
def several_variants_changed(r: Recording) -> None:
    given = r.at("mutation", "variables")
    product = actions.create_product(r.bench.shop, "Mug", quantity=0, options={"Color": ["Red"]})
    r.same(given["productId"], product.id)
    r.same(given["variants"][0]["id"], product.variants[0].id)
    r.step("mutation")
