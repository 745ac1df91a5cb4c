"""The daily run over the nation (bench/world.py): seconds, and the most memory that it takes.

`python -m bench.deadlines [sqlite|postgresql [INITIATIVES [GRASSROOTS]]]`. The root lays down a
rule for each level and the federation's ladder, so that every unit in the nation reminds its
children on one Monday morning:

* the worst morning: all that are behind get a reminder, and the first step of the ladder;
* the same moment once more: nothing is due any more;
* the morning after: all is looked at again, and little is due.

Each run is a process of its own, in which nothing else is held. What was written is taken out
again before and afterwards, but for the journal.
"""

import datetime as dt
import json
import subprocess
import sys
import time
from typing import Any

import sqlalchemy as sa

from app import jobs
from app.config import ROOT
from app.db import Base
from app.deadlines import Ladder, Reach, Reminding, Way, Who
from app.deadlines.run import run
from app.deadlines.starter import NAME, STEPS
from app.programmes import Programme
from app.tenancy import Everything
from app.units import Unit
from bench import world
from bench.intake import peak
from bench.nation.keeping import INITIATIVES, KINDS
from bench.nation.tree import GRASSROOTS
from tests.world import NOW

MOST_SECONDS, MOST_MEGABYTES = 60, 400
LAID = NOW - dt.timedelta(days=7)
MORNINGS = {
    "the worst morning": NOW,
    "the same moment again": NOW,
    "the morning after": NOW + dt.timedelta(days=1),
}
WRITTEN = ("phone_call", "escalation", "behind", "reminder", "judged", "ladder_step", "ladder")
RULES = ("reminding", "daily_run")


def lay_down() -> None:
    """A rule for each level, and the ladder."""
    with jobs.step(Everything("rules for a benchmark"), at=LAID) as session:
        root = session.scalars(sa.select(Unit).order_by(Unit.path).limit(1)).one()
        programme = Programme.known()[0]
        said: dict[str, Any] = {"by": None, "at": LAID}
        rule = Reminding.write(
            root,
            programme=programme,
            name="Nhắc các đơn vị chậm, thứ Hai",
            who=Who.BEHIND,
            offsets=(30, 14, 7, 3, 1),
            weekday=0,
            clock_time=dt.time(7, 45),
            ways=tuple(Way),
            reach=Reach.EACH_LEVEL,
            title="Tiến độ {giai_doan} của {don_vi}",
            body="Đã đăng ký {da_dang_ky}/{chi_tieu} ({ty_le}), còn thiếu {con_thieu}. Hạn chót "
            "{han_chot}, còn {con_lai_ngay} ngày, cần {can_moi_ngay} sáng kiến mỗi ngày.",
            **said,
        )
        rule.note_preview(**said)
        rule.switch_on(**said)
        Ladder.lay(root, programme=programme, name=NAME, steps=STEPS, **said).switch_on(**said)


def sweep() -> None:
    """Take out what an earlier benchmark has written."""
    with jobs.step(Everything("after a benchmark")) as session:
        for table in (*WRITTEN, *RULES):
            session.execute(sa.delete(model_of(table)))
        notice = model_of("notice")
        session.execute(sa.delete(notice).where(notice.sent_at >= LAID))


def model_of(table: str) -> Any:
    found = (m.class_ for m in Base.registry.mappers if m.class_.__tablename__ == table)
    return next(found)


def one_run(moment: str, kind: str, *size: int) -> None:
    """In a process of its own: a run, and what it took."""
    with world.opened(kind, *size) as app, app.app_context():
        before, begun = peak(), time.process_time()
        ran = run(dt.datetime.fromisoformat(moment))
        said = {"steps": ran.steps, "seconds": ran.seconds, "before": before, "peak": peak()}
        said["busy"] = time.process_time() - begun
        print(json.dumps(said))


def main(only: str = "", initiatives: int = INITIATIVES, grassroots: int = GRASSROOTS) -> bool:
    print("| database | run | made | seconds | of these at work | MB before | MB most | |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |")
    good = True
    for kind in [only] if only else KINDS:
        with world.opened(kind, initiatives, grassroots) as app:
            with app.app_context():
                sweep()
                lay_down()
            for name, moment in MORNINGS.items():
                asked = (moment.isoformat(), kind, str(initiatives), str(grassroots))
                answer = subprocess.run(
                    [sys.executable, "-m", "bench.deadlines", "--run", *asked],
                    cwd=ROOT,
                    check=True,
                    capture_output=True,
                    text=True,
                )
                said = json.loads(answer.stdout.splitlines()[-1])
                within = said["seconds"] <= MOST_SECONDS and said["peak"] <= MOST_MEGABYTES
                good &= within
                print(
                    f"| {kind} | {name} | {said['steps']:,} | {said['seconds']:.1f} |"
                    f" {said['busy']:.1f} |"
                    f" {said['before']} | {said['peak']} | {'' if within else 'NO'} |",
                    flush=True,
                )
            with app.app_context():
                sweep()
    print(f"\nIn {MOST_SECONDS} s and {MOST_MEGABYTES} MB: {'yes' if good else 'NO'}")
    return good


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--run"]
    numbers = [int(word.replace("_", "")) for word in words if "-" not in word and word[0] < "a"]
    if "--run" in sys.argv:
        one_run(words[0], words[1], *numbers)
    else:
        sys.exit(not main(*words[:1], *numbers))
