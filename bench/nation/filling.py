"""The SQL that makes rows of initiatives, moves and sums out of rows of numbers."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from app.initiatives import SUMS, Move, Tally, TallyDay
from app.initiatives.summing import added
from app.initiatives.tallies import CELL
from app.vietnamese import fold
from bench import bulk
from bench.nation import histories, names, roads
from bench.nation.tree import Plot

AT_ONCE = 50_000
"""Initiatives written by one statement."""
STAMP = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', {}, 'unixepoch')",
    "postgresql": "to_timestamp({})",
}
DATE = {
    "sqlite": "date({} + 25200, 'unixepoch')",
    "postgresql": "CAST(to_timestamp({}) AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date)",
}
EMPTY = {"sqlite": "zeroblob(32)", "postgresql": "CAST('' AS bytea)"}
TABLES = {
    "bench_unit": "place integer PRIMARY KEY, id integer, path text, desk integer, person text,"
    " folded text",
    "bench_text": "number integer PRIMARY KEY, title text, summary text, folded text",
    "bench_step": "road integer, position integer, moment integer, before text, after text,"
    " first_group integer, PRIMARY KEY (road, position)",
    "bench_raw": ", ".join(histories.COLUMNS),
}
IN_TIME = """CREATE TEMPORARY TABLE bench_case AS SELECT row_number() OVER (ORDER BY created, place)
 AS id, bench_raw.* FROM bench_raw"""
PERSONS = """
INSERT INTO person (id, full_name, seal, unit_id, unit_path)
SELECT place + 1, person, {empty}, id, path FROM bench_unit ORDER BY place"""
INITIATIVES = """
INSERT INTO initiative (id, unit_id, unit_path, version, stage_id, code, title, summary,
  target_group, applied_on, applied_precision, recognised_on, recognition_kind, recognition_number,
  recognition_issuer, benefit_claimed, benefit_verified, way, state, desk_unit_id, desk_since,
  sent_back_by_id, created_at, submitted_at, search, same_key, compared, agreed)
SELECT c.id, u.id, u.path, 1, c.stage, 'N' || c.id, t.title, t.summary, c.target_group,
  {applied}, 'day', {recognised},
  CASE WHEN c.recognised IS NULL THEN NULL WHEN c.words % 5 = 0 THEN 'commendation'
    ELSE 'decision' END,
  CASE WHEN c.recognised IS NOT NULL THEN c.words + 1 || '/QĐ-CNSK' END,
  CASE WHEN c.recognised IS NOT NULL THEN 'Thủ trưởng đơn vị' END,
  c.benefit, c.verified, CASE WHEN c.words % 5 = 1 THEN 'list' ELSE 'grassroots' END, c.state,
  CASE WHEN c.at_desk = 1 THEN u.desk WHEN c.state IN ('draft', 'submitted', 'returned') THEN u.id
    END, {since}, CASE WHEN c.state = 'returned' THEN u.desk END, {created},
  CASE WHEN c.road > 0 THEN {handed_in} END,
  t.folded || ' n' || c.id || ' ' || u.folded, c.id, {true}, 0
FROM bench_case AS c JOIN bench_unit AS u ON u.place = c.place
JOIN bench_text AS t ON t.number = c.words
WHERE c.id > {first} AND c.id <= {last} ORDER BY c.id"""
AUTHORS = """
INSERT INTO author (id, initiative_id, person_id, full_name, position, unit_id, unit_path)
SELECT c.id, c.id, u.place + 1, u.person, 0, u.id, u.path
FROM bench_case AS c JOIN bench_unit AS u ON u.place = c.place
WHERE c.id > {first} AND c.id <= {last} ORDER BY c.id"""
MOVES = """
INSERT INTO move (initiative_id, unit_id, unit_path, stage_id, target_group, from_state, to_state,
  benefit_before, benefit_after, verified_before, verified_after, at)
SELECT id, unit, path, stage, target_group, before, after, benefit, benefit, verified, verified,
  {at} FROM (
  SELECT c.id, u.id AS unit, u.path, c.stage, s.before, s.after, c.benefit, s.position,
    CASE WHEN s.after = 'valid' THEN c.verified END AS verified,
    CASE WHEN s.first_group = 1 THEN c.first_group ELSE c.target_group END AS target_group,
    CASE s.moment {moments} END AS at
  FROM bench_case AS c JOIN bench_step AS s ON s.road = c.road
  JOIN bench_unit AS u ON u.place = c.place WHERE c.id > {first} AND c.id <= {last}) AS made
WHERE at <= {now} ORDER BY id, position"""
NUMBERED = ("unit", "person", "initiative", "author")


def prepare(
    connection: sa.Connection, plots: Sequence[Plot], people: Sequence[str], rows: Iterable[Any]
) -> None:
    """Tables of numbers, from which all else is made; gone with the connection."""
    for table, columns in TABLES.items():
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {table} ({columns})")
    units = (
        (place, plot.id, plot.path, plot.desk, person, fold(person))
        for place, (plot, person) in enumerate(zip(plots, people, strict=True))
    )
    bulk.insert(connection, "bench_unit", units)
    texts = enumerate(names.texts())
    bulk.insert(
        connection,
        "bench_text",
        ((number, title, summary, fold(title)) for number, (_group, title, summary) in texts),
    )
    steps = (
        (road, position, step.moment, step.before, step.after, int(step.first_group))
        for road, way in roads.ROADS.items()
        for position, step in enumerate(way)
    )
    bulk.insert(connection, "bench_step", steps)
    bulk.insert(connection, "bench_raw", rows)


def put_in_time(connection: sa.Connection) -> None:
    """Number the cases as they came in."""
    for statement in (
        IN_TIME,
        "DROP TABLE bench_raw",
        "CREATE UNIQUE INDEX bench_case_id ON bench_case (id)",
        *(f"ANALYZE {table}" for table in ("bench_case", "bench_unit", "bench_step", "bench_text")),
    ):
        connection.exec_driver_sql(statement)


def fill(connection: sa.Connection, statement: str, total: int, now: int = 0) -> Iterator[float]:
    """Write the rows of so many initiatives bit by bit; tells what share is done."""
    dialect = connection.dialect.name

    def stamp(moment: str) -> str:
        return STAMP[dialect].format(moment)

    moments = " ".join(f"WHEN {n} THEN c.moment{n}" for n in range(roads.STOPS))
    for first in range(0, total, AT_ONCE):
        connection.exec_driver_sql(
            statement.format(
                first=first,
                last=first + AT_ONCE,
                applied=DATE[dialect].format("c.applied"),
                recognised=DATE[dialect].format("c.recognised"),
                since=stamp("c.since"),
                created=stamp("c.created"),
                handed_in=stamp("c.moment0"),
                at=stamp("at"),
                moments=moments,
                now=now,
                true="true",
            )
        )
        yield min(1.0, (first + AT_ONCE) / total)


def write_persons(connection: sa.Connection) -> None:
    """One person at each unit, who has written all that comes from there."""
    empty = EMPTY[connection.dialect.name]
    connection.exec_driver_sql(PERSONS.format(empty=empty))


def add_up(connection: sa.Connection) -> None:
    """The sums of the moves."""
    for model, key in ((Tally, CELL), (TallyDay, [*CELL, "day"])):
        rows = added(Move, SUMS, key)
        connection.execute(sa.insert(model.__table__).from_select([*key, *SUMS], rows))


def count_on(connection: sa.Connection) -> None:
    """Let new rows have numbers after those that were given here."""
    if connection.dialect.name == "postgresql":
        for table in NUMBERED:
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
