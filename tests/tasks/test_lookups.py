"""Workers come for what people ask Bubbly about listings."""

import redis
from sqlalchemy.orm import Session

from powerpact.config import Settings
from powerpact.models import LookupKind, LookupState
from powerpact.services.lookups.asking import ask, latest
from powerpact.tasks.lookups import answer_lookups
from powerpact.tasks.publishing import WORK_LOOKUPS, follow
from powerpact.tasks.schedule import beat_schedule
from tests.factories import ProductMapFactory
from tests.services.marketplace import ANA


def test_a_question_calls_a_worker_of_the_catalogue_once(session: Session, redis_url: str) -> None:
    map_id = ProductMapFactory().id
    for kind in (LookupKind.PREVIEW, LookupKind.PREVIEW, LookupKind.MATCHES):
        follow(ask(map_id, kind, ANA))
    with redis.Redis.from_url(redis_url) as client:
        [message] = client.lrange("catalogue", 0, -1)
    assert WORK_LOOKUPS.encode() in message


def test_the_worker_answers_whatever_is_open(session: Session) -> None:
    ids = [ProductMapFactory().id for _ in range(3)]
    for map_id in ids:
        ask(map_id, LookupKind.PREVIEW, ANA)
    answer_lookups()
    found = [latest(map_id, LookupKind.PREVIEW) for map_id in ids]
    assert [each.state for each in found if each] == [LookupState.FAILED] * 3


def test_the_clock_calls_one_for_questions_whose_message_was_lost(settings: Settings) -> None:
    tasks = {entry["task"] for entry in beat_schedule(settings).values()}
    assert WORK_LOOKUPS in tasks
