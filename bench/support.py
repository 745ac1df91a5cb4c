"""What a desk of 400 requests costs in a house of 50,000 requests, beside one in a house of 500.

`python -m bench.support [sqlite|postgresql]`: both sizes on SQLite and on a throw-away PostgreSQL
(tests/postgres.py), or on one of them; the pages asked of the real app by a signed-in officer. The
two sizes take turns, so that a machine that slows down slows both.

A desk of 400 has 20 grassroots unions below it; the other requests lie on the desks of other upper
unions, three in four of them done with. A third of what lies on the desk waits for the asker, a
quarter is the officer's, another quarter is somebody else's. Each request has a word, two steps and
one who sees to it. Rows are written by a few statements of SQL.
"""

import sys
import tempfile
import time
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
from app.accounts import Membership
from app.clock import Practice
from app.db import db
from app.support import Assignment, Request
from app.support.messages import Message, RequestStep
from app.tenancy import Everything
from app.units import Unit
from bench import bulk
from bench.queue import COUNTING, OWN_UNITS, upper_unions
from tests import postgres, world
from tests.conftest import FRAME, SERVING, prepare

LARGE, SMALL, ROUNDS = 50_000, 500, 40
MOST_RATIO, MOST_STATEMENTS = 1.2, 6
ON_DESK = 400
UPPERS = 200
DESK, ASKER = "huyen-a1", "cs-a11"
# Which page, of whose unit, asked by whom, and how many rows it shows at least.
PAGES = {
    "desk, all": (DESK, "officer", "desk", 50),
    "desk, last page": (DESK, "officer", "desk?page=8", 50),
    "desk, mine": (DESK, "officer", "desk?tab=mine", 50),
    "desk, unassigned": (DESK, "officer", "desk?tab=unassigned", 50),
    "desk, waiting": (DESK, "officer", "desk?tab=waiting", 50),
    "desk, overdue": (DESK, "officer", "desk?tab=overdue", 50),
    "desk, followed": (DESK, "officer", "desk?tab=followed", 20),
    "asker's list": (ASKER, "leader", "", 20),
}
FIGURES = ("figures", (DESK, "officer", "figures", 0))
"""Shown for what it is: it adds up a quarter of a year."""

REQUESTS = """
INSERT INTO request (id, unit_id, unit_path, desk_unit_id, state, category, way, subject_line,
  search, asker, page, asked_at, touched_at, spent, running_since, first_after, solved_after,
  first_due_at, due_at, reopened, seal)
{numbers}
SELECT s.n + 1, u.id, u.path, u.desk, s.state, 'list', 'page',
  'Danh sách bị từ chối ở dòng ' || s.n, 'danh sach bi tu choi o dong ' || s.n, 'Lê Thị Hoa',
  '/u/1/initiatives/', {asked}, {asked}, 60,
  CASE WHEN s.state IN ('new', 'open') THEN {asked} END,
  CASE WHEN s.state <> 'new' THEN 45 END,
  CASE WHEN s.state = 'solved' THEN 600 END,
  CASE WHEN s.state = 'new' THEN {due} END,
  CASE WHEN s.state IN ('new', 'open') THEN {due} END, 0, {seal}
FROM (SELECT n,
  CASE WHEN n % {each} = 0 AND n / {each} < {desk} THEN CASE WHEN n / {each} % 3 = 0 THEN 'waiting'
      WHEN n / {each} % 2 = 0 THEN 'open' ELSE 'new' END
    WHEN n % 4 = 1 THEN 'open' ELSE 'solved' END AS state,
  CASE WHEN n % {each} = 0 AND n / {each} < {desk} THEN n / {each} % {own}
    ELSE {own} + n * 7919 % ({units} - {own}) END AS place
  FROM numbers) AS s
JOIN bench_unit AS u ON u.n = s.place"""
MESSAGES = """
INSERT INTO message (request_id, side, text, signed_by, at, unit_id, unit_path)
SELECT id, 'asker', 'Hệ thống báo ngày áp dụng sai.', asker, asked_at, unit_id, unit_path
FROM request"""
STEPS = """
INSERT INTO request_step (request_id, act, from_state, to_state, desk_unit_id, spent, at, by_id,
  signed_by, unit_id, unit_path)
SELECT id, {act}, {before}, state, desk_unit_id, spent, asked_at, {by}, 'Trần Văn Bình', unit_id,
  unit_path FROM request WHERE {which}"""
