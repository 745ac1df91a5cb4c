"""How long the worker takes to compare new initiatives with those it knows, and what it finds.

`python -m bench.similar [NEW] [KNOWN]`: by default 10,000 and 100,000, on SQLite. Among the new
ones 300 are copies of known ones, made as the labelled set makes them. The pass runs in a process
of its own; the floor is one reading of the same rows in another.
"""

import datetime as dt
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from app import create_app, jobs
from app.demo import phrases
from app.initiatives import Initiative
from app.programmes import Programme
from app.similar import Signature, Similar
from app.tenancy import Everything, owned_by
from app.units import Unit
from tests import world
from tests.similar.pairs import COPIES, Half

NEW, KNOWN, PLANTED = 10_000, 100_000, 300
SHAPES = [
    "{} {} của {} trước đây làm bằng tay nên {} chậm và {} hay hỏng.",
    "Tôi dùng {} gắn với {} rồi nối vào {}, nhờ vậy {} chạy đều.",
    "Nhóm chúng tôi thay {} bằng {}, thêm {} ở phía sau và {} bên cạnh.",
    "Kết quả: {} giảm từ 12 còn 7, {} tăng thêm 15%, {} không còn {}.",
    "Mỗi ngày {} bớt được hai giờ, {} và {} đỡ vất vả.",
    "Khi {} gặp {}, người trực chỉ cần mở {} để {} trở lại.",
]
PROBE = """
import sys, time
from pathlib import Path
import sqlalchemy as sa
from app import create_app, jobs
from app.db import db
from app.initiatives import Initiative
app = create_app(TESTING=True, INSTANCE=Path(sys.argv[1]), SQLALCHEMY_DATABASE_URI=sys.argv[2])
with app.app_context():
    start = time.perf_counter()
    if sys.argv[3] == "pass":
        jobs.run("similar")
    elif sys.argv[3] == "floor":
        with jobs.reading("bench") as session:
            query = sa.select(Initiative.id, Initiative.title, Initiative.summary)
            for row in session.execute(query.execution_options(yield_per=5000)):
                pass
    seconds = time.perf_counter() - start
    if sys.argv[3] == "typing":
        from app.similar.typing import near
        with jobs.reading("bench") as session:
            said = session.execute(sa.select(Initiative.title, Initiative.summary)
                .where(Initiative.id % 5000 == 7)).all()
            start = time.perf_counter()
            for title, summary in said:
                near(title, summary[:200], "0001.")
            seconds = (time.perf_counter() - start) / len(said)
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(seconds, int(peak) // 1024)
"""


