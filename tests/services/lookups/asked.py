"""Asking Bubbly and waiting for the answer, for tests."""

from typing import Any

from powerpact.models import LookupKind, LookupState
from powerpact.services.lookups.asking import ask, latest
from powerpact.services.lookups.work import work_lookups
from tests.services.marketplace import ANA


def answer(map_id: int, kind: LookupKind, question: str = "") -> dict[str, Any]:
    """What a worker found out."""
    ask(map_id, kind, ANA, question)
    work_lookups()
    found = latest(map_id, kind)
    assert found is not None
    assert found.state is LookupState.ANSWERED, found.error
    assert found.answer is not None
    return found.answer