# Somebody of the desk sees to every second one, in turns; the officer follows every tenth.
ASSIGNMENTS = """
INSERT INTO assignment (about_request_id, account_id, full_name, part, since, unit_id, unit_path)
SELECT r.id, CASE WHEN r.id / {each} % 4 = 0 THEN {officer} ELSE {other} END, 'Trần Văn Bình',
  '{part}', r.asked_at, r.desk_unit_id, d.path
FROM request AS r JOIN unit AS d ON d.id = r.desk_unit_id WHERE r.id / {each} % {share} = 0"""
ASKED = {
    "sqlite": "datetime('2023-03-05 01:00:00', '-' || (s.n % 40320) || ' minutes')",
    "postgresql": "timestamptz '2023-03-05 01:00Z' - s.n % 40320 * interval '1 minute'",
}
DUE = {
    "sqlite": "datetime('2023-03-07 01:00:00', '-' || (s.n * 37 % 2880) || ' minutes')",
    "postgresql": "timestamptz '2023-03-07 01:00Z' - s.n * 37 % 2880 * interval '1 minute'",
}
ORPHANS = """
SELECT count(*) FROM request AS r LEFT JOIN unit AS u ON (u.id, u.path) = (r.unit_id, r.unit_path)
LEFT JOIN unit AS d ON d.id = r.desk_unit_id WHERE u.id IS NULL OR d.id IS NULL"""


@dataclass(frozen=True)
class House:
    """An application over so many requests, and the clients of those who look."""

    app: Flask
    clients: dict[str, Any]
    units: dict[str, int]

    def ask(self, code: str, role: str, tail: str, rows: int) -> float:
        """Seconds that a page takes."""
        start = time.perf_counter()
        answer = self.clients[f"{role}.{code}"].get(f"/u/{self.units[code]}/support/{tail}")
        taken = time.perf_counter() - start
        assert answer.status_code == 200, answer.status_code
        assert answer.text.count('id="request-') >= rows, (tail, answer.text.count('id="request-'))
        return taken

    def statements(self, *page: Any) -> list[str]:
        """The SQL of a page, but for BEGIN, COMMIT and what wall 2 says."""
        seen: list[str] = []

        def note(connection: Any, cursor: Any, sql: str, *_rest: Any) -> None:
            if not sql.startswith(FRAME):
                seen.append(sql)

        event.listen(Engine, "before_cursor_execute", note)
        self.ask(*page)
        event.remove(Engine, "before_cursor_execute", note)
        return seen


def built(app: Flask, owner: str | None, rows: int, scale: float) -> House:
    """Fill an empty database; the officer of the desk and an asker sign in."""
    with app.app_context():
        upgrade()
        with jobs.step(Everything("bench"), at=world.NOW) as session:
            session.add(Practice(moment=world.NOW))
            world.build()
            places, officers, units = _places(session)
            root, known = Unit.by_code("tld"), session.scalar(sa.select(sa.func.max(Unit.id)))
            assert root is not None
            more = list(upper_unions(root.path, known or 0, max(15, round(UPPERS * scale))))
        engine = sa.create_engine(owner) if owner else db.engine
        with bulk.loosely(engine) as connection:
            connection.execute(sa.insert(Unit), [unit for unit, _desk in more])
            places += [(unit["id"], unit["path"], above) for unit, above in more if above]
            with bulk.unindexed(connection, Request, Message, RequestStep, Assignment):
                _fill(connection, places, rows, officers)
            assert connection.exec_driver_sql(ORPHANS).scalar() == 0
        db.engine.dispose()
    clients = {login: app.test_client() for login in (f"officer.{DESK}", f"leader.{ASKER}")}
    for login, client in clients.items():
        told = {"login": login, "password": world.PASSWORD}
        assert client.post("/accounts/sign-in", data=told).status_code == 303
    return House(app, clients, units)


