"""Many calls at once for one loop that claims work and records what came of it.

The loop reads and writes rows for many pieces of work in one statement; only the calls between,
which wait for somebody else, run side by side. A piece that is slow holds up no other.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Generic, Self, TypeVar

Work = TypeVar("Work")
Done = TypeVar("Done")
Context = Callable[[], AbstractContextManager[object]]
"""Makes what a call of ours runs in, such as the application's context."""


class Hands(Generic[Work, Done]):
    """``count`` threads (greenlets, where gevent has patched them) that run ``do``.

    Each call is made ``within()`` a context of its own; once ``stopping()``, none begins. What
    ``do`` raises is a bug: it is kept in ``fault``, nothing more may be given, and leaving the
    block raises it once the calls that are under way have come back.
    """

    def __init__(
        self,
        count: int,
        do: Callable[[Work], Done],
        within: Context,
        stopping: Callable[[], bool] = bool,
    ) -> None:
        self._count, self._do, self._within = count, do, within
        self._stopping = stopping
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="hand")
        self._done: SimpleQueue[Done | None] = SimpleQueue()
        self._busy = 0
        self.fault: BaseException | None = None

    @property
    def free(self) -> int:
        """How many more pieces of work may be given now."""
        return 0 if self.ending else self._count - self._busy

    @property
    def ending(self) -> bool:
        """Whether nothing more should be given: a call had a bug, or this process is to stop."""
        return self.fault is not None or self._stopping()

    @property
    def busy(self) -> bool:
        """Whether anything that was given has not come back."""
        return self._busy > 0

    def give(self, work: Work) -> None:
        """Have it done; the result comes out of ``finished``."""
        self._busy += 1
        self._pool.submit(self._run, work)

    def finished(self, patience: float | None = None) -> list[Done]:
        """Whatever has come back: waits for the first, at most so many seconds, and takes all."""
        back: list[Done | None] = []
        try:
            back.append(self._done.get(timeout=patience))
            while True:
                back.append(self._done.get_nowait())
        except Empty:
            pass
        self._busy -= len(back)
        return [done for done in back if done is not None]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True)
        if self.fault and not raised:
            raise self.fault

    def _run(self, work: Work) -> None:
        done: Done | None = None
        try:
            with self._within():
                done = self._do(work)
        except BaseException as fault:  # noqa: BLE001  # raised by the loop, see the class
            self.fault = fault
        finally:
            self._done.put(done)
