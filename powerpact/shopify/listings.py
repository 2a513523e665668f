"""Bubbly's products: write a listing, publish it."""

from collections.abc import Callable, Sequence

from powerpact.domain.listing import Listed, Listing
from powerpact.shopify.call import Call


def put_listing(
    call: Call,
    listing: Listing,
    location_id: str,
    *,
    first_time: bool,
    images_changed: bool,
    sleep: Callable[[float], None],
) -> Listed:
    """The listing as it now stands at Bubbly, all its variants included (facts 3.4).

    The custom id makes a repeat an update, so every failure may simply be tried again. The first
    time sets handle, custom id, images and stock at ``location_id`` (a Bubbly location gid);
    later writes leave those, and Bubbly's own metafields and collections, as they are. More than
    100 variants are written asynchronously; ``sleep`` (seconds) paces the waiting. Raises
    ``Rejected`` also when Shopify completes with errors, ``Unclear`` when it does not complete.
    """
    raise NotImplementedError


def publish(call: Call, product_id: str, publication_ids: Sequence[str]) -> None:
    """Publish the product to the publications (gids); repeating it changes nothing."""
    raise NotImplementedError
