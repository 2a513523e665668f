"""Bubbly's products: write a listing, publish it."""

from collections.abc import Callable, Iterable, Sequence

from powerpact.domain.listing import Listed, ListedVariant, Listing
from powerpact.errors import DefinitionMissing, Malformed, NotFound, Rejected, Unclear
from powerpact.shopify.call import Answer, Call
from powerpact.shopify.custom_ids import PARTNER_REF, identifier
from powerpact.shopify.listing_input import listing_input
from powerpact.shopify.paging import next_cursor, nodes
from powerpact.shopify.parsing.product import selected_options
from powerpact.shopify.parsing.reader import Reader
from powerpact.shopify.payloads import checked, made

# Above this Shopify is asked to work on its own time (facts 3.4), and we look in on it.
_SYNCHRONOUS_VARIANTS = 100
_VARIANTS_PAGE = 250
_LOOKS = 60
_SECONDS_BETWEEN_LOOKS = 1.0


def put_listing(
    call: Call,
    listing: Listing,
    location_id: str,
    *,
    first_time: bool,
    images_changed: bool,
    stock_changed: bool = False,
    sleep: Callable[[float], None],
) -> Listed:
    """The listing as it now stands at Bubbly, all its variants included (facts 3.4).

    The custom id makes a repeat an update, so every failure may simply be tried again. The first
    time sets handle, custom id, images and stock at ``location_id`` (a Bubbly location gid);
    later writes leave those, and Bubbly's own metafields and collections, as they are, except
    that a variant without a Bubbly id is new and gets its stock, and that all get theirs with
    ``stock_changed``. More than 100 variants are
    written asynchronously; ``sleep`` (seconds) paces the waiting. Raises ``Rejected`` also when
    Shopify completes with errors, ``Unclear`` when it does not complete within a minute, and
    ``DefinitionMissing`` when Bubbly lacks the definition of our custom id.
    """
    synchronous = len(listing.variants) <= _SYNCHRONOUS_VARIANTS
    fields = listing_input(
        listing,
        location_id,
        first_time=first_time,
        images_changed=images_changed,
        stock_changed=stock_changed,
    )
    answer = _upsert(call, _variables(listing, fields, _SYNCHRONOUS_VARIANTS, synchronous))
    if synchronous:
        return listed_of(call, answer)
    operation = made(checked(answer, "productSet"), "productSetOperation").gid("id")
    return _read_listed(call, _completed(call, operation, sleep))


def put_line(
    listing: Listing,
    location_id: str,
    *,
    first_time: bool,
    images_changed: bool,
    stock_changed: bool = False,
) -> dict[str, object]:
    """The variables of the same write as a line for ``bulk_mutation``.

    A line is always written synchronously and costs no points, whatever its size (facts 3.3).
    """
    fields = listing_input(
        listing,
        location_id,
        first_time=first_time,
        images_changed=images_changed,
        stock_changed=stock_changed,
    )
    return _variables(listing, fields, _VARIANTS_PAGE, synchronous=True)


def listed_of(call: Call, answer: Answer) -> Listed:
    """The listing that a write answered; raises as ``put_listing``."""
    return _listed(call, made(checked(answer, "productSet"), "product"))


def delete_product(call: Call, product_id: str) -> None:
    """Delete a product of Bubbly's; one that is not there any more is deleted already."""
    answer = call("product_delete", {"input": {"id": product_id}})
    try:
        checked(answer, "productDelete")
    except Rejected:
        # It says why in words only, without a code: what is not there needs no deleting.
        found = call("listing_variants", {"id": product_id, "first": 1})
        if Reader(found.data, "listing_variants").child_or_none("product") is not None:
            raise


def publish_line(product_id: str, publication_ids: Sequence[str]) -> dict[str, object]:
    """The variables that publish the product to the publications (gids)."""
    targets = [{"publicationId": publication} for publication in publication_ids]
    return {"id": product_id, "input": targets}


def refuse_unpublished(answer: Answer) -> None:
    """Raise what kept the product from being published, if anything did."""
    checked(answer, "publishablePublish")


def publish(call: Call, product_id: str, publication_ids: Sequence[str]) -> None:
    """Publish the product to the publications (gids); repeating it changes nothing."""
    refuse_unpublished(call("product_publish", publish_line(product_id, publication_ids)))


def _variables(
    listing: Listing, fields: dict[str, object], variants_first: int, synchronous: bool
) -> dict[str, object]:
    return {
        "identifier": identifier(PARTNER_REF, listing.partner_ref),
        "input": fields,
        "synchronous": synchronous,
        "variantsFirst": variants_first,
    }


def _upsert(call: Call, variables: dict[str, object]) -> Answer:
    try:
        return call("product_upsert", variables)
    except NotFound as problem:
        # A product that is absent is created; NOT_FOUND speaks of the definition (facts 4.3).
        raise DefinitionMissing(f"Bubbly does not know our custom id: {problem}") from problem


def _completed(call: Call, operation: str, sleep: Callable[[float], None]) -> str:
    """The gid of the product once Shopify has finished with it."""
    for _ in range(_LOOKS):
        answer = call("product_operation", {"id": operation})
        status = checked(answer, "productOperation")
        if status.text("status") == "COMPLETE":
            return made(status, "product").gid("id")
        sleep(_SECONDS_BETWEEN_LOOKS)
    raise Unclear(f"Shopify has not finished the listing after {_LOOKS} looks")


def _read_listed(call: Call, product_id: str) -> Listed:
    variables = {"id": product_id, "first": _VARIANTS_PAGE}
    answer = Reader(call("listing_variants", variables).data, "listing_variants")
    product = answer.child_or_none("product")
    if product is None:
        raise Unclear("the listing was gone as soon as it was written")
    return _listed(call, product)


def _listed(call: Call, product: Reader) -> Listed:
    try:
        gid = product.gid("id")
        first_page = product.child("variants")
        variants = [listed_variant(variant) for variant in first_page.children("nodes")]
        following = next_cursor(first_page)
        if following is not None:
            variants.extend(_more_variants(call, gid, following))
        return Listed(product_id=gid, handle=product.text("handle"), variants=tuple(variants))
    except (Malformed, NotFound) as problem:
        raise Unclear(f"the listing was written and cannot be read: {problem}") from problem


def _more_variants(call: Call, product_id: str, cursor: str) -> Iterable[ListedVariant]:
    page = {"id": product_id, "first": _VARIANTS_PAGE, "after": cursor}
    return map(listed_variant, nodes(call, "listing_variants", page, "product", "variants"))


def listed_variant(variant: Reader) -> ListedVariant:
    """A variant as ``product_upsert`` and ``listing_variants`` select it."""
    return ListedVariant(
        id=variant.gid("id"),
        inventory_item_id=variant.child("inventoryItem").gid("id"),
        options=selected_options(variant),
    )
