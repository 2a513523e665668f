"""Listings at Bubbly: what is written the first time, what later, and how long we wait."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

import pytest

from powerpact.domain.catalogue import Image, Option, ProductStatus
from powerpact.domain.listing import Listed, ListedVariant, Listing, ListingVariant
from powerpact.errors import DefinitionMissing, Rejected, Unclear
from powerpact.shopify.listing_input import listing_input
from powerpact.shopify.listings import publish, put_listing
from tests.shopify.scripted import ScriptedStore, data, page, refused

LOCATION = "gid://shopify/Location/1"
VARIANT = ListingVariant(
    partner_variant_id="gid://shopify/ProductVariant/100",
    sku="P7-S",
    barcode="",
    price=Decimal("12.00"),
    compare_at_price=None,
    cost=Decimal("8.00"),
    options=(("Size", "S"),),
    tracked=True,
    sells_at_zero=False,
    quantity=5,
    requires_shipping=True,
    taxable=True,
)
LISTING = Listing(
    partner_ref="p7-100",
    handle="p7-t",
    title="T",
    description_html="",
    vendor="Partner",
    product_type="",
    status=ProductStatus.ACTIVE,
    tags=("cotton",),
    options=(Option("Size", ("S",)),),
    images=(Image("https://c/a.jpg", "a"),),
    variants=(VARIANT,),
)
KNOWN = replace(
    LISTING,
    bubbly_product_id="gid://shopify/Product/5",
    variants=(replace(VARIANT, bubbly_variant_id="gid://shopify/ProductVariant/7"),),
)


def answered_variant(number: int) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/ProductVariant/{number}",
        "selectedOptions": [{"name": "Size", "value": "S"}],
        "inventoryItem": {"id": f"gid://shopify/InventoryItem/{number}"},
    }


def answered_product(*numbers: int, cursor: str | None = None) -> dict[str, Any]:
    variants = page(*map(answered_variant, numbers), cursor=cursor)
    return {"id": "gid://shopify/Product/5", "handle": "p7-t", "variants": variants}


def written(product: dict[str, Any] | None, operation: str | None = None) -> dict[str, Any]:
    begun = {"id": operation, "status": "CREATED"} if operation else None
    return data(productSet={"product": product, "productSetOperation": begun, "userErrors": []})


def put(
    store: ScriptedStore, listing: Listing, *, first_time: bool = True, images_changed: bool = False
) -> Listed:
    return put_listing(
        store.call,
        listing,
        LOCATION,
        first_time=first_time,
        images_changed=images_changed,
        sleep=lambda _: None,
    )


def test_the_first_write_sets_custom_id_handle_images_and_stock() -> None:
    store = ScriptedStore(written(answered_product(7)))
    put(store, LISTING)
    custom_id = {"namespace": "$app", "key": "partner_ref", "value": "p7-100"}
    assert store.variables() == {
        "identifier": {"customId": custom_id},
        "synchronous": True,
        "variantsFirst": 100,
        "input": {
            "title": "T",
            "handle": "p7-t",
            "descriptionHtml": "",
            "vendor": "Partner",
            "productType": "",
            "status": "ACTIVE",
            "tags": ["cotton"],
            "metafields": [{**custom_id, "type": "id"}],
            "productOptions": [{"name": "Size", "position": 1, "values": [{"name": "S"}]}],
            "files": [{"originalSource": "https://c/a.jpg", "contentType": "IMAGE", "alt": "a"}],
            "variants": [
                {
                    "sku": "P7-S",
                    "barcode": "",
                    "price": "12.00",
                    "compareAtPrice": None,
                    "taxable": True,
                    "inventoryPolicy": "DENY",
                    "inventoryItem": {"tracked": True, "requiresShipping": True, "cost": "8.00"},
                    "optionValues": [{"optionName": "Size", "name": "S"}],
                    "inventoryQuantities": [
                        {"locationId": LOCATION, "name": "available", "quantity": 5}
                    ],
                }
            ],
        },
    }


@pytest.mark.parametrize("stock_changed", [True, False])
def test_stock_of_a_variant_that_is_there_is_sent_only_by_a_new_rule(stock_changed: bool) -> None:
    there = replace(VARIANT, bubbly_variant_id="gid://shopify/ProductVariant/7")
    fields = listing_input(
        replace(LISTING, variants=(there,)),
        LOCATION,
        first_time=False,
        images_changed=False,
        stock_changed=stock_changed,
    )
    [variant] = cast("list[dict[str, object]]", fields["variants"])
    assert ("inventoryQuantities" in variant) is stock_changed


def test_a_listing_comes_back_with_bubblys_ids() -> None:
    assert put(ScriptedStore(written(answered_product(7))), LISTING) == Listed(
        product_id="gid://shopify/Product/5",
        handle="p7-t",
        variants=(
            ListedVariant(
                "gid://shopify/ProductVariant/7",
                "gid://shopify/InventoryItem/7",
                (("Size", "S"),),
            ),
        ),
    )


def test_a_later_write_leaves_what_is_bubblys_own() -> None:
    store = ScriptedStore(written(answered_product(7)))
    put(store, KNOWN, first_time=False)
    sent = store.variables()["input"]
    assert not {"handle", "metafields", "files", "collections"} & sent.keys()
    assert sent["variants"][0]["id"] == "gid://shopify/ProductVariant/7"
    assert "inventoryQuantities" not in sent["variants"][0]


def test_changed_images_are_sent_again() -> None:
    store = ScriptedStore(written(answered_product(7)))
    put(store, KNOWN, first_time=False, images_changed=True)
    assert len(store.variables()["input"]["files"]) == 1


def test_a_variant_that_is_new_at_a_later_write_gets_its_stock() -> None:
    new = replace(VARIANT, options=(("Size", "M"),), quantity=3)
    store = ScriptedStore(written(answered_product(7, 8)))
    put(store, replace(KNOWN, variants=(*KNOWN.variants, new)), first_time=False)
    quantities = [v.get("inventoryQuantities") for v in store.variables()["input"]["variants"]]
    stock = {"locationId": LOCATION, "name": "available", "quantity": 3}
    assert quantities == [None, [stock]]


def test_an_untracked_variant_has_no_stock_and_may_sell_at_zero() -> None:
    free = replace(VARIANT, tracked=False, sells_at_zero=True)
    store = ScriptedStore(written(answered_product(7)))
    put(store, replace(LISTING, variants=(free,)))
    (sent,) = store.variables()["input"]["variants"]
    assert "inventoryQuantities" not in sent
    assert sent["inventoryPolicy"] == "CONTINUE"


def test_a_product_without_options_has_the_default_one() -> None:
    plain = replace(LISTING, options=(), variants=(replace(VARIANT, options=()),))
    store = ScriptedStore(written(answered_product(7)))
    put(store, plain)
    sent = store.variables()["input"]
    values = [{"name": "Default Title"}]
    assert sent["productOptions"] == [{"name": "Title", "position": 1, "values": values}]
    assert sent["variants"][0]["optionValues"] == [{"optionName": "Title", "name": "Default Title"}]


def test_a_status_that_we_do_not_know_keeps_the_listing_out_of_sight() -> None:
    store = ScriptedStore(written(answered_product(7)))
    put(store, replace(LISTING, status=ProductStatus.UNKNOWN))
    assert store.variables()["input"]["status"] == "DRAFT"


MANY = replace(LISTING, variants=(VARIANT,) * 101)
OPERATION = "gid://shopify/ProductSetOperation/1"


def operation(status: str, *errors: dict[str, Any], product: str | None = None) -> dict[str, Any]:
    made = {"id": product} if product else None
    return data(productOperation={"status": status, "product": made, "userErrors": list(errors)})


def test_many_variants_are_written_in_the_background_and_read_by_pages() -> None:
    store = ScriptedStore(
        written(None, OPERATION),
        operation("CREATED"),
        operation("ACTIVE"),
        operation("COMPLETE", product="gid://shopify/Product/5"),
        data(product=answered_product(1, 2, cursor="c")),
        data(product=answered_product(3)),
    )
    listed = put(store, MANY)
    assert store.variables()["synchronous"] is False
    assert [variant.id[-1] for variant in listed.variants] == ["1", "2", "3"]


def test_a_background_write_that_completes_with_errors_is_rejected() -> None:
    error = {"field": ["input"], "message": "Title too long", "code": "INVALID_INPUT"}
    done = operation("COMPLETE", error, product="gid://shopify/Product/5")
    with pytest.raises(Rejected, match="Title too long"):
        put(ScriptedStore(written(None, OPERATION), done), MANY)


def test_a_background_write_that_never_completes_is_unclear() -> None:
    waiting = [operation("ACTIVE") for _ in range(60)]
    with pytest.raises(Unclear):
        put(ScriptedStore(written(None, OPERATION), *waiting), MANY)


def test_a_listing_that_is_gone_between_two_pages_is_unclear() -> None:
    store = ScriptedStore(written(answered_product(7, cursor="c")), data(product=None))
    with pytest.raises(Unclear):
        put(store, LISTING)


def test_a_listing_that_is_gone_once_it_is_complete_is_unclear() -> None:
    done = operation("COMPLETE", product="gid://shopify/Product/5")
    with pytest.raises(Unclear, match="gone"):
        put(ScriptedStore(written(None, OPERATION), done, data(product=None)), MANY)


@pytest.mark.parametrize(
    "answers",
    [
        [written(None)],
        [written({"id": "gid://shopify/Product/5"})],
        [data(productSet=None)],
    ],
)
def test_an_answer_that_does_not_show_the_listing_is_unclear(answers: list[Any]) -> None:
    with pytest.raises(Unclear):
        put(ScriptedStore(*answers), LISTING)


def test_shopifys_complaint_names_its_code() -> None:
    body = refused("productSet", "Handle is taken", "HANDLE_NOT_UNIQUE", "input", "handle")
    with pytest.raises(Rejected) as raised:
        put(ScriptedStore(body), LISTING)
    assert raised.value.code == "HANDLE_NOT_UNIQUE"


def test_bubbly_without_the_definition_of_our_custom_id_is_named() -> None:
    error = {"message": "definition", "extensions": {"code": "NOT_FOUND"}, "path": ["productSet"]}
    store = ScriptedStore({"errors": [error], "data": {"productSet": None}})
    with pytest.raises(DefinitionMissing):
        put(store, LISTING)


def test_a_listing_is_published_to_every_publication() -> None:
    store = ScriptedStore(data(publishablePublish={"publishable": {}, "userErrors": []}))
    publish(store.call, "gid://shopify/Product/5", ["gid://shopify/Publication/1", "b"])
    assert store.variables() == {
        "id": "gid://shopify/Product/5",
        "input": [{"publicationId": "gid://shopify/Publication/1"}, {"publicationId": "b"}],
    }
