"""The figures of the home page: counted by a worker every few seconds, kept in one row.

An hour that is over changes no more but by late arrivals of its last minutes, so only the last
two hours are counted anew.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.models import Snapshot, utc_now
from powerpact.services.figures.hours import HOUR, HourFigures, count_hours, hour_of, midnight_of
from powerpact.services.figures.partners import PartnerFigures, count_partners
from powerpact.services.transactions import reading, transaction

NAME = "home"
# Hours that the page shows; a day and the rest of the one before, in any time zone.
SHOWN = 48
PARTNERS = 20


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """The last hours, oldest first, and the partners, most trouble first, at ``taken_at``."""

    taken_at: datetime
    hours: tuple[HourFigures, ...]
    partners: tuple[PartnerFigures, ...]

    def last(self, hours: int) -> tuple[HourFigures, ...]:
        """The last so many hours, the one that is not over yet among them."""
        return self.hours[-hours:]

    def since(self, moment: datetime) -> tuple[HourFigures, ...]:
        """The hours from that moment on."""
        return tuple(each for each in self.hours if each.hour >= moment)


def refresh_home_figures() -> None:
    """Count what is not known yet and keep it. Twice at once does no harm: both are right."""
    now = utc_now()
    this, first = hour_of(now), hour_of(now) - (SHOWN - 1) * HOUR
    with transaction() as session:
        kept = session.get(Snapshot, NAME)
        known = [HourFigures.from_json(each) for each in kept.figures["hours"]] if kept else []
        known = [each for each in known if first <= each.hour < this - HOUR]
        fresh = count_hours(session, known[-1].hour + HOUR if known else first, this)
        partners = count_partners(session, midnight_of(now), PARTNERS)
        _keep(session, now, [*known, *fresh], partners)


def _keep(
    session: Session, now: datetime, hours: list[HourFigures], partners: list[PartnerFigures]
) -> None:
    row = {
        "taken_at": now,
        "figures": {
            "hours": [each.as_json() for each in hours],
            "partners": [each.as_json() for each in partners],
        },
    }
    session.execute(
        insert(Snapshot)
        .values(name=NAME, **row)
        .on_conflict_do_update(index_elements=[Snapshot.name], set_=row)
    )


def home_figures() -> HomeFigures | None:
    """The figures as they were counted last; None before the first time."""
    with reading() as session:
        kept = session.get(Snapshot, NAME)
        if kept is None:
            return None
        return HomeFigures(
            kept.taken_at,
            tuple(HourFigures.from_json(each) for each in kept.figures["hours"]),
            tuple(PartnerFigures(**each) for each in kept.figures["partners"]),
        )
