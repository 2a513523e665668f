"""Work that a process does once at a time, although any number of messages ask for it."""

from collections.abc import Callable
from threading import Lock


class Alone:
    """Lets one caller in at a time; who comes meanwhile makes it go round once more.

    So a process never claims against itself, and what was committed before a message came is
    looked for after it came, by whoever is at work.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._busy = False
        self._asked = False

    def run(self, work: Callable[[], None]) -> None:
        """Do the work, unless this process is at it: then it is done once more when it ends."""
        with self._lock:
            self._asked = True
            if self._busy:
                return
            self._busy = True
        try:
            while self._is_asked():
                work()
        except BaseException:
            with self._lock:
                self._busy = False
            raise

    def _is_asked(self) -> bool:
        """Whether to go round; the one who hears no lets go in the same breath."""
        with self._lock:
            asked, self._asked = self._asked, False
            self._busy = asked
            return asked
