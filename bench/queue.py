"""What a desk of 400 costs in a house of 2 million initiatives, beside one in a house of 20,000.

`python -m bench.queue [LARGE [SMALL [ROUNDS]]]`: both sizes on SQLite and on a throw-away
PostgreSQL (tests/postgres.py), the queue's pages asked of the real app by a signed-in officer. The
two sizes take turns, so that a machine that slows down slows both. The large house has 1,500 upper
unions and 21,000 grassroots unions; the small one is smaller in all.

Rows are written by a few statements of SQL: units, initiatives with the states of a programme in
its last third, each on the desk where it would lie, and their authors, one person for each unit.
Moves, tallies and the journal stay empty: no page of the queue reads them. Foreign keys are off
while they are written and looked over afterwards.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app import jobs
from app.clock import Practice
from app.db import db
from app.initiatives import Author, Initiative
from app.programmes import Stage
from app.tenancy import Everything
from app.units import Unit
from app.units.serials import serial
from bench import bulk
from tests import postgres, world
from tests.conftest import FRAME, SERVING, prepare

LARGE, SMALL, ROUNDS = 2_000_000, 20_000, 25
MOST_RATIO, MOST_STATEMENTS = 1.2, 6
ON_DESK, OWN_UNITS = 400, 20
UPPERS, PER_UPPER = 1_500, 14
PAGES = {"first page": "", "last page": "?page=8"}

STATES = """
CASE WHEN n % 100 < 52 THEN 'valid' WHEN n % 100 < 72 THEN 'invalid' WHEN n % 100 < 83 THEN
'endorsed' WHEN n % 100 < 89 THEN 'submitted' WHEN n % 100 < 93 THEN 'returned' WHEN n % 100 < 97
THEN 'draft' WHEN n % 100 < 99 THEN 'withdrawn' ELSE 'duplicate' END"""

# Of `bench_unit` (n from 0, the grassroots unions of the desk first) and of all numbers; what lies
# on the desk is strewn over the whole table, as it would be.
INITIATIVES = """
INSERT INTO initiative (unit_id, unit_path, version, stage_id, code, title, summary, target_group,
  applied_on, applied_precision, way, state, desk_unit_id, desk_since, created_at, submitted_at,
  search, compared, agreed, benefit_claimed, same_key)
{numbers}
SELECT u.id, u.path, 1, {stage}, 'B' || s.n, 'Cải tiến cách làm việc số ' || s.n,
  'Cách làm trước đây tốn công; điểm mới là cữ gá bằng nhựa, năng suất tăng 15%. Kết quả đo được '
  || 'trong ba tháng, đã áp dụng ở hai phân xưởng, làm lợi như đã kê khai số ' || s.n || '.',
  s.n % 5 + 1, '2022-08-15', 'day', 'grassroots', s.state,
  CASE WHEN s.state = 'endorsed' THEN u.desk
    WHEN s.state IN ('submitted', 'returned', 'draft') THEN u.id END,
  {since}, {since}, {since}, 'cai tien cach lam viec so ' || s.n, {true}, 0,
  CASE WHEN s.n % 3 = 0 THEN 1000000 * (s.n % 400) END, s.n
FROM (SELECT n, CASE WHEN n % {each} = 0 THEN 'endorsed' ELSE {states} END AS state,
  CASE WHEN n % {each} = 0 THEN n / {each} % {own}
    ELSE {own} + n * 7919 % ({units} - {own}) END AS place
  FROM numbers) AS s
JOIN bench_unit AS u ON u.n = s.place"""
AUTHORS = """
INSERT INTO author (initiative_id, person_id, full_name, position, unit_id, unit_path)
SELECT i.id, p.id, p.full_name, 0, i.unit_id, i.unit_path
FROM initiative AS i JOIN person AS p ON p.unit_id = i.unit_id"""
COUNTING = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers"
    " WHERE n < {last})",
    "postgresql": "WITH numbers AS (SELECT n FROM generate_series(0, CAST({last} AS bigint)) AS n)",
}
SINCE = {
    "sqlite": "datetime('2023-02-25 01:00:00', '-' || (s.n % 40320) || ' minutes')",
    "postgresql": "timestamptz '2023-02-25 01:00Z' - s.n % 40320 * interval '1 minute'",
}


@dataclass(frozen=True)
class House:
    """An application over so many initiatives, and its officer's client."""

    app: Flask
    client: Any
    desk: int

    def ask(self, tail: str) -> float:
        """Seconds that a page of the queue takes."""
        start = time.perf_counter()
        answer = self.client.get(f"/u/{self.desk}/reviews/{tail}")
        taken = time.perf_counter() - start
        assert answer.status_code == 200, answer.status_code
        assert answer.text.count('id="initiative-') == 50, "a page of 50"
        return taken

    def statements(self, tail: str) -> list[str]:
        """The SQL of a page, but for BEGIN, COMMIT and what wall 2 says."""
        seen: list[str] = []

        def note(connection: Any, cursor: Any, sql: str, *_rest: Any) -> None:
            if not sql.startswith(FRAME):
                seen.append(sql)

        event.listen(Engine, "before_cursor_execute", note)
        self.ask(tail)
        event.remove(Engine, "before_cursor_execute", note)
        return seen


