"""Taking turns at telling partners: one mail at a time to each, and none for ever.

A mail is sent, then it is noted that the partner knows. Who dies between the two leaves a lease
that has ended; whoever comes after it notes first and sends then. So a death repeats a mail once
rather than losing it, and a second one does not repeat it again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select, union, update
from sqlalchemy.orm import Session

from powerpact.domain.alerts import SETTLED, Letter, is_due, letter_about
from powerpact.models import AlertPace, PartnerStore, StoreState, Trade, utc_now
from powerpact.services.alerts.news import (
    news_of,
    orders_that_fail,
    products_that_fail,
    told_until,
    troubles_of,
)
from powerpact.services.many_rows import among
from powerpact.services.transactions import reading, transaction

# Longer than a mail server may keep us waiting.
LEASE = timedelta(minutes=2)
# When the mail server is away, so much later.
AGAIN_AFTER = timedelta(minutes=5)
# Partners that are looked at in one go.
AT_ONCE = 200

# Who is told at all: it trades, and the app is there.
_TELLABLE = (
    PartnerStore.alert_pace != AlertPace.OFF,
    PartnerStore.alert_email != "",
    PartnerStore.trade == Trade.OPEN,
    PartnerStore.state != StoreState.UNINSTALLED,
)


@dataclass(frozen=True, slots=True)
class Telling:
    """A mail that is to be sent now, and what is noted when it is.

    ``before`` is what the partner was told until, ``until`` what it is told by this mail, and
    ``of`` what is wrong with its connection. ``lease`` marks that the turn is ours.
    """

    store_id: int
    shop_domain: str
    email: str
    letter: Letter
    before: datetime | None
    until: datetime
    of: tuple[str, ...]
    lease: datetime


def partners_to_tell() -> list[int]:
    """Partners whose mail is due and that there is probably something to tell; three queries."""
    now = utc_now()
    paces = select(
        PartnerStore.id,
        PartnerStore.alert_pace,
        PartnerStore.timezone,
        PartnerStore.alerted_until,
        PartnerStore.created_at,
    ).where(*_TELLABLE, _has_no_lease(now))
    with reading() as session:
        due = [
            row.id
            for row in session.execute(paces)
            if is_due(row.alert_pace, row.alerted_until or row.created_at, row.timezone, now)
        ]
        return [
            store_id
            for place in range(0, len(due), AT_ONCE)
            for store_id in _with_news(session, due[place : place + AT_ONCE])
        ]


def take_turn(store_id: int) -> Telling | None:
    """The mail to send now, which nobody else sends meanwhile; None when there is none.

    Whose day's mail would be empty is told nothing until the next day.
    """
    now = utc_now()
    until = now - SETTLED
    mine = select(PartnerStore).where(PartnerStore.id == store_id, *_TELLABLE, _has_no_lease(now))
    with transaction() as session:
        # Orders that come in lock the row of their partner as well, but not against this.
        store = session.scalar(mine.with_for_update(key_share=True, skip_locked=True))
        if store is None or not is_due(store.alert_pace, told_until(store), store.timezone, now):
            return None
        news, before = news_of(session, store, until), store.alerted_until
        if not news.is_worth_a_mail:
            _note_quiet(store, until)
            return None
        somebody_died = store.alerting_until is not None
        store.alerting_until = now + LEASE
        if somebody_died:
            store.alerted_until = until
        of = tuple(each.what for each in news.troubles)
        letter, lease = letter_about(news), store.alerting_until
        return Telling(
            store_id, store.shop_domain, store.alert_email, letter, before, until, of, lease
        )


def told(telling: Telling) -> None:
    """Note that the mail was sent, or can not be: the partner is told no more of these."""
    _note(telling, alerted_until=telling.until, alerted_of=list(telling.of), alerting_until=None)


def tell_later(telling: Telling) -> None:
    """Note that the mail server is away: the mail is tried again in a few minutes."""
    _note(telling, alerted_until=telling.before, alerting_until=utc_now() + AGAIN_AFTER)


def _note(telling: Telling, **values: Any) -> None:
    mine = update(PartnerStore).where(
        PartnerStore.id == telling.store_id, PartnerStore.alerting_until == telling.lease
    )
    with transaction() as session:
        session.execute(mine.values(**values).execution_options(synchronize_session=False))


def _note_quiet(store: PartnerStore, until: datetime) -> None:
    """Nothing is to be told. Who asked for a mail a day had today's; a healed fault may come back
    and is told of again."""
    if store.alert_pace is AlertPace.DAILY:
        store.alerted_until = until
    if store.alerted_of != _wrong_with(store):
        store.alerted_of = _wrong_with(store)


def _has_no_lease(now: datetime) -> Any:
    return or_(PartnerStore.alerting_until.is_(None), PartnerStore.alerting_until <= now)


def _with_news(session: Session, store_ids: Sequence[int]) -> list[int]:
    """Of these, those with a new failure, with another fault, or whose day's mail is due."""
    stores = session.scalars(select(PartnerStore).where(among(PartnerStore.id, store_ids))).all()
    failing = set(session.scalars(union(*_failing(store_ids))))
    return [
        store.id
        for store in stores
        if store.id in failing
        or store.alert_pace is AlertPace.DAILY
        or _wrong_with(store) != store.alerted_of
    ]


def _failing(store_ids: Sequence[int]) -> Iterator[Select[tuple[int]]]:
    """Partners with a failure that they were not told of. What fails is read once for all of them:
    asked partner by partner, PostgreSQL reads it as often."""
    since = func.coalesce(PartnerStore.alerted_until, PartnerStore.created_at)
    mine = among(PartnerStore.id, store_ids)
    for failure in (
        orders_that_fail(PartnerStore.id, since),
        products_that_fail(PartnerStore.id, since),
    ):
        yield select(PartnerStore.id).where(mine, failure)


def _wrong_with(store: PartnerStore) -> list[str]:
    return [each.what for each in troubles_of(store)]
