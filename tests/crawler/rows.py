"""What is in the database: every row as text with its path, what a request changed, and undoing."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.db import Base, db

Rows = dict[str, set[tuple[str | None, str]]]  # table -> (path, the row as text)
# Notes which tables are written to, by whomever; the watch itself works with triggers asleep.
NOTING = """
    CREATE TABLE kept.written (name text);
    CREATE FUNCTION kept.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    'BEGIN INSERT INTO kept.written VALUES (TG_TABLE_NAME); RETURN NULL; END'
"""
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "TRUNCATE")
TABLES = re.compile(r"\b(?:FROM|JOIN) \"?(\w+)")


@dataclass(frozen=True)
class Change:
    """A row that is no longer what it was. `path` is where it lies; None if at no unit."""

    table: str
    path: str | None
    text: str


class Watch:
    """Sees what requests commit, and puts it back."""

    def __init__(self, app: Flask, url: str) -> None:
        self.wrote = self.committed = False
        self.read: set[str] = set()  # tables that requests looked into
        self.tables = [table.name for table in Base.metadata.sorted_tables]
        self.store: Any = _Postgres(url) if url.startswith("postgresql") else _Sqlite(url)
        self.store.keep(self.tables)
        self.rows = self._read(self.tables)
        self.restored = 0
        with app.app_context():
            self.engine = db.engine

    def __enter__(self) -> "Watch":
        event.listen(Engine, "before_cursor_execute", self._sees)
        event.listen(Engine, "commit", self._commits)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._sees)
        event.remove(Engine, "commit", self._commits)
        self.store.close()

    def begin(self) -> None:
        self.wrote = self.committed = False
        self.read = set()

    def changes(self) -> list[Change]:
        """What was changed since `begin`; it is undone."""
        if not (self.wrote and self.committed):
            return []
        now, found = self._read(self.store.written()), []
        for table, rows in now.items():
            found += [Change(table, path, text) for path, text in self.rows[table] ^ rows]
        if found:
            self.restored += 1
            self.store.undo(sorted({change.table for change in found}))
        return found

    def _read(self, tables: Iterable[str]) -> Rows:
        return {table: set(self.store.rows(table)) for table in tables}

    def _sees(
        self,
        connection: sa.Connection,
        cursor: Any,
        sql: str,
        params: Any,
        context: Any,
        many: bool,
    ) -> None:
        self.wrote = self.wrote or sql.lstrip().upper().startswith(WRITES)
        if sql.startswith("SELECT") and "session_token" not in sql:  # who comes, always looked up
            self.read |= set(TABLES.findall(sql))

    def _commits(self, connection: sa.Connection) -> None:
        self.committed = True


def _path_column(names: list[str]) -> str:
    return next((f'"{name}"' for name in ("unit_path", "path") if name in names), "NULL")


class _Sqlite:
    """A copy is kept in memory and put back page by page."""

    def __init__(self, url: str) -> None:
        self.connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        self.kept = sqlite3.connect(":memory:")
        self.queries: dict[str, str] = {}

    def keep(self, tables: list[str]) -> None:
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.execute("PRAGMA foreign_keys=OFF")
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.backup(self.kept)
        for table in tables:
            names = [row[1] for row in self.connection.execute(f'PRAGMA table_info("{table}")')]
            text = "||','||".join(f'quote("{name}")' for name in names)
            self.queries[table] = f'SELECT {_path_column(names)}, {text} FROM "{table}"'

    def written(self) -> Iterable[str]:
        """Any may have been."""
        return self.queries

    def rows(self, table: str) -> Iterator[tuple[str | None, str]]:
        return iter(self.connection.execute(self.queries[table]).fetchall())

    def undo(self, tables: list[str]) -> None:
        self.kept.backup(self.connection)

    def close(self) -> None:
        self.connection.close()
        self.kept.close()


class _Postgres:
    """Tables are kept in a schema of their own; those changed are filled again, triggers asleep."""

    def __init__(self, url: str) -> None:
        address = sa.make_url(url).set(drivername="postgresql").render_as_string(False)
        self.connection = psycopg.connect(address, autocommit=True)
        self.queries: dict[str, str] = {}

    def keep(self, tables: list[str]) -> None:
        do: Any = self.connection.execute
        do("SET session_replication_role = replica")
        do("DROP SCHEMA IF EXISTS kept CASCADE")
        do("CREATE SCHEMA kept")
        do(NOTING)
        for table in tables:
            do(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')
            do(
                "CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE"
                f' ON public."{table}" FOR EACH STATEMENT EXECUTE FUNCTION kept.note()'
            )
            columns = do(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name = %s",
                [table],
            )
            path = _path_column([row[0] for row in columns])
            self.queries[table] = f'SELECT {path}, t::text FROM public."{table}" t'

    def written(self) -> Iterable[str]:
        """What has been since it was asked last."""
        noted = self.connection.execute("DELETE FROM kept.written RETURNING name").fetchall()
        return sorted({name for (name,) in noted})

    def rows(self, table: str) -> Iterator[tuple[str | None, str]]:
        return iter(self.connection.execute(self.queries[table]).fetchall())  # type: ignore[arg-type]

    def undo(self, tables: list[str]) -> None:
        do: Any = self.connection.execute
        with self.connection.transaction():
            for table in tables:
                do(f'DELETE FROM public."{table}"')
                do(f'INSERT INTO public."{table}" OVERRIDING SYSTEM VALUE TABLE kept."{table}"')

    def close(self) -> None:
        self.connection.close()
