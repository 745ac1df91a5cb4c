"""Random tables, and a hand inside the database past its triggers."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import strategies as st

from app.db import db
from app.progress.figures import Counts, Definition, Facts, Line
from app.progress.snapshots import Snapshot
from app.progress.tables import Table
from tests.world import NOW

SNAPSHOT: Any = Snapshot.__table__
amounts = st.integers(0, 5000)
counts = st.builds(Counts, *[amounts] * 9)
quotas = st.none() | amounts
facts = st.builds(Facts, members=st.none() | amounts, grassroots=amounts, taking_part=quotas)


def window() -> Any:
    """A stage as a table has it, of no database."""
    stage = SimpleNamespace(name="Giai đoạn 2", code="gd2", first_day=NOW.date(), id=2)
    programme = SimpleNamespace(name="01 triệu sáng kiến", code="tsk", id=1)
    return SimpleNamespace(stage=stage, programme=programme, first_day=NOW.date(), deadline=NOW)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A unit with up to eight of ten known children and, at times, initiatives of its own."""
    numbers = draw(st.lists(st.integers(1, 10), unique=True, max_size=8))
    names = st.sampled_from(["CĐCS Hòa Bình", "Công đoàn Viên chức", "LĐLĐ huyện Đông Sơn"])
    lines = [
        Line(
            "unit",
            draw(names),
            draw(counts),
            draw(quotas),
            draw(amounts),
            number,
            f"don-vi-{number}",
            cutoff=draw(st.sampled_from([None, NOW])),
            facts=draw(facts),
        )
        for number in numbers
    ]
    if lines and draw(st.booleans()):
        lines.append(Line("other", "Đơn vị khác", draw(counts), draw(quotas), unit_id=99))
    sums = sum((line.counts for line in lines), Counts()) if lines else draw(counts)
    own = Line("own", "Tỉnh", sums, draw(quotas), draw(amounts), 99, "tinh", facts=draw(facts))
    return Table(window(), NOW, own, lines, draw(st.sampled_from(Definition)))


@contextmanager
def unlocked(app: Flask) -> Iterator[sa.Connection]:
    """The owner's connection, past the wall; no trigger guards snapshots."""
    with app.app_context():
        here = db.engine.execution_options(wall="a test of snapshots", writing=True)
        owner = app.config.get("DATABASE_OWNER_URI")
        engine = sa.create_engine(owner, poolclass=sa.NullPool) if owner else here
        with engine.execution_options(wall="a test of snapshots").begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("ALTER TABLE snapshot DISABLE TRIGGER USER")
            else:
                connection.exec_driver_sql("DROP TRIGGER snapshot_no_update")
            yield connection
        with here.begin():
            pass  # so that the next test gets a fresh database
