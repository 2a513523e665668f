"""A thread that takes everything that waits for it at once (a greenlet under gevent)."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import sleep
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Gathering(Generic[Thing]):
    """Calls `work(things)` with whatever came in since the last call, one call at a time.

    A lone thing is worked on at once. The thread starts with the first thing,
    so after a fork, and anew should a bug have ended it.
    """

    def __init__(self, work: Callable[[list[Thing]], None], most: int, rest: float = 0) -> None:
        """`most` is how many things one call gets; `rest` the seconds between two calls."""
        self._work, self._most, self._rest = work, most, rest
        self._waiting: SimpleQueue[Thing | None] = SimpleQueue()  # None: stop
        self._starting = Lock()
        self._thread: Thread | None = None

    def __len__(self) -> int:
        """How many things wait, without those that are worked on."""
        return self._waiting.qsize()

    def put(self, thing: Thing) -> None:
        """Have the thing worked on soon."""
        self._waiting.put(thing)
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Wait until everything has been worked on; the next thing would start anew."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while things := self._next():
            self._work(things)
            if self._rest:
                sleep(self._rest)

    def _next(self) -> list[Thing]:
        """What waits now, or the first that comes; nothing at all once it is to stop."""
        things: list[Thing] = []
        thing = self._waiting.get()
        try:
            while thing is not None:
                things.append(thing)
                if len(things) == self._most:
                    return things
                thing = self._waiting.get_nowait()
        except Empty:
            return things
        if things:
            self._waiting.put(None)  # first what came before it
        return things
