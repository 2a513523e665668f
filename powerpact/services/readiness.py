"""Whether this process can do its work."""

from collections.abc import Iterator
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from redis import Redis
from redis.exceptions import RedisError

from powerpact.errors import ServiceAway
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def readiness() -> dict[str, str]:
    """What is not as it must be, in words, by part; empty when all is well."""
    return dict(_faults())


def _faults() -> Iterator[tuple[str, str]]:
    try:
        fault = _migration_fault()
    except ServiceAway as error:
        yield "database", str(error)
    else:
        if fault:
            yield "migrations", fault
    if not _redis_answers():
        yield "redis", "Redis does not answer; check REDIS_URL"


def _migration_fault() -> str:
    with transaction() as session:
        applied = MigrationContext.configure(session.connection()).get_current_heads()
    wanted = ScriptDirectory(str(MIGRATIONS)).get_heads()
    if set(applied) == set(wanted):
        return ""
    at = ", ".join(applied) or "nothing"
    return f"the database is at {at}, the code at {', '.join(wanted)}; run `flask db upgrade`"


def _redis_answers() -> bool:
    address = platform().settings.redis_address
    redis = Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(redis.ping())
    except RedisError:
        return False
    finally:
        redis.close()
