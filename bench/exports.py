"""What a file of 600,000 initiatives costs: written by the worker, opened by LibreOffice.

`python -m bench.exports [ROWS [sqlite|postgresql …]]`: a province of 1,500 grassroots unions, each
initiative with an author of its own whose telephone and ID number lie sealed. An officer asks for
all of it, the worker writes it in a process of its own. The floor, in a process of its own as well
and of the same run: the same cells from a raw cursor straight into openpyxl's write-only workbook,
without scope, seal, progress or a way to go on after a kill. Then LibreOffice (Debian's package
libreoffice-calc-nogui; another command by SOFFICE) opens the worker's file.
"""

import csv
import datetime as dt
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from openpyxl import Workbook

from app import create_app, jobs, uploads
from app.accounts import Account
from app.clock import Practice
from app.db import db
from app.exports import ExportRun
from app.exports.lists import again
from app.initiatives import Author, Initiative, Person
from app.programmes import Stage
from app.tenancy import Everything, Scope
from app.units import Unit
from app.units.serials import serial
from bench.intake import peak
from tests import postgres, world
from tests.conftest import SERVING, prepare

ROWS, UPPERS, PER_UPPER = 600_000, 60, 25
MOST_MEMORY, MOST_RATIO = 300, 3.0
PART = 10_000
SUMMARY = (
    "Cách làm trước đây tốn công; điểm mới là cữ gá bằng nhựa, năng suất tăng 15%. Kết quả đo được "
    "trong ba tháng, đã áp dụng ở hai phân xưởng, làm lợi như đã kê khai số {}."
)
CELLS = """
SELECT a.full_name, p.id, u.name, i.target_group, i.title, i.applied_on, i.summary,
  i.benefit_claimed, i.state, i.code
FROM initiative AS i JOIN unit AS u ON u.id = i.unit_id JOIN author AS a ON a.initiative_id = i.id
JOIN person AS p ON p.id = a.person_id
WHERE i.unit_path >= '{low}' AND i.unit_path < '{high}' AND i.state <> 'draft'
ORDER BY i.created_at DESC, i.id DESC"""


def opened(folder: Path, address: str, owner: str | None = None) -> Flask:
    return create_app(
        TESTING=True,
        INSTANCE=folder,
        SECRET_KEY="a key for a benchmark, long enough",
        DATA_KEY="1:a-data-key-for-a-benchmark-long-enough",
        SQLALCHEMY_DATABASE_URI=address,
        DATABASE_OWNER_URI=owner,
    )


def build(app: Flask, owner: str | None, rows: int) -> None:
    """The small world of the tests, and a province in it."""
    with app.app_context():
        upgrade()
        with jobs.step(Everything("bench"), at=world.NOW) as session:
            session.add(Practice(moment=world.NOW))
            world.build()
            province, last = Unit.by_code("tinh-a"), session.scalar(sa.func.max(Unit.id)) or 0
            stage = session.scalar(sa.select(Stage.id).where(Stage.code == "gd2")) or 0
            assert province
            path = province.path
        engine = sa.create_engine(owner) if owner else db.engine
        with engine.execution_options(wall="a benchmark").begin() as connection:
            units = list(_units(path, last))
            connection.execute(sa.insert(Unit), units)
            places = [unit for unit in units if unit["kind_code"] == "grassroots"]
            for since in range(0, rows, PART):
                made = [_made(n, places[n * 7919 % len(places)], stage)
                        for n in range(since, min(since + PART, rows))]  # fmt: skip
                for model, part in zip((Person, Initiative, Author), zip(*made, strict=True),
                                       strict=True):  # fmt: skip
                    connection.execute(sa.insert(model.__table__), list(part))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE" if owner else "ANALYZE")
        engine.dispose()
        db.engine.dispose()


def _units(province: str, last: int) -> Iterator[dict[str, Any]]:
    for upper in range(UPPERS):
        above = province + serial(1_000 + upper)
        last += 1
        yield _unit(last, above, "upper", f"LĐLĐ huyện số {upper}")
        for place in range(PER_UPPER):
            last += 1
            name = f"CĐCS Công ty TNHH May xuất khẩu số {place} huyện {upper}"
            yield _unit(last, above + serial(1 + place), "grassroots", name)