def built(app: Flask, owner: str | None, rows: int, scale: float) -> House:
    """Fill an empty database; the officer of a desk of 400 signs in."""
    with app.app_context():
        upgrade()
        with jobs.step(Everything("bench"), at=world.NOW) as session:
            session.add(Practice(moment=world.NOW))
            world.build()
            desk = Unit.by_code("huyen-a1")
            assert desk is not None
            for number in range(2, OWN_UNITS):
                desk.open_child(
                    code=f"own-{number}", name=f"CĐCS số {number}", kind="grassroots",
                    by=None, at=world.NOW,
                )  # fmt: skip
            session.flush()
            root, known = Unit.by_code("tld"), session.scalar(sa.select(sa.func.max(Unit.id)))
            own = session.execute(
                sa.select(Unit.id, Unit.path).where(
                    Unit.path.startswith(desk.path), Unit.path != desk.path
                )
            ).all()
            stage = session.scalar(sa.select(Stage.id).where(Stage.code == "gd2"))
            assert root is not None
            assert known is not None
            root_path, desk_id = root.path, desk.id
        grown = list(upper_unions(root_path, known, max(15, round(UPPERS * scale))))
        engine = sa.create_engine(owner) if owner else db.engine
        with bulk.loosely(engine) as connection:
            connection.execute(sa.insert(Unit), [unit for unit, _desk in grown])
            places = [(*row, desk_id) for row in own]
            places += [(unit["id"], unit["path"], above) for unit, above in grown if above]
            with bulk.unindexed(connection, Initiative, Author):
                _fill(connection, places, rows, stage or 0)
        db.engine.dispose()
    client = app.test_client()
    answer = client.post(
        "/accounts/sign-in", data={"login": "officer.huyen-a1", "password": world.PASSWORD}
    )
    assert answer.status_code == 303
    return House(app, client, desk_id)


def upper_unions(root: str, known: int, uppers: int) -> Iterator[tuple[dict[str, Any], int | None]]:
    """Provinces, their upper unions and the grassroots unions of those, with their desks."""
    number, provinces = known, min(34, uppers)
    for province in range(provinces):
        number += 1
        above = root + serial(100 + province)
        yield _unit(number, above, "province"), None
        for upper in range(province, uppers, provinces):
            number += 1
            middle, desk = above + serial(1 + upper), number
            yield _unit(desk, middle, "upper"), None
            for place in range(PER_UPPER):
                number += 1
                yield _unit(number, middle + serial(1 + place), "grassroots"), desk


def _unit(number: int, path: str, kind: str) -> dict[str, Any]:
    names = ("path", "code", "name", "short_name", "search", "name_key")
    return {
        "id": number, **dict.fromkeys(names, path), "kind_code": kind,
        "has_party_committee": False, "children_ever": PER_UPPER,
    }  # fmt: skip


def _fill(connection: sa.Connection, places: list[Any], rows: int, stage: int) -> None:
    dialect = connection.dialect.name
    connection.exec_driver_sql(
        "CREATE TEMPORARY TABLE bench_unit (n integer PRIMARY KEY, id integer, path text,"
        " desk integer)"
    )
    bulk.insert(connection, "bench_unit", ((n, *place) for n, place in enumerate(places)))
    filled = INITIATIVES.format(
        numbers=COUNTING[dialect].format(last=rows - 1), since=SINCE[dialect], stage=stage,
        states=STATES, each=rows // ON_DESK, own=OWN_UNITS, units=len(places), true="true",
    )  # fmt: skip
    connection.exec_driver_sql(filled)
    connection.exec_driver_sql(
        "INSERT INTO person (full_name, seal, unit_id, unit_path)"
        f" SELECT 'Nguyễn Văn ' || n, {'zeroblob(32)' if dialect == 'sqlite' else repr('')}, id,"
        " path FROM bench_unit"
    )
    connection.exec_driver_sql(AUTHORS)


def compare(name: str, small: House, large: House, rounds: int) -> bool:
    """Print a line per page; whether the large house is as quick, in few statements."""
    good = True
    for page, tail in PAGES.items():
        times: dict[str, list[float]] = {"small": [], "large": []}
        for _round in range(rounds + 2):
            for size, house in (("small", small), ("large", large)):
                times[size].append(house.ask(tail))
        one, other = (median(taken[2:]) * 1000 for taken in times.values())
        count = len(large.statements(tail))
        good &= other <= MOST_RATIO * one and count <= MOST_STATEMENTS
        print(
            f"| {name} | {page} | {one:.1f} | {other:.1f} | {other / one:.2f} | {count} |",
            flush=True,
        )
    return good


def main(large: int = LARGE, small: int = SMALL, rounds: int = ROUNDS) -> bool:
    print(f"A desk of {ON_DESK} beside {small:,} and beside {large:,} initiatives;")
    print(f"median of {rounds} rounds in turns\n")
    print("| database | page | small ms | large ms | ratio | statements |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    good = True
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        cluster = stack.enter_context(postgres.running())
        for kind in ("SQLite", "PostgreSQL"):
            houses = []
            for rows in (small, large):
                folder = Path(name) / f"{kind}-{rows}"
                folder.mkdir()
                address, owner = f"sqlite:///{folder}/bench.db", None
                if kind == "PostgreSQL":
                    owner = prepare(cluster, f"bench_{rows}")
                    address = cluster.url_of(f"bench_{rows}", SERVING)
                app = bulk.application(folder, address, owner)
                houses.append(built(app, owner, rows, rows / LARGE))
            good &= compare(kind, houses[0], houses[1], rounds)
    words = f"Within {MOST_RATIO} times and {MOST_STATEMENTS} statements"
    print(f"\n{words}: {'yes' if good else 'NO'}")
    return good


if __name__ == "__main__":
    sys.exit(not main(*(int(number.replace("_", "")) for number in sys.argv[1:])))
