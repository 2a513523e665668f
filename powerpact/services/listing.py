"""Listing one product at Bubbly: claim and commit, call Shopify, record and commit.

The listing's custom id makes a repeat an update, so whatever crashed or stayed unclear is simply
done again; it never makes a second listing.
"""

import random
import time

from powerpact.domain.attempts import Backoff
from powerpact.domain.transitions import SyncState
from powerpact.errors import (
    DefinitionMissing,
    Permanent,
    PowerPactError,
    RateLimited,
    Rejected,
    Retryable,
    StoreUnavailable,
    Unauthorized,
)
from powerpact.services.access import call_for
from powerpact.services.claims import ClaimLost
from powerpact.services.listing_claim import (
    Claimed,
    Plan,
    claim_listing,
    fail,
    finish,
    plan_listing,
    put_back,
    record_listed,
    record_published,
)
from powerpact.services.listing_wanted import NotListable
from powerpact.services.platform import platform
from powerpact.shopify.call import Call
from powerpact.shopify.custom_ids import PARTNER_REF
from powerpact.shopify.listings import publish, put_listing
from powerpact.shopify.stores import ensure_custom_id_definition


def sync_listing(product_map_id: int) -> SyncState | None:
    """Bring one queued listing up to date at Bubbly; the state it ends in.

    None when it was not queued or another worker has it. Raises nothing that Shopify may answer:
    that is written on the product map, as the time of the next try or as a failure in words.
    """
    claimed = claim_listing(product_map_id)
    if claimed is None:
        return None
    try:
        plan = plan_listing(claimed)
        _send(claimed, plan)
        return finish(claimed)
    except ClaimLost:
        return None
    except RateLimited as error:
        put_back(claimed, error.retry_after, claimed.tries, str(error))
    except (Retryable, Unauthorized, StoreUnavailable) as error:
        # That Bubbly does not let us in is no fault of this listing: it waits with all others.
        _try_again(claimed, error)
    except Permanent as error:
        fail(claimed, _code(error), _sentence(error))
        return SyncState.FAILED
    return SyncState.QUEUED


def _send(claimed: Claimed, plan: Plan) -> None:
    """Write and publish, as far as either is needed."""
    call = call_for(plan.bubbly_id)
    product_id = plan.wanted.listing.bubbly_product_id
    if plan.must_put:
        product_id = _put(call, claimed, plan)
    if plan.must_publish and product_id:
        publish(call, product_id, plan.publication_ids)
        record_published(claimed)


def _put(call: Call, claimed: Claimed, plan: Plan) -> str:
    try:
        listed = put_listing(
            call,
            plan.wanted.listing,
            plan.location_id,
            first_time=plan.first_time,
            images_changed=plan.images_changed,
            sleep=time.sleep,
        )
    except DefinitionMissing as missing:
        ensure_custom_id_definition(call, "PRODUCT", PARTNER_REF, "PowerPact source")
        raise Retryable(f"{missing}; the definition has been made") from missing
    record_listed(claimed, plan.wanted, listed)
    return listed.product_id


def _try_again(claimed: Claimed, error: PowerPactError) -> None:
    settings = platform().settings
    backoff = Backoff(settings.retry_first_seconds, settings.retry_cap_seconds)
    tries = claimed.tries + 1
    seconds = backoff.wait(tries, jitter=random.random())  # noqa: S311  # no secret depends on it
    put_back(claimed, seconds, tries, str(error))


def _code(error: Permanent) -> str:
    if isinstance(error, NotListable):
        return error.code
    if isinstance(error, Rejected) and error.code:
        return error.code.lower()
    return type(error).__name__.lower()


def _sentence(error: Permanent) -> str:
    if isinstance(error, Rejected):
        return f"Shopify refused the listing: {error}. Put this right, then queue it again."
    return str(error)
