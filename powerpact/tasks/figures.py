"""The tasks that keep the console's and the dashboards' figures up to date."""

from powerpact.services.figures.home import refresh_home_figures
from powerpact.services.figures.partner_days import ALL_SHOWN, JUST_NOW, count_partner_days
from powerpact.tasks.base import task
from powerpact.tasks.publishing import COUNT_FIGURES


@task(COUNT_FIGURES)
def count() -> None:
    """Count the figures of the home page."""
    refresh_home_figures()


@task("powerpact.maintenance.count_today")
def count_today() -> None:
    """Count what came in today for each partner."""
    count_partner_days(JUST_NOW)


@task("powerpact.maintenance.count_days")
def count_days() -> None:
    """Count all the days that partners are shown."""
    count_partner_days(ALL_SHOWN)
