"""A clock that stands still, an empty mailbox, and a partner."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore
from tests.admin.people.mailbox import empty
from tests.tasks.alerts.telling import NOW, partner


@pytest.fixture(autouse=True)
def clock(app: Flask) -> Iterator[time_machine.Traveller]:
    empty(app)
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def fern(session: Session) -> PartnerStore:
    """A partner that wants to know at once."""
    return partner("fern")
