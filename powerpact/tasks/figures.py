"""The task that keeps the console's figures up to date."""

from powerpact.services.figures.home import refresh_home_figures
from powerpact.tasks.base import task
from powerpact.tasks.publishing import COUNT_FIGURES


@task(COUNT_FIGURES)
def count() -> None:
    """Count the figures of the home page."""
    refresh_home_figures()
