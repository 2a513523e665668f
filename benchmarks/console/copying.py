"""Many rows into PostgreSQL by COPY, with the indexes made afterwards."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import psycopg
from psycopg import sql

NULL = "\\N"
LUMP = 1 << 18  # characters that are sent at a time
# Keys that others refer to go last and come back first.
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'p', 'u')
      AND conrelid <> 'alembic_version'::regclass
    ORDER BY contype = 'f' DESC, 1, 2
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


class Copies:
    """Open COPYs, one for each table, that rows are added to in any order."""

    def __init__(self, copies: Mapping[str, psycopg.Copy]) -> None:
        self._copies = copies
        self._lumps: dict[str, list[str]] = {table: [] for table in copies}
        self._sizes = dict.fromkeys(copies, 0)

    def add(self, table: str, *values: object) -> None:
        """One row; texts hold no tab, backslash or line's end, for nothing is escaped."""
        row = "\t".join(map(str, values)) + "\n"
        self._lumps[table].append(row)
        self._sizes[table] += len(row)
        if self._sizes[table] > LUMP:
            self._send(table)

    def finish(self) -> None:
        """Send what is left."""
        for table in self._copies:
            self._send(table)

    def _send(self, table: str) -> None:
        self._copies[table].write("".join(self._lumps[table]))
        self._lumps[table].clear()
        self._sizes[table] = 0


@contextmanager
def copying(address: str, tables: Mapping[str, str]) -> Iterator[Copies]:
    """COPYs into tables, whose columns are named. All rows of a table come in one transaction.

    The table is emptied in it, so that PostgreSQL need not log what nobody else can see yet.
    """
    with ExitStack() as open_ones:
        copies = {}
        for table, columns in tables.items():
            connection = open_ones.enter_context(psycopg.connect(address))
            connection.execute(f"TRUNCATE {table}".encode())
            listed = ", ".join(columns.split())
            copy = connection.cursor().copy(
                f"COPY {table} ({listed}) FROM STDIN WITH (FREEZE)".encode()
            )
            copies[table] = open_ones.enter_context(copy)
        rows = Copies(copies)
        yield rows
        rows.finish()


@contextmanager
def without_indexes(address: str) -> Iterator[None]:
    """No index, key or foreign key while the block runs; afterwards all as they were, analysed."""
    with psycopg.connect(address, autocommit=True) as connection:
        constraints = connection.execute(_CONSTRAINTS).fetchall()
        indexes = connection.execute(_INDEXES).fetchall()
        for table, name, _ in constraints:
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}".encode())
        yield
        connection.execute("SET maintenance_work_mem = '512MB'")
        for _, made in indexes:
            connection.execute(made.encode())
        for table, name, made in reversed(constraints):
            connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}".encode())
        _catch_up(connection)


def _catch_up(connection: psycopg.Connection) -> None:
    """What a server of long standing has: sequences that are ahead, statistics, and no backlog."""
    identities = connection.execute(
        "SELECT table_name::text FROM information_schema.columns "
        "WHERE table_schema = 'public' AND is_identity = 'YES' AND column_name = 'id'"
    )
    for (table,) in identities.fetchall():
        ahead = sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}")
        connection.execute(ahead.format(sql.Literal(table), sql.Identifier(table)))
    connection.execute("VACUUM (ANALYZE)")
    connection.execute("CHECKPOINT")