def _places(session: Any) -> tuple[list[Any], tuple[int, int], dict[str, int]]:
    """Twenty grassroots unions of the desk, its two officers, and the units that are asked."""
    desk = Unit.by_code(DESK)
    assert desk is not None
    for number in range(2, OWN_UNITS):
        told = {"code": f"own-{number}", "name": f"CĐCS số {number}", "kind": "grassroots"}
        desk.open_child(**told, by=None, at=world.NOW)
    session.flush()
    below = sa.select(Unit.id, Unit.path).where(
        Unit.path.startswith(desk.path), Unit.path != desk.path
    )
    posts = sa.select(Membership.account_id).where(
        Membership.unit_id == desk.id, Membership.role.in_(("officer", "contact"))
    )
    officer, other = session.scalars(posts.order_by(Membership.role.desc())).all()
    units = {unit.code: unit.id for unit in session.scalars(sa.select(Unit))}
    own = sorted(session.execute(below).all(), key=lambda row: row[0] != units[ASKER])
    return [(*row, desk.id) for row in own], (officer, other), units


def _fill(connection: Any, places: list[Any], rows: int, officers: tuple[int, int]) -> None:
    dialect, each = connection.dialect.name, rows // ON_DESK
    connection.exec_driver_sql(
        "CREATE TEMPORARY TABLE bench_unit (n integer PRIMARY KEY, id integer, path text,"
        " desk integer)"
    )
    bulk.insert(connection, "bench_unit", ((n, *place) for n, place in enumerate(places)))
    seal = "zeroblob(12)" if dialect == "sqlite" else "CAST('' AS bytea)"
    filled = REQUESTS.format(
        numbers=COUNTING[dialect].format(last=rows - 1), asked=ASKED[dialect], due=DUE[dialect],
        each=each, desk=ON_DESK, own=OWN_UNITS, units=len(places), seal=seal,
    )  # fmt: skip
    connection.exec_driver_sql(filled)
    connection.exec_driver_sql(MESSAGES)
    asked = {"act": "'ask'", "before": "NULL", "by": "NULL", "which": "true"}
    said = {"act": "'solve'", "before": "'new'", "by": officers[0], "which": "state = 'solved'"}
    for step in (asked, said):
        connection.exec_driver_sql(STEPS.format(**step))
    told = {"each": each, "officer": officers[0], "other": officers[1]}
    for part, share in (("handles", 2), ("follows", 10)):
        connection.exec_driver_sql(ASSIGNMENTS.format(part=part, share=share, **told))
    if dialect == "postgresql":
        connection.exec_driver_sql(
            "SELECT setval(pg_get_serial_sequence('request', 'id'), max(id)) FROM request"
        )


def compare(name: str, small: House, large: House) -> bool:
    """Print a line per page; whether the large house is as quick, in few statements."""
    good = True
    for title, page in [*PAGES.items(), FIGURES]:
        times: dict[str, list[float]] = {"small": [], "large": []}
        for _round in range(ROUNDS + 2):
            for size, house in (("small", small), ("large", large)):
                times[size].append(house.ask(*page))
        one, other = (median(taken[2:]) * 1000 for taken in times.values())
        count = len(large.statements(*page))
        holds = other <= MOST_RATIO * one and count <= MOST_STATEMENTS
        good &= holds or title not in PAGES
        said = ("yes" if holds else "NO") if title in PAGES else "–"
        cells = (f"{one:.1f}", f"{other:.1f}", f"{other / one:.2f}", count, said)
        print("|", " | ".join(map(str, (name, title, *cells))), "|", flush=True)
    return good


def main(*kinds: str) -> bool:
    print(f"A desk of {ON_DESK} beside {SMALL:,} and beside {LARGE:,} requests;")
    print(f"median of {ROUNDS} rounds in turns\n")
    print("| database | page | small ms | large ms | ratio | statements | holds |")
    print("| --- | --- | ---: | ---: | ---: | ---: | --- |")
    good = True
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        for kind in kinds or ("sqlite", "postgresql"):
            cluster = stack.enter_context(postgres.running()) if kind == "postgresql" else None
            houses = []
            for rows in (SMALL, LARGE):
                folder = Path(name) / f"{kind}-{rows}"
                folder.mkdir()
                address, owner = f"sqlite:///{folder}/bench.db", None
                if cluster:
                    owner = prepare(cluster, f"bench_{rows}")
                    address = cluster.url_of(f"bench_{rows}", SERVING)
                app = bulk.application(folder, address, owner)
                houses.append(built(app, owner, rows, rows / LARGE))
            good &= compare(kind, *houses)
    words = f"At most {MOST_RATIO} times and {MOST_STATEMENTS} statements"
    print(f"\n{words}. Good enough: {'yes' if good else 'no'}")
    return good


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