def _unit(number: int, path: str, kind: str, name: str) -> dict[str, Any]:
    names = ("path", "code", "short_name", "search", "name_key")
    return {
        "id": number, **dict.fromkeys(names, path), "name": name, "kind_code": kind,
        "has_party_committee": False, "children_ever": PER_UPPER,
    }  # fmt: skip


def _made(n: int, unit: dict[str, Any], stage: int) -> tuple[dict[str, Any], ...]:
    """A person, an initiative, and that one wrote the other; all of the number `n` + 1."""
    place, number, name = {"unit_id": unit["id"], "unit_path": unit["path"]}, n + 1, _name(n)
    at = world.NOW - dt.timedelta(minutes=n % 40_320)
    said = Person.sealed(phone=_phone(number), id_number=_id_number(number))
    person = {"id": number, "full_name": name, **place, **said}
    initiative = {
        "id": number, **place, "version": 1, "stage_id": stage, "code": f"B{n}",
        "title": f"Cải tiến cách làm việc số {n}", "summary": SUMMARY.format(n),
        "target_group": n % 5 + 1, "applied_on": dt.date(2022, 8, 15), "applied_precision": "day",
        "way": "list", "state": ("valid", "endorsed", "invalid")[n % 3], "desk_since": at,
        "created_at": at, "submitted_at": at, "search": f"cai tien cach lam viec so {n}",
        "compared": True, "agreed": 0, "benefit_claimed": 1_000_000 * (n % 400) or None,
        "same_key": n,
    }  # fmt: skip
    author = {
        "id": number, "initiative_id": number, "person_id": number, "full_name": name,
        "position": 0, **place,
    }  # fmt: skip
    return person, initiative, author


def _name(n: int) -> str:
    family, middle = ("Nguyễn", "Trần", "Lê", "Phạm")[n % 4], ("Văn", "Thị Thanh")[n % 2]
    return f"{family} {middle} Số {n}"


def _phone(number: int) -> str:
    return f"09{number:08}"


def _id_number(number: int) -> str:
    return f"001085{number:06}"


def work(folder: Path, address: str) -> dict[str, Any]:
    """Ask for the file and let the worker write it."""
    app = opened(folder, address)
    with app.app_context():
        with jobs.reading("where the province lies"):
            scope = Scope(Unit.by_code("tinh-a").path)  # type: ignore[union-attr]
        with jobs.step(scope):
            listed = again(Unit.by_code("tinh-a"), "initiatives", {"stage": "gd2"}, world.NOW)  # type: ignore[arg-type]
            with db.session.no_autoflush:
                by = Account(id=1, full_name="x")
            assert listed
            run = ExportRun.ask(listed, listed.count(), personal=True, by=by, at=world.NOW)
            db.session.flush()
            number = run.id
        before, start = peak(), time.perf_counter()
        jobs.run("exports.files")
        taken, most = time.perf_counter() - start, peak()
        with jobs.reading("what came of it"):
            run = db.session.get_one(ExportRun, number)
            assert run.sha256, (run.state, run.refusal)
            with (folder / "ours.xlsx").open("wb") as file:
                file.writelines(uploads.pieces(run.sha256, run.seal, since=1))
            return {"seconds": taken, "rows": run.size, "before": before, "peak": most}


def floor(folder: Path, address: str, low: str) -> dict[str, Any]:
    """The same cells, straight from the cursor into the library."""
    start = time.perf_counter()
    book = Workbook(write_only=True)
    sheet, rows = book.create_sheet(), 0
    query = CELLS.format(low=low, high=f"{low[:-1]}/")
    url = sa.make_url(address)
    if url.get_backend_name() == "sqlite":
        cursor: Any = sqlite3.connect(url.database or "").execute(query)
    else:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(plain)
        connection.execute(f"SET app.scope = '{low}'")
        cursor = connection.cursor("rows")
        cursor.itersize = PART
        cursor.execute(query)
    for name, number, unit, group, title, applied, summary, benefit, state, code in cursor:
        rows += 1
        person = f"{name}; {_phone(number)}"
        said = (title, str(applied), summary, _id_number(number), benefit, None, None, None, None)
        sheet.append([rows, person, unit, group, *said, state, code])
    book.save(folder / "floor.xlsx")
    return {"seconds": time.perf_counter() - start, "rows": rows, "peak": peak()}


