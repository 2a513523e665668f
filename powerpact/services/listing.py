"""Listing one product at Bubbly: claim and commit, call Shopify, record and commit.

The listing's custom id makes a repeat an update, so whatever crashed or stayed unclear is simply
done again; it never makes a second listing.
"""

import time
from collections.abc import Callable, Iterator

from powerpact.domain.counting import counted
from powerpact.domain.listing import Listed, Listing
from powerpact.domain.transitions import SyncState
from powerpact.errors import DefinitionMissing, Permanent, Retryable
from powerpact.services.access import Share, call_for
from powerpact.services.follow_up import FollowUp
from powerpact.services.hands import Context, Hands
from powerpact.services.listing_claim import Plan, Taken, take_listing
from powerpact.services.listing_outcome import Outcome
from powerpact.services.listing_record import settle
from powerpact.services.listing_wanted import NotListable
from powerpact.services.listing_way import next_listings
from powerpact.services.transactions import transaction
from powerpact.shopify.adoption import give_custom_id, variants_now
from powerpact.shopify.call import Call
from powerpact.shopify.custom_ids import PARTNER_REF
from powerpact.shopify.listings import delete_product, publish, put_listing
from powerpact.shopify.stores import ensure_custom_id_definition

# Seconds. How long a listing waits in place for Bubbly's points: only listings wait with it.
PATIENCE = 20.0
# How often new listings are looked for while calls are under way.
LOOK_EVERY = 0.5


def list_due(
    count: int, within: Context, stopping: Callable[[], bool] = bool
) -> Iterator[FollowUp]:
    """Bring whatever is due up to date, ``count`` at once, the partners in turn.

    Yields the run that takes over when so many are due that files are faster.
    """
    with Hands(count, sync_listing, within, stopping) as hands:
        taken_over = False
        while True:
            room = hands.free
            if room and not taken_over:
                due = next_listings(room)
                for map_id in due.listings:
                    hands.give(map_id)
                if due.runs:
                    taken_over = True
                    yield due
            if not hands.busy:
                return
            hands.finished(LOOK_EVERY)


def sync_listing(product_map_id: int) -> SyncState | None:
    """Bring one queued listing up to date at Bubbly; the state it ends in.

    None when it was not queued or another worker has it. Raises nothing that Shopify may answer:
    that is written on the product map, as the time of the next try or as a failure in words.
    """
    taken = take_listing(product_map_id)
    if taken is None:
        return None
    outcome = _outcome(taken)
    with transaction() as session:
        return settle(session, taken.claim, {taken.id: outcome}).get(taken.id)


def _outcome(taken: Taken) -> Outcome:
    """Write and publish, as far as either is needed."""
    if isinstance(taken.plan, NotListable):
        return Outcome(error=taken.plan)
    plan, call = taken.plan, call_for(taken.plan.bubbly_id, Share.CATALOGUE, PATIENCE)
    sent, listed = plan.wanted.fingerprint, None
    product_id = plan.wanted.listing.bubbly_product_id
    try:
        if plan.adopting is not None:
            _adopt(call, plan.wanted.listing, plan.adopting)
        if plan.must_delete and product_id:
            delete_product(call, product_id)
            return Outcome(deleted=True)
        if plan.must_put:
            listed = _put(call, plan)
            product_id = listed.product_id
        if plan.must_publish and product_id:
            publish(call, product_id, plan.publication_ids)
    except (Retryable, Permanent) as error:
        return Outcome(sent, listed, error=error)
    return Outcome(sent, listed, published=plan.must_publish)


def _adopt(call: Call, listing: Listing, seen: frozenset[str]) -> None:
    """Give a product of Bubbly's own our custom id, so that the write finds it by that.

    The write deletes variants that the listing does not name: nobody agreed to that for variants
    that came since. Raises NotListable for those, and when the product is gone.
    """
    product_id = listing.bubbly_product_id or ""
    present = variants_now(call, product_id)
    if present is None:
        raise NotListable(
            "bubbly_product_gone",
            "Bubbly does not have the product any more that this one was mapped to. Unmap it, "
            "then approve it to list it anew, or map it to another one.",
        )
    # A variant of our own options was made by a write whose answer got lost, or is found by it.
    ours = {frozenset(variant.options) for variant in listing.variants}
    strange = [v for v in present if v.id not in seen and frozenset(v.options) not in ours]
    if strange:
        raise NotListable(
            "bubbly_variants_added",
            f"Bubbly's product got {counted(len(strange), 'variant')} since it was mapped; a sync "
            "would delete what is not paired. Unmap it and map it again.",
        )
    define_partner_ref(call)
    give_custom_id(call, product_id, listing.partner_ref)


def _put(call: Call, plan: Plan) -> Listed:
    try:
        return put_listing(
            call,
            plan.wanted.listing,
            plan.location_id,
            first_time=plan.first_time,
            images_changed=plan.images_changed,
            stock_changed=plan.stock_changed,
            sleep=time.sleep,
        )
    except DefinitionMissing as missing:
        define_partner_ref(call)
        raise Retryable(f"{missing}; the definition has been made") from missing


def define_partner_ref(call: Call) -> None:
    """Make sure that Bubbly knows the custom id of our listings."""
    ensure_custom_id_definition(call, "PRODUCT", PARTNER_REF, "PowerPact source")
