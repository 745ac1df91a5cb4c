"""What taking in a list of 10,000 rows costs: read, judged, compared, made initiatives.

`python -m bench.intake [ROWS [KNOWN [ROUNDS]]]`: a spreadsheet of 10,000 rows of forty units goes
through the worker of its own process, into a house that knows 100,000 initiatives, 200 of which
the list repeats. The floor, measured in the same run on a copy of the same database: openpyxl's
read-only pass over the cells, and one executemany per table of the very rows that were written.
"""

import datetime as dt
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from openpyxl import Workbook, load_workbook

from app import create_app, jobs
from app.db import db
from app.initiatives import ConsentWay, Draft, Identified, Way, hand_in_all
from app.intake import Batch
from app.intake.handed import Handed
from app.intake.known import windows_for
from app.tenancy import Everything, Scope
from app.units import Unit
from tests import world

ROWS, KNOWN, ROUNDS, UNITS, REPEATED = 10_000, 100_000, 3, 40, 200
MOST, MOST_MEMORY = 3.0, 400
TEXTS = [
    ("Cải tiến đồ gá hàn khung ghế", "Giảm hai thao tác kẹp, mỗi sản phẩm nhanh hơn 18 giây."),
    ("Bố trí lại mặt bằng khu đóng gói", "Ba bàn theo một chiều, quãng đường đi lại giảm 40%."),
    ("Sổ hẹn tái khám bằng bảng tính", "Nhắc qua tin nhắn, đúng hẹn tăng từ 61% lên 83%."),
    ("Tái sử dụng nước xả lò hơi", "Bồn thu hồi tiết kiệm 320 m3 nước mỗi tháng."),
    ("Bộ học liệu khoa học lớp 4", "Hai mươi bốn mô hình từ vật liệu tái chế cho bốn lớp."),
    ("Khuôn cắt rập lót bằng mica", "Thay khuôn giấy, dùng hơn 2.000 lần, sai dưới 0,5 mm."),
    ("Đèn báo dừng chuyền theo màu", "Tổ bảo trì thấy từ xa, dừng máy bớt 6 phút mỗi lần."),
    ("Rút gọn quy trình một cửa", "Bỏ hai bước ký trung gian, từ năm ngày còn ba ngày."),
]
TABLES = [
    *("batch", "batch_place", "person", "initiative", "author", "consent", "move", "batch_row"),
    *("tally", "tally_day", "journal_line"),
]


def opened(folder: Path) -> Flask:
    return create_app(
        TESTING=True,
        INSTANCE=folder,
        SECRET_KEY="a key for a benchmark, long enough",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'bench.db'}",
    )


def build(app: Flask, known: int) -> None:
    """The small world of the tests, forty schools in one district, and what they know."""
    with app.app_context():
        upgrade()
        with jobs.step(Everything("a world to measure in"), at=world.NOW):
            world.build()
            upper = Unit.by_code("huyen-a1")
            for number in range(UNITS):
                name = f"Trường Tiểu học Đông Sơn số {number + 1}"
                upper.open_child(
                    code=f"th-{number}",
                    name=name,
                    kind="grassroots",
                    member_count=50,
                    by=None,
                    at=world.NOW,
                )
            path = upper.path
        for since in range(0, known, 2000):
            with jobs.step(Scope(path), at=world.NOW):
                schools = _schools()
                stage = windows_for(schools[0])[1].stage
                drafts = [_draft(schools, n) for n in range(since, min(since + 2000, known))]
                hand_in_all(
                    drafts,
                    stage,
                    way=Way.LIST,
                    consent=ConsentWay.LIST,
                    by=None,
                    at=world.NOW,
                )
        db.engine.dispose()


def _schools() -> list[Unit]:
    return [Unit.by_code(f"th-{number}") for number in range(UNITS)]  # type: ignore[misc]


def _said(number: int) -> tuple[str, str, str, str]:
    """Name, telephone, title and summary of one member's initiative."""
    dice = random.Random(number)
    family = dice.choice(["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi"])
    middle = dice.choice(["Văn", "Thị", "Đức", "Minh", "Thị Thanh", "Quốc", "Hữu"])
    given = dice.choice(["Hải", "Ngọc", "Phúc", "Lan", "Trí", "Nhung", "Đạt", "Thủy", "Hòa"])
    title, summary = dice.choice(TEXTS)[:2]
    phone = f"09{number:08}"
    more = f" Lần thử thứ {number} ở tổ {dice.randrange(90)}, đo trong ba tháng."
    return f"{family} {middle} {given}", phone, f"{title} số {number}", summary + more


def _draft(schools: list[Unit], number: int) -> Draft:
    name, phone, title, summary = _said(number)
    facts = {"title": title, "summary": summary, "target_group": 4}
    facts["applied_on"] = dt.date(2022, 8, 15)
    return Draft(schools[number % UNITS], [Identified(name, phone=phone, birth_year=1985)], facts)