class Writer:
    """Texts of some thousand compounds, common and rare as words are, and of what all write."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        told = " ".join(
            line for theme in phrases.themes() for line in [*theme["titles"], *theme["how"]]
        )
        syllables = sorted({word for word in told.split() if word.isalpha() and word.islower()})
        self.words = [" ".join(rng.sample(syllables, 2)) for _ in range(20_000)]
        self.weights = list(accumulate(1 / (rank + 20) for rank in range(len(self.words))))
        self.boilerplate = Half.named("judging").boilerplate

    def write(self) -> tuple[str, str]:
        lines = [self._fill(self.rng.choice(SHAPES)) for _ in range(self.rng.randint(3, 7))]
        lines += self.rng.sample(self.boilerplate, self.rng.randint(0, 3))
        return self._fill("Cải tiến {} cho {} và {}"), " ".join(lines)

    def _fill(self, shape: str) -> str:
        words = self.rng.choices(self.words, cum_weights=self.weights, k=shape.count("{}"))
        said = shape.format(*words)
        return said[0].upper() + said[1:]


def build(app: Flask, new: int, known: int) -> set[tuple[int, int]]:
    """Fill the house, have the known ones compared, hand in the new ones; which are copies."""
    rng = Random(20230306)
    writer = Writer(rng)
    with jobs.step(Everything("bench"), at=world.NOW):
        world.build()
    texts = [writer.write() for _ in range(known)]
    _insert(texts, rng)
    jobs.run("similar")
    with jobs.step(Everything("bench")) as session:
        session.execute(sa.delete(Similar))
    sources = rng.sample(range(known), PLANTED)
    copies = [
        COPIES[place % len(COPIES)](texts[one], rng, writer.boilerplate)
        for place, one in enumerate(sources)
    ]
    fresh = [writer.write() for _ in range(new - PLANTED)] + copies
    order = rng.sample(range(new), new)
    _insert([fresh[place] for place in order], rng)
    places = {place: position for position, place in enumerate(order)}
    return {
        (source + 1, known + 1 + places[new - PLANTED + number])
        for number, source in enumerate(sources)
    }


def _insert(texts: list[tuple[str, str]], rng: Random) -> None:
    with jobs.step(Everything("bench")) as session:
        units = session.scalars(sa.select(Unit).where(Unit.kind_code == "grassroots")).all()
        stage = Programme.by_code("tsk").stages[1]
        first = (session.scalar(sa.select(sa.func.max(Initiative.id))) or 0) + 1
        rows = [
            _row(number, text, rng.choice(units), stage.id)
            for number, text in enumerate(texts, first)
        ]
        session.execute(sa.insert(Initiative), rows)


def _row(number: int, text: tuple[str, str], unit: Unit, stage: int) -> dict[str, Any]:
    at = world.NOW + dt.timedelta(seconds=number)
    return {
        **owned_by(unit),
        "id": number,
        "stage_id": stage,
        "code": f"BENCH-{number}",
        "title": text[0],
        "summary": text[1],
        "target_group": 2,
        "way": "list",
        "state": "endorsed",
        "desk_unit_id": unit.id,
        "desk_since": at,
        "created_at": at,
        "submitted_at": at,
        "search": "",
        "compared": False,
        "version": 1,
        "applied_precision": "day",
    }


def found(new: int, known: int) -> set[tuple[int, int]]:
    """The pairs that were written down, the one known before first."""
    with jobs.reading("bench") as session:
        rows: dict[str, list[int]] = {}
        for key, number in session.execute(sa.select(Similar.key, Similar.initiative_id)):
            rows.setdefault(key, []).append(number)
    return {(min(pair), max(pair)) for pair in rows.values()}


def probe(folder: str, what: str) -> tuple[float, int]:
    address = f"sqlite:///{folder}/bench.db"
    command = [sys.executable, "-c", PROBE, folder, address, what]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(told[-2]), int(told[-1])


def lines(new: int, known: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/bench.db"
        app = create_app(TESTING=True, INSTANCE=Path(folder), SQLALCHEMY_DATABASE_URI=address)
        with app.app_context():
            upgrade()
            planted = build(app, new, known)
            floor, least = probe(folder, "floor")
            seconds, peak = probe(folder, "pass")
            typing, _most = probe(folder, "typing")
            pairs = found(new, known)
            with jobs.reading("bench") as session:
                signed = session.scalar(sa.select(sa.func.count(Signature.id)))
    yield f"{new} new against {known} known, {signed} signatures"
    yield f"{'':28} {'seconds':>8} {'peak MB':>8}"
    yield f"{'reading the same rows (floor)':28} {floor:8.2f} {least:8}"
    yield f"{'the pass':28} {seconds:8.2f} {peak:8}   at most 30 s and 400 MB"
    share = 100 * len(planted & pairs) / len(planted)
    yield f"{'while typing, a request':28} {typing:8.2f}            the newest 50,000 of a subtree"
    others = len(pairs - planted)
    yield f"planted copies found: {share:.1f}% of {len(planted)}; other pairs: {others}"


def main() -> None:
    new, known = (int(n) for n in (sys.argv[1:] + [NEW, KNOWN][len(sys.argv) - 1 :]))
    for line in lines(new, known):
        print(line)


if __name__ == "__main__":
    main()
