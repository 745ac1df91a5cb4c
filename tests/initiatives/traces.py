"""Everything a database holds, column by column, as a thief of its file would read it."""

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.db import db


def everything(app: Flask) -> Iterator[tuple[str, bytes]]:
    """("table.column", bytes) of every value of every table, past all models and their types."""
    with app.app_context(), jobs.reading("traces for a test") as session:
        for name in sa.inspect(session.connection()).get_table_names():
            for row in session.execute(sa.text(f'SELECT * FROM "{name}"')).mappings():
                for column, value in row.items():
                    is_raw = isinstance(value, bytes | memoryview)
                    yield f"{name}.{column}", bytes(value) if is_raw else str(value).encode()


def places_of(app: Flask, *traces: str) -> set[str]:
    """The columns in which one of the traces stands in clear; on SQLite its files, too."""
    wanted = [trace.encode() for trace in traces]
    places = list(everything(app))
    assert len({where.split(".")[0] for where, _raw in places}) > 10, "it sees the tables"
    return {where for where, raw in [*places, *_files(app)] if any(t in raw for t in wanted)}


def _files(app: Flask) -> Iterator[tuple[str, bytes]]:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            base = str(db.engine.url.database)
            for tail in ("", "-wal"):
                if Path(base + tail).exists():
                    yield f"file{tail}", Path(base + tail).read_bytes()
