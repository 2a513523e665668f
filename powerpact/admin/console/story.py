"""The story of an order, and the tries of a part, beside the row that a page shows."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import func, select

from powerpact.admin.console.shortened import Shortened, most_shown
from powerpact.admin.links import may_open
from powerpact.admin.subjects import PAGES
from powerpact.extensions import db
from powerpact.models import OrderSyncAttempt
from powerpact.services.moments import Moment, moments_of

TRIES_SHOWN, TRIES_AT_MOST = 10, 500
# Of a long story the beginning, which says where the order came from, and the end.
BEGINNING, END = 10, 50


@dataclass(frozen=True, slots=True)
class Story:
    """What happened, in time order. ``left_out`` moments lie between beginning and end."""

    beginning: tuple[Moment, ...]
    left_out: int
    end: tuple[Moment, ...]


def story_of(bubbly_order_id: int, part_id: int | None = None) -> Story:
    """What happened to an order, or with ``part_id`` to that part of it."""
    moments = moments_of(bubbly_order_id, part_id)
    shown = most_shown(BEGINNING + END, len(moments))
    if len(moments) <= shown:
        return Story(moments, 0, ())
    return Story(moments[:BEGINNING], len(moments) - shown, moments[-END:])


def tries_of(part_id: int) -> Shortened[OrderSyncAttempt]:
    """The tries of a part with what was asked and answered, the last one first."""
    of_part = OrderSyncAttempt.order_sync_id == part_id
    total = db.session.scalars(select(func.count()).where(of_part)).one()
    tries = select(OrderSyncAttempt).where(of_part).order_by(OrderSyncAttempt.number.desc())
    limit = most_shown(TRIES_SHOWN, TRIES_AT_MOST)
    return Shortened(db.session.scalars(tries.limit(limit)).all(), total)


def page_of(moment: Moment) -> str:
    """The page that tells more of a moment; empty where there is none for this reader."""
    if moment.subject is None:
        return ""
    kind, row_id = moment.subject
    endpoint = PAGES[kind]
    return url_for(f"{endpoint}.details_view", id=row_id) if may_open(endpoint) else ""