def spreadsheet(path: Path, rows: int, known: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["DANH SÁCH SÁNG KIẾN"])
    sheet.append(
        [
            *("STT", "Đơn vị", "Họ và tên", "Số điện thoại", "Ngày sinh", "Đối tượng"),
            *("Tên sáng kiến", "Thời gian áp dụng", "Tóm tắt nội dung", "Giá trị làm lợi"),
        ]
    )
    for number in range(rows):
        told = number if number < REPEATED else known + number
        name, phone, title, summary = _said(told)
        said = (name, phone, "12/03/1985", 4, title, "tháng 8/2022", summary, "350 triệu")
        sheet.append([number + 1, f"Trường Tiểu học Đông Sơn số {told % UNITS + 1}", *said])
    book.save(path)


def work(folder: Path) -> None:
    """In a process of its own: hand the list in, read it, take it; say how long and how much."""
    app = opened(folder)
    data = (folder / "list.xlsx").read_bytes()
    with app.app_context():
        start = time.perf_counter()
        with jobs.reading("where a unit lies"):
            scope = Scope(Unit.by_code("huyen-a1").path)
        with jobs.step(scope):
            unit = Unit.by_code("huyen-a1")
            stage = windows_for(unit)[1].stage
            handed = Handed("list.xlsx", data)
            batch = Batch.check(unit, handed, stage, by=None, at=world.NOW, later=True).id
        jobs.run("intake.lists")
        read = time.perf_counter()
        with jobs.step(scope):
            db.session.get_one(Batch, batch).take(by=None, at=world.NOW, later=True)
        jobs.run("intake.lists")
        end = time.perf_counter()
        with jobs.reading("what came of it"):
            counts = db.session.get_one(Batch, batch).counts
    print(json.dumps({"read": read - start, "take": end - read, "counts": counts, "peak": peak()}))


def peak() -> int:
    """The most memory this process has held, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return 0


def floor(folder: Path, written: dict[str, tuple[str, list]]) -> float:
    """Seconds of the pass over the cells and of writing the same rows to a copy of the database."""
    start = time.perf_counter()
    book = load_workbook(folder / "list.xlsx", read_only=True)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            _value = cell.value
    engine = sa.create_engine(f"sqlite:///{folder / 'bench.db'}")
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("BEGIN IMMEDIATE")
        for table in TABLES:
            statement, rows = written[table]
            if rows:
                raw.executemany(statement, rows)
        raw.execute("COMMIT")
    taken = time.perf_counter() - start
    engine.dispose()
    return taken


def written(before: Path, after: Path) -> dict[str, tuple[str, list]]:
    """The rows of each table that are in one database and not in the other, and their insert."""
    found = {}
    base = sqlite3.connect(before)
    now = sqlite3.connect(after)
    for table in TABLES:
        last = base.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
        rows = now.execute(f"SELECT * FROM {table} WHERE id > ?", (last,)).fetchall()
        marks = ", ".join("?" * len(rows[0])) if rows else ""
        found[table] = (f"INSERT INTO {table} VALUES ({marks})", rows)
    base.close()
    now.close()
    return found


def main(rows: int, known: int, rounds: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        base = Path(name) / "base"
        base.mkdir()
        start = time.perf_counter()
        build(opened(base), known)
        spreadsheet(base / "list.xlsx", rows, known)
        print(f"{known} initiatives built in {time.perf_counter() - start:.0f} s")
        ours, floors, peaks = [], [], []
        for turn in range(rounds):
            folder = Path(name) / f"turn-{turn}"
            shutil.copytree(base, folder)
            said = subprocess.run(
                [sys.executable, "-m", "bench.intake", "--work", str(folder)],
                capture_output=True,
                text=True,
                check=True,
            )
            done = json.loads(said.stdout.splitlines()[-1])
            delta = written(base / "bench.db", folder / "bench.db")
            copy = Path(name) / f"floor-{turn}"
            shutil.copytree(base, copy)
            floors.append(floor(copy, delta))
            ours.append(done["read"] + done["take"])
            peaks.append(done["peak"])
            total = sum(len(some) for _statement, some in delta.values())
            print(
                f"read {done['read']:.2f} s, take {done['take']:.2f} s, floor {floors[-1]:.2f} s "
                f"({total} rows), {done['peak']} MB, {done['counts']}"
            )
            for used in (folder, copy):
                shutil.rmtree(used)
    ratio = median(ours) / median(floors)
    good = ratio <= MOST and max(peaks) <= MOST_MEMORY
    print(f"{rows} rows: {ratio:.2f} times the floor (at most {MOST}), {max(peaks)} MB")
    print("Good enough:", "yes" if good else "no")
    return 0 if good else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(Path(sys.argv[2]))
        sys.exit()
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(given + [ROWS, KNOWN, ROUNDS][len(given) :])))