def sums(rows: Iterator[list[str]]) -> tuple[int, int, int]:
    """How many rows there are, and the sums of their numbers and of what they say they bring."""
    count = numbers = benefit = 0
    for row in rows:
        if row and row[0].isdecimal():
            count, numbers = count + 1, numbers + int(row[0])
            benefit += int(row[8] or 0)
    return count, numbers, benefit


def by_libreoffice(folder: Path) -> tuple[tuple[int, int, int], float] | None:
    """The sums as LibreOffice reads the file, and its seconds; None if there is no LibreOffice."""
    command = os.environ.get("SOFFICE") or shutil.which("soffice")
    if not command:
        return None
    start = time.perf_counter()
    subprocess.run(
        [
            *(command, f"-env:UserInstallation=file://{folder}/libreoffice", "--headless"),
            *("--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", folder),
            folder / "ours.xlsx",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with (folder / "ours.csv").open(encoding="utf-8", newline="") as file:
        return sums(csv.reader(file)), time.perf_counter() - start


def apart(what: str, *given: Any) -> dict[str, Any]:
    """What a process of its own says."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.exports", what, *map(str, given)],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def measure(kind: str, folder: Path, address: str, owner: str | None, rows: int) -> bool:
    start = time.perf_counter()
    app = opened(folder, address, owner)
    build(app, owner, rows)
    with app.app_context(), jobs.reading("where the province lies"):
        low = Unit.by_code("tinh-a").path  # type: ignore[union-attr]
    print(f"{kind}: {rows:,} initiatives built in {time.perf_counter() - start:.0f} s", flush=True)
    theirs, ours = apart("--floor", folder, address, low), apart("--work", folder, address)
    sizes = [(folder / f"{name}.xlsx").stat().st_size / 2**20 for name in ("ours", "floor")]
    ratio = ours["seconds"] / theirs["seconds"]
    print(
        f"worker {ours['seconds']:.0f} s ({ours['rows'] / ours['seconds']:,.0f} rows/s), "
        f"{ours['peak']} MB (started with {ours['before']}), file {sizes[0]:.1f} MB; "
        f"floor {theirs['seconds']:.0f} s, {theirs['peak']} MB, {sizes[1]:.1f} MB; "
        f"{ratio:.2f} times (at most {MOST_RATIO})",
        flush=True,
    )
    benefit = sum(1_000_000 * (n % 400) for n in range(rows))
    expected = rows, rows * (rows + 1) // 2, benefit
    opened_by = by_libreoffice(folder)
    if opened_by is None:
        print("LibreOffice is not there: apt-get install libreoffice-calc-nogui")
        return False
    found, seconds = opened_by
    print(f"LibreOffice: {found[0]:,} rows in {seconds:.0f} s, sums", end=" ")
    print("agree" if found == expected else f"DIFFER: {found} instead of {expected}", flush=True)
    return ours["peak"] <= MOST_MEMORY and ratio <= MOST_RATIO and found == expected


def main(rows: int, kinds: list[str]) -> int:
    good = True
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        cluster = stack.enter_context(postgres.running()) if "postgresql" in kinds else None
        for kind in kinds:
            folder = Path(name) / kind
            folder.mkdir()
            address, owner = f"sqlite:///{folder}/bench.db", None
            if cluster and kind == "postgresql":
                owner = prepare(cluster, "bench_exports")
                address = cluster.url_of("bench_exports", SERVING)
            good &= measure(kind, folder, address, owner, rows)
    print(f"At most {MOST_MEMORY} MB, whole and opened:", "yes" if good else "NO")
    return 0 if good else 1


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--work", folder, address]:
            print(json.dumps(work(Path(folder), address)))
        case ["--floor", folder, address, low]:
            print(json.dumps(floor(Path(folder), address, low)))
        case given:
            rows = int(given[0].replace("_", "")) if given else ROWS
            sys.exit(main(rows, given[1:] or ["sqlite", "postgresql"]))
