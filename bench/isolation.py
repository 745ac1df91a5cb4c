"""What the walls cost: a list of 50 and a count at four sizes of scope, with the walls and without.

`python -m bench.isolation [ROWS]`, a million initiatives if not said otherwise, over 1,551 units,
on a throw-away PostgreSQL (tests/postgres.py) and on SQLite. "Without" is the same query with wall
1's criteria taken out and, on PostgreSQL, as a superuser; its own condition on the subtree stays,
as every page has one. The two take turns, so that a machine that slows down slows both.
"""

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import orm

from app import create_app
from app.db import db
from app.initiatives import Initiative
from app.programmes import Programme, Stage
from app.tenancy import Scope, ScopedSession
from app.units import Unit
from app.units.serials import serial
from tests import postgres
from tests.conftest import SERVING, prepare
from tests.world import NOW

ROUNDS, MOST = 15, 2.0
PROVINCES, DISTRICTS, GRASSROOTS = 10, 5, 30
ROOT = serial(1)
SCOPES = {
    "root": ROOT,
    "province": ROOT + serial(2),
    "district": ROOT + serial(2) + serial(3),
    "grassroots": ROOT + serial(2) + serial(3) + serial(4),
}
CHUNK = 20_000


@dataclass(frozen=True)
class Side:
    """One way to ask: an application, and whether its walls stand."""

    app: Flask
    walled: bool

    def ask(self, query: Any, path: str) -> tuple[float, int]:
        """Seconds from an open connection to the last row; how many rows, or what was counted."""
        with self.app.app_context(), self._session() as session:
            if isinstance(session, ScopedSession):
                session.enter(Scope(path))
            start = time.perf_counter()
            session.connection(execution_options={"reading": True})
            rows = session.execute(query, execution_options=self._options).unique().all()
            taken = time.perf_counter() - start
        return taken, rows[0][0] if len(rows[0]) == 1 and len(rows) == 1 else len(rows)

    def _session(self) -> orm.Session:
        return ScopedSession(db) if self.walled else orm.Session(db.engine)

    @property
    def _options(self) -> dict[str, Any]:
        return {} if self.walled else {"wall": "a benchmark"}


def opened(folder: Path, address: str, owner: str | None = None) -> Flask:
    return create_app(
        TESTING=True,
        INSTANCE=folder,
        SECRET_KEY="a key for a benchmark",
        SQLALCHEMY_DATABASE_URI=address,
        DATABASE_OWNER_URI=owner,
    )


def units() -> list[tuple[str, bool]]:
    """The paths of all units, and whether initiatives are written there."""
    found = [(ROOT, False)]
    for province in range(1, PROVINCES + 1):
        above = ROOT + serial(province)
        found.append((above, False))
        for district in range(1, DISTRICTS + 1):
            middle = above + serial(district)
            found.append((middle, False))
            found += [(middle + serial(unit), True) for unit in range(1, GRASSROOTS + 1)]
    return found


def fill(app: Flask, rows: int) -> None:
    """Units, one stage and the initiatives, in bulk and outside the walls."""
    paths = units()
    writing = [(number, path) for number, (path, writes) in enumerate(paths, 1) if writes]
    root = {"id": 1, "unit_id": 1, "unit_path": ROOT, "code": "x", "name": "x"}
    days = dict.fromkeys(("recognised_since", "recognised_until"), NOW.date())
    times = dict.fromkeys(("submitted_since", "submitted_until"), NOW)
    with app.app_context():
        engine = db.engine.execution_options(wall="a benchmark")
        with engine.begin() as connection:
            for model, facts in (
                (Unit, [_unit(number, path) for number, (path, _) in enumerate(paths, 1)]),
                (Programme, [root]),
                (Stage, [{**root, "programme_id": 1, **days, **times}]),
            ):
                connection.execute(sa.insert(model), facts)
            for since in range(0, rows, CHUNK):
                numbers = range(since, min(since + CHUNK, rows))
                some = [_initiative(n, *writing[n * 7919 % len(writing)]) for n in numbers]
                connection.execute(sa.insert(Initiative), some)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            postgresql = connection.dialect.name == "postgresql"
            connection.exec_driver_sql("VACUUM ANALYZE" if postgresql else "ANALYZE")
        db.engine.dispose()


def _unit(number: int, path: str) -> dict[str, object]:
    names = ("path", "code", "name", "short_name", "search", "name_key", "kind_code")
    return {"id": number, **dict.fromkeys(names, path), "has_party_committee": False}


def _initiative(number: int, unit_id: int, path: str) -> dict[str, object]:
    return {
        "unit_id": unit_id,
        "unit_path": path,
        "version": 1,
        "stage_id": 1,
        "code": f"B{number}",
        "title": f"Cải tiến số {number}",
        "summary": "Cách làm trước đây, điểm mới và kết quả. " * 5,
        "target_group": number % 5 + 1,
        "applied_precision": "day",
        "way": "list",
        "state": "valid",
        "desk_since": NOW,
        "created_at": NOW,
        "search": f"cai tien so {number}",
    }


def compare(name: str, walled: Side, bare: Side) -> bool:
    """Print a line per question and scope; whether every list is fast enough."""
    good = True
    for scope, path in SCOPES.items():
        low, high = Scope(path).bounds
        inside = Initiative.unit_path >= low, Initiative.unit_path < high
        count = sa.select(sa.func.count(Initiative.id)).where(*inside)
        for kind, query in (("list", Initiative.listed(path).limit(50)), ("count", count)):
            times: dict[Side, list[float]] = {walled: [], bare: []}
            found = set()
            for _round in range(ROUNDS + 1):
                for side, taken in times.items():
                    seconds, rows = side.ask(query, path)
                    taken.append(seconds)
                    found.add(rows)
            assert len(found) == 1, (scope, kind, found)
            on, off = (median(times[side][1:]) * 1000 for side in (walled, bare))
            good &= kind == "count" or on <= MOST * off
            print(
                f"| {name} | {scope} | {kind} | {found.pop():,} | {on:.1f} | {off:.1f}"
                f" | {on / off:.2f} |",
                flush=True,
            )
    return good


def main(rows: int) -> bool:
    print(f"{rows:,} initiatives, {len(units()):,} units, median of {ROUNDS} rounds in turns\n")
    print("| database | scope | question | rows | walls ms | none ms | ratio |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name, postgres.running() as cluster:
        folder = Path(name)
        app = opened(folder, f"sqlite:///{folder}/bench.db")
        good = compare("SQLite", *filled(app, app, rows))
        owner = prepare(cluster, "bench")
        app = opened(folder, cluster.url_of("bench", SERVING), owner)
        good &= compare("PostgreSQL", *filled(app, opened(folder, owner), rows))
    print(f"\nEvery list is within {MOST:.0f} times: {'yes' if good else 'NO'}")
    return good


def filled(app: Flask, unbound: Flask, rows: int) -> tuple[Side, Side]:
    """The same database with its walls and without."""
    with app.app_context():
        upgrade()
    fill(unbound, rows)
    return Side(app, walled=True), Side(unbound, walled=False)


if __name__ == "__main__":
    sys.exit(not main(int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else 1_000_000))
