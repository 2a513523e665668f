"""Whether this worker has been told to stop: then nothing new is begun, and what runs is ended."""

from threading import Event
from typing import Any

from celery.signals import worker_shutting_down

_told = Event()


@worker_shutting_down.connect
def _remember(**_: Any) -> None:
    _told.set()


def stopping() -> bool:
    """Whether the worker is on its way out."""
    return _told.is_set()
