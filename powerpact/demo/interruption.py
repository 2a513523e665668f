"""Ctrl-C, noted when it comes and heeded between two steps.

Raised in the middle of a database or HTTP call it could come out as that call's own error.
"""

import signal
from types import FrameType

from powerpact.demo.errors import Interrupted


class Interruption:
    """Whether this process was asked to end, by Ctrl-C or SIGTERM, since this was made."""

    def __init__(self) -> None:
        self._noted = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def heed(self) -> None:
        """Raise `Interrupted` once the process was asked to end."""
        if self._noted:
            raise Interrupted

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._noted = True
