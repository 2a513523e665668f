"""Tasks that read partners' catalogues and list their products at Bubbly."""

from powerpact.services import catalogue_import
from powerpact.services.listing import list_due
from powerpact.services.pictures import fetch_due
from powerpact.services.platform import platform
from powerpact.tasks.alone import Alone
from powerpact.tasks.base import task
from powerpact.tasks.bell import ring
from powerpact.tasks.context import ContextTask
from powerpact.tasks.publishing import ADVANCE_RUN, FETCH_PICTURES, LIST_PRODUCTS, follow
from powerpact.tasks.stopping import stopping

_listings, _pictures = Alone(), Alone()


@task(ADVANCE_RUN)
def advance_run(run_id: int) -> None:
    """Make one step of a long job, and wake a worker for the listings that it left due."""
    catalogue_import.advance_run(run_id)
    ring(LIST_PRODUCTS)


@task(LIST_PRODUCTS, has_bell=True)
def list_products() -> None:
    """Bring every listing that is due up to date."""
    _listings.run(_list)


@task(FETCH_PICTURES, has_bell=True)
def fetch_pictures() -> None:
    """Fetch the pictures of products that somebody looked at."""
    _pictures.run(_fetch_pictures)


def _fetch_pictures() -> None:
    fetch_due(ContextTask.flask_app.app_context, stopping)


def _list() -> None:
    count, within = platform().settings.listings_at_once, ContextTask.flask_app.app_context
    for left_due in list_due(count, within, stopping):
        follow(left_due)
