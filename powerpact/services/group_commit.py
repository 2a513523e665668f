"""Group commit: what arrives together is written together, and each caller waits for its own.

Whatever comes in while a write is under way makes up the next group: the busier it is, the larger
the groups and the cheaper each item.
"""

from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from powerpact.errors import Permanent, PowerPactError, ServiceAway
from powerpact.services.gathering import Gathering

Item = TypeVar("Item", bound=Sized)
News = TypeVar("News")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is written at once, and how much and how long may wait."""

    items: int  # in a group
    size: int  # of a group, as `len` counts its items; one item alone may exceed it
    waiting: int  # items
    patience: float  # seconds that one caller waits


class _Caller(Generic[Item]):
    """Somebody who waits for an item to be written."""

    __slots__ = ("fault", "gate", "has_left", "item")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.has_left = False
        self.fault: PowerPactError | None = None
        self.gate = Lock()
        self.gate.acquire()

    def release(self, fault: PowerPactError | None = None) -> None:
        """Let the caller go on: the item is committed, or there is a fault."""
        self.fault = fault
        self.gate.release()


class GroupCommit(Generic[Item, News]):
    """Has items written in groups by `write`, which commits a group as a whole or not at all.

    `write` returns what is new. It raises Permanent when one of the items can never be written:
    the group is then cut in halves until that one is alone, so that no neighbour suffers. Any
    other PowerPactError holds for the whole group. `tell(news)` is called after the callers of
    a group have been released; it must neither raise nor wait.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Item]], News],
        tell: Callable[[News], None],
        limits: Limits,
    ) -> None:
        self._write, self._tell, self._limits = write, tell, limits
        self._callers = Gathering[_Caller[Item]](self._write_all, limits.items)

    def add(self, item: Item) -> None:
        """Return once the item is committed.

        Raises what `write` raised for it, and ServiceAway when too many wait already or it takes
        too long; in the last case it may be written all the same.
        """
        if len(self._callers) >= self._limits.waiting:
            raise ServiceAway("too much waits to be written already")
        caller = _Caller(item)
        self._callers.put(caller)
        if not caller.gate.acquire(timeout=self._limits.patience):
            caller.has_left = True
            raise ServiceAway("it was not written in time")
        if caller.fault is not None:
            raise caller.fault

    def close(self) -> None:
        """Wait until everything has been written and told."""
        self._callers.close()

    def _write_all(self, callers: list[_Caller[Item]]) -> None:
        for group in self._groups(callers):
            self._write_group(group)

    def _groups(self, callers: list[_Caller[Item]]) -> Iterator[list[_Caller[Item]]]:
        """The callers who still wait, in groups that are not too large."""
        group: list[_Caller[Item]] = []
        size = 0
        for caller in callers:
            if caller.has_left:
                continue
            if group and size + len(caller.item) > self._limits.size:
                yield group
                group, size = [], 0
            group.append(caller)
            size += len(caller.item)
        if group:
            yield group

    def _write_group(self, group: Sequence[_Caller[Item]]) -> None:
        try:
            news = self._write([caller.item for caller in group])
        except PowerPactError as fault:
            if isinstance(fault, Permanent) and len(group) > 1:
                middle = len(group) // 2
                self._write_group(group[:middle])
                self._write_group(group[middle:])
                return
            for caller in group:
                caller.release(fault)
            return
        for caller in group:
            caller.release()
        self._tell(news)
