"""Group commit: everybody waits for the own item, nobody for a timer or a neighbour's fault."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Semaphore
from time import monotonic

import pytest

from powerpact.errors import Malformed, ServiceAway
from powerpact.services.group_commit import GroupCommit, Limits


class Disk:
    """Where groups are written to; it can be told to wait, to be away and to refuse an item."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.told: list[list[str]] = []
        self.goes_on = Event()
        self.goes_on.set()
        self.began = Semaphore(0)
        self.refuses = ""
        self.breaks_on = ""
        self.is_away = False

    def write(self, items: Sequence[str]) -> list[str]:
        self.began.release()
        assert self.goes_on.wait(10)
        if self.breaks_on in items:
            raise ZeroDivisionError
        if self.is_away:
            raise ServiceAway("away")
        if self.refuses in items:
            raise Malformed("refused")
        self.groups.append(list(items))
        return list(items)


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(32) as pool:
        yield pool


def commit(disk: Disk, **limits: float) -> GroupCommit[str, list[str]]:
    wide: dict[str, float] = {"items": 100, "size": 1000, "waiting": 100, "patience": 10}
    return GroupCommit(disk.write, disk.told.append, Limits(**(wide | limits)))  # type: ignore[arg-type]


def add_while_the_first_is_written(
    group: GroupCommit[str, list[str]], disk: Disk, pool: ThreadPoolExecutor, items: Sequence[str]
) -> dict[str, Future[None]]:
    """The first item is being written while all the others come."""
    disk.goes_on.clear()
    asked = {"first": pool.submit(group.add, "first")}
    assert disk.began.acquire(timeout=10)
    asked |= {item: pool.submit(group.add, item) for item in items}
    while len(group._callers) < len(items):
        pass
    disk.goes_on.set()
    return asked


def test_a_lone_item_is_written_at_once(disk: Disk) -> None:
    group = commit(disk)
    started = monotonic()
    group.add("one")
    assert monotonic() - started < 1
    group.close()
    assert (disk.groups, disk.told) == ([["one"]], [["one"]])


def test_what_comes_while_a_group_is_written_is_one_group(
    disk: Disk, pool: ThreadPoolExecutor
) -> None:
    group = commit(disk)
    asked = add_while_the_first_is_written(group, disk, pool, ["a", "b", "c"])
    for each in asked.values():
        each.result(timeout=10)
    group.close()
    assert [sorted(written) for written in disk.groups] == [["first"], ["a", "b", "c"]]


def test_nobody_returns_before_the_own_item_is_written(
    disk: Disk, pool: ThreadPoolExecutor
) -> None:
    group = commit(disk)
    disk.goes_on.clear()
    asked = pool.submit(group.add, "one")
    assert disk.began.acquire(timeout=10)
    assert not asked.done()
    disk.goes_on.set()
    asked.result(timeout=10)
    assert disk.groups == [["one"]]
    group.close()


@pytest.mark.parametrize("limits", [{"items": 2}, {"size": 2}])
def test_a_group_is_not_too_large(
    disk: Disk, pool: ThreadPoolExecutor, limits: dict[str, float]
) -> None:
    group = commit(disk, **limits)
    asked = add_while_the_first_is_written(group, disk, pool, list("abcde"))
    for each in asked.values():
        each.result(timeout=10)
    group.close()
    assert [len(written) for written in disk.groups] == [1, 2, 2, 1]


def test_an_item_that_is_larger_than_a_group_is_written_alone(disk: Disk) -> None:
    group = commit(disk, size=2)
    group.add("a long one")
    group.close()
    assert disk.groups == [["a long one"]]


def test_one_that_can_not_be_written_does_not_fail_its_neighbours(
    disk: Disk, pool: ThreadPoolExecutor
) -> None:
    disk.refuses = "bad"
    group = commit(disk)
    asked = add_while_the_first_is_written(group, disk, pool, ["a", "b", "bad", "c", "d"])
    with pytest.raises(Malformed):
        asked.pop("bad").result(timeout=10)
    for each in asked.values():
        each.result(timeout=10)
    group.close()
    assert sorted(item for written in disk.groups for item in written) == [*"abcd", "first"]


def test_a_fault_of_all_is_told_to_all(disk: Disk, pool: ThreadPoolExecutor) -> None:
    disk.is_away = True
    group = commit(disk)
    asked = add_while_the_first_is_written(group, disk, pool, ["a", "b"])
    for each in asked.values():
        with pytest.raises(ServiceAway):
            each.result(timeout=10)
    group.close()
    assert disk.told == []


def test_whoever_has_waited_long_enough_is_told_and_not_written(
    disk: Disk, pool: ThreadPoolExecutor
) -> None:
    group = commit(disk, patience=0.2)
    disk.goes_on.clear()
    asked = [pool.submit(group.add, "first")]
    assert disk.began.acquire(timeout=10)
    asked.append(pool.submit(group.add, "second"))
    for each in asked:
        with pytest.raises(ServiceAway, match="in time"):
            each.result(timeout=10)
    disk.goes_on.set()
    group.close()
    assert disk.groups == [["first"]]  # its write was under way


def test_when_too_many_wait_the_next_one_is_told_at_once(
    disk: Disk, pool: ThreadPoolExecutor
) -> None:
    group = commit(disk, waiting=2)
    disk.goes_on.clear()
    asked = [pool.submit(group.add, "first")]
    assert disk.began.acquire(timeout=10)
    asked += [pool.submit(group.add, item) for item in "ab"]
    while len(group._callers) < 2:
        pass
    with pytest.raises(ServiceAway, match="too much"):
        group.add("c")
    disk.goes_on.set()
    for each in asked:
        each.result(timeout=10)
    group.close()


def test_a_bug_in_a_write_is_reported_and_does_not_stop_the_next_group(
    disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)
    group = commit(disk, patience=0.5)
    disk.breaks_on = "one"
    with pytest.raises(ServiceAway):
        group.add("one")
    group.add("another")
    group.close()
    assert disk.groups == [["another"]]
    assert [each.exc_type for each in reported] == [ZeroDivisionError]
