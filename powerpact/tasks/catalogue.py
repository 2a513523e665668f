"""Tasks that read partners' catalogues and list their products at Bubbly."""

from powerpact.services import catalogue_import, listing
from powerpact.services.follow_up import FollowUp
from powerpact.services.listing_queue import due_listings
from powerpact.tasks.base import task
from powerpact.tasks.publishing import ADVANCE_RUN, SYNC_LISTING, follow

# A step of an import may leave thousands of listings due; what is beyond is the sweeper's.
LISTINGS_AT_ONCE = 500


@task(ADVANCE_RUN)
def advance_run(run_id: int) -> None:
    """Make one step of an import, and wake workers for the listings that it left due."""
    catalogue_import.advance_run(run_id)
    follow(FollowUp(listings=due_listings(LISTINGS_AT_ONCE)))


@task(SYNC_LISTING)
def sync_listing(product_map_id: int) -> None:
    """Bring one listing up to date."""
    listing.sync_listing(product_map_id)
